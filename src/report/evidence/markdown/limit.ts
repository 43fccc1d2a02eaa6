// What a page may hold, and what is said where it holds less than it could.

/**
 * GitHub drops a job summary of more than 1 MiB whole (its documentation, November 2026); the rest is room
 * for what else a step writes there.
 */
export const MOST_BYTES = 1_000_000;

export const CUT = "_Shortened, since a longer report would not be shown; the HTML report has all._";

/** Blocks as one page. */
export function pageOf(blocks: readonly (string | undefined)[]): string {
  return `${blocks.filter((block) => block !== undefined).join("\n\n")}\n`;
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** Cuts between lines, so that a table stays valid. */
export function cutAt(lines: readonly string[], mostBytes: number): string {
  let room = mostBytes - bytesOf(`\n${CUT}\n`);
  const kept = lines.filter((line) => (room -= bytesOf(line) + 1) >= 0);
  return `${kept.join("\n")}\n\n${CUT}\n`;
}

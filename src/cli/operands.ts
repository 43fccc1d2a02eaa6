import type { Arguments } from "./command.ts";

// Behind a `--` everything is a name, also what begins with a dash. The parser has no place for such words, so they
// are handed to it in a form that it takes for a name, and read back here.

const MARK = "\u0000";

/** Without the `--`: what stands behind it comes to the same places as other names. */
export function withOperands(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  if (end === -1) return argv;
  const names = argv.slice(end + 1).map((word) => (word.startsWith("-") ? `${MARK}${word}` : word));
  return [...argv.slice(0, end), ...names];
}

/** The word as it was typed. */
export function typed(word: string): string {
  return word.startsWith(`${MARK}-`) ? word.slice(MARK.length) : word;
}

/** The words at one place of a command, as they were typed. */
export function operandsOf(given: Arguments, place: string): readonly string[] {
  const words = (given[place] ?? []) as string | readonly string[];
  return [words].flat().map(typed);
}

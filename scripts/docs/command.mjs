import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/**
 * What the built command prints, in an environment of nothing, so that the same comes out on every machine.
 */
export async function printedBy(...args) {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env: { NO_COLOR: "1" } });
  return stdout.trimEnd();
}

/** The line that says why an edit of the page would be lost. */
export const GENERATED = "<!-- Written by `npm run docs` from the code; edits are lost. -->";

/** A row of a Markdown table; a bar inside a cell would end it. */
export function row(...cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { textOfThrown } from "../../../errors/foreign.ts";
import { OnboardError } from "../../../errors/onboard-error.ts";
import { phrase } from "../../../errors/phrase.ts";
import { textToReplace } from "../../../files/own-file.ts";
import type { FileOutcome } from "../../../report/init/lines.ts";

export interface WantedFile {
  /** From the folder of the command. */
  readonly path: string;
  readonly text: string;
  /** The text with what its reader has put into that one in the place of a word of ours. */
  readonly filledAs?: (there: string) => string;
}

/**
 * Writes a file that is not there. One that differs is somebody's work: it is kept, and what differs is told.
 * @throws OnboardError CONFIG_INVALID where it can't be read or written
 */
export function settle(
  { path, text: unfilled, filledAs }: WantedFile,
  cwd: string,
  overwrite: boolean,
): FileOutcome {
  const file = join(cwd, path);
  try {
    const there = textToReplace({ path: file, kind: path, option: "overwrite" });
    const text = there === undefined || filledAs === undefined ? unfilled : filledAs(there);
    if (there === text) return { path, state: "unchanged", onlyThere: [], onlyHere: [] };
    const differs = there === undefined ? { onlyThere: [], onlyHere: [] } : difference(there, text);
    if (there !== undefined && !overwrite) return { path, state: "kept", ...differs };
    mkdirSync(dirname(file), { recursive: true });
    // Nothing that came there meanwhile is lost.
    writeFileSync(file, text, { flag: there === undefined ? "wx" : "w" });
    return { path, state: there === undefined ? "written" : "replaced", ...differs };
  } catch (cause) {
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`The file ${path} can't be written (${textOfThrown(cause)}).`,
      {
        hint: phrase`Run it in the folder of a repository that you may write to, or move away what stands there.`,
        facts: { path },
        cause,
      },
    );
  }
}

/** Lines that only one of them has, each as often as the other lacks it. */
function difference(there: string, here: string): Pick<FileOutcome, "onlyThere" | "onlyHere"> {
  return {
    onlyThere: without(linesOf(there), linesOf(here)),
    onlyHere: without(linesOf(here), linesOf(there)),
  };
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== "");
}

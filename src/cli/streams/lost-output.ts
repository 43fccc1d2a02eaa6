import { gravestExit } from "../../errors/codes.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { Io } from "../io.ts";
import { wantsJson, writeError } from "../write-error.ts";

interface Ended {
  readonly argv: readonly string[];
  readonly io: Io;
  /** The exit status, had everything arrived. */
  readonly exit: number;
}

/**
 * What was written to stdout did not arrive. A person who reads no further (`| head`) has read enough; a program that
 * wants JSON would take a part for the whole.
 * @returns the exit status
 */
export function exitWithLostOutput(why: string, { argv, io, exit }: Ended): number {
  const isForProgram = wantsJson(argv, io) || argv.includes("--json");
  if (why === "EPIPE" && !isForProgram) return exit;
  const error = new OnboardError("OUTPUT_FAILED", phrase`The output on stdout did not arrive (${why}).`, {
    hint: phrase`Look at who reads it, or at its disk, then run ${{ again: true }}.`,
    facts: { stream: "stdout", why },
  });
  return gravestExit([writeError(error, argv, io), exit]);
}

import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../cli/io.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { writeFailure } from "../files/private-file.ts";

// The files by which a step talks to its runner ("Workflow commands", GitHub's documentation, November 2026).
// Outside of a runner they don't exist, and then nothing is said.

/**
 * Outputs of the step. Whatever a value holds, it can't end its block or begin another: nobody can foresee
 * the delimiter.
 */
export function writeOutputs({ env }: Io, outputs: Readonly<Record<string, string>>): void {
  const blocks = Object.entries(outputs).map(([name, value]) => {
    const delimiter = `ses-onboard-${randomUUID()}`;
    return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
  });
  append(env["GITHUB_OUTPUT"], "list of outputs", blocks.join(""));
}

/** The page that the runner shows below the job's graph. */
export function writeSummary({ env }: Io, markdown: string): void {
  append(env["GITHUB_STEP_SUMMARY"], "summary of the job", markdown);
}

/** @throws OnboardError OUTPUT_FAILED */
export function writeComment(path: string, markdown: string): void {
  afterwards(path, "comment", () => writeFileSync(path, markdown));
}

/**
 * A folder of this step's own: two steps of one job must not overwrite each other's evidence. The runner
 * empties RUNNER_TEMP after the job.
 * @throws OnboardError CONFIG_INVALID
 */
export function makeFolder({ env }: Io): string {
  const place = env["RUNNER_TEMP"] || tmpdir();
  try {
    mkdirSync(place, { recursive: true });
    return mkdtempSync(join(place, "ses-onboard-"));
  } catch (cause) {
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`No folder for this step can be made in ${place} (${why}).`,
      {
        hint: phrase`Let the step write to the folder that RUNNER_TEMP names, or make room on its disk.`,
        facts: { path: place, why },
        cause,
      },
    );
  }
}

/** @throws OnboardError OUTPUT_FAILED */
function append(file: string | undefined, kind: string, text: string): void {
  if (file !== undefined && file !== "") afterwards(file, kind, () => appendFileSync(file, text));
}

/** What is left for later steps tells of what was done. */
function afterwards(path: string, kind: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw writeFailure({ path, kind, option: "" }, cause, true);
  }
}

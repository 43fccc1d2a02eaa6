import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../cli/io.ts";

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
  append(env["GITHUB_OUTPUT"], blocks.join(""));
}

/** The page that the runner shows below the job's graph. */
export function writeSummary({ env }: Io, markdown: string): void {
  append(env["GITHUB_STEP_SUMMARY"], markdown);
}

/**
 * A folder of this step's own: two steps of one job must not overwrite each other's evidence. The runner
 * empties RUNNER_TEMP after the job.
 */
export function makeFolder({ env }: Io): string {
  const place = env["RUNNER_TEMP"] || tmpdir();
  mkdirSync(place, { recursive: true });
  return mkdtempSync(join(place, "ses-onboard-"));
}

function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== "") appendFileSync(file, text);
}

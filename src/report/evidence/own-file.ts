import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import { OnboardError } from "../../errors/onboard-error.ts";

/** Stands at the beginning of each report, by which a later run knows it for its own. */
export const REPORT_MARK = "Written by ses-onboard";

/** As far as the mark is looked for; in a page some lines stand before it. */
const BEGINNING_OCTETS = 1_000;

/**
 * A report of an earlier run is replaced: it would pass for this run's. Any other file is somebody's own, and a slip
 * of the pen must not empty it.
 * @throws OnboardError CONFIG_INVALID; and what the file system says
 */
export function refuseFileOfOthers(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  // A device or a pipe holds nothing that could be lost, a link is not followed; an empty file is what a killed run leaves.
  if (found === undefined || !found.isFile() || found.size === 0) return;
  if (beginningOf(path).includes(REPORT_MARK)) return;
  throw new OnboardError(
    "CONFIG_INVALID",
    `The file ${path} is there already, and it is no report of ours.`,
    {
      hint: "Name another file with --report, or move this one away.",
      facts: { path },
    },
  );
}

function beginningOf(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const octets = Buffer.alloc(BEGINNING_OCTETS);
    return octets.toString("utf8", 0, readSync(descriptor, octets, 0, BEGINNING_OCTETS, 0));
  } finally {
    closeSync(descriptor);
  }
}

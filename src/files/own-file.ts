import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { FileFailure, type NamedFile } from "./private-file.ts";
import { readBounded } from "./read-bounded.ts";

/** As far as the mark is looked for; in a page some lines stand before it. */
const BEGINNING_OCTETS = 1_000;

/**
 * What an earlier run wrote is replaced: it would pass for this run's. Any other file is somebody's own, and a slip
 * of the pen must not empty it.
 * @param mark stands at the beginning of each file of this kind
 * @throws OnboardError CONFIG_INVALID; and what the file system says
 */
export function refuseFileOfOthers({ path, kind, option }: NamedFile, mark: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  // A device or a pipe holds nothing that could be lost, a link is not followed; an empty file is what a killed run leaves.
  if (found === undefined || !found.isFile() || found.size === 0) return;
  if (beginningOf(path).includes(mark)) return;
  throw new OnboardError(
    "CONFIG_INVALID",
    phrase`The file ${path} is there already, and it is no ${kind} of ours.`,
    {
      hint: phrase`Name another file with ${{ option }}, or move this one away.`,
      facts: { path },
    },
  );
}

/**
 * The text of a file that is going to be replaced; undefined: none is there.
 * @throws FileFailure for a link, a pipe or a device; FileTooLarge, and what the file system says
 */
export function textToReplace({ path }: NamedFile): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile())
    throw new FileFailure(found.isSymbolicLink() ? "ELOOP" : found.isDirectory() ? "EISDIR" : "ENXIO");
  return readBounded(path).toString("utf8");
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

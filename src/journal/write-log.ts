import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { redactDeep, type Redactor } from "../errors/redact.ts";
import type { OnboardEvent, Reporter } from "../events/event.ts";
import { jsonLine } from "../events/json-line.ts";
import { attempt, FileFailure, openPrivate, writeFailure, type NamedFile } from "../files/private-file.ts";
import { syncIfPossible, writeAll } from "../files/write-all.ts";

// The event log: write-log.ts keeps events before what they tell of, read-log.ts reads them again,
// logged-writes.ts tells what runs wrote.

export interface EventLog {
  /**
   * Writes one event. Once one could not be written, none of those that follow is: an undo must not read a log with
   * a hole. A result is told all the same, and the log's failure by `close`.
   * @throws OnboardError CONFIG_INVALID before any domain of the command was planned, else OUTPUT_FAILED
   */
  readonly report: Reporter;
  /** Safe to call twice. @throws OnboardError as `report`, for a failure that nobody was told of */
  close(): void;
}

/**
 * After these a crash must find the line on disk: they are the undo journal. `rrset.planned` comes before the write that
 * it describes, and `identity.ready`, behind which plans are carried out, before the first of them.
 */
const JOURNAL: ReadonlySet<OnboardEvent["type"]> = new Set([
  "identity.ready",
  "rrset.planned",
  "rrset.written",
  "race.lost",
  "result",
]);

/**
 * `--log FILE`: NDJSON, appended and written synchronously.
 * @throws OnboardError CONFIG_INVALID when the file can't be opened or written: a run that can't be put back
 * must not begin
 */
export function openEventLog(path: string, redact: Redactor): EventLog {
  const file: NamedFile = { path, kind: phrase`event log`, option: "log" };
  // Owner only: the events name every record of the zone that was read.
  const descriptor = openPrivate(file, "append");
  const journal = attempt(file, () => {
    refuseFileOfOthers(path);
    endTornLine(path, descriptor);
    return openJournal(descriptor);
  });
  let open = true;
  // What a domain may create it tells before, so until then nothing can have been created.
  let isPlanned = false;
  let lost: { readonly error: OnboardError; isTold: boolean } | undefined;
  const write = (event: OnboardEvent): void => {
    try {
      journal.write(jsonLine(redactDeep(event, redact)), JOURNAL.has(event.type));
      isPlanned ||= event.type === "rrset.planned";
    } catch (thrown) {
      lost = { error: writeFailure(file, thrown, isPlanned), isTold: false };
    }
  };
  return {
    report: (event) => {
      if (!open) return;
      if (lost === undefined) write(event);
      if (lost === undefined || event.type === "result") return;
      lost.isTold = true;
      throw lost.error;
    },
    close: () => {
      if (!open) return;
      open = false;
      closeSync(descriptor);
      if (lost?.isTold === false) throw lost.error;
    },
  };
}

/**
 * Lines that stay: what was removed or cut by somebody else meanwhile could undo nothing. A file that was renamed is
 * whole under its new name, and others may append to it.
 */
function openJournal(descriptor: number): { readonly write: (line: string, isKept: boolean) => void } {
  const isRegular = fstatSync(descriptor).isFile();
  let end = fstatSync(descriptor).size;
  return {
    write: (line, isKept) => {
      writeAll(descriptor, line);
      end += Buffer.byteLength(line);
      if (!isKept) return;
      syncIfPossible(descriptor);
      if (!isRegular) return;
      const { nlink, size } = fstatSync(descriptor);
      if (nlink === 0) throw new FileFailure("ENOENT");
      if (size < end) throw new FileFailure("ESTALE");
    },
  };
}

/** Every event begins so, also one whose line was cut off. */
const BEGINNING = '{"type":"';

/** What stands behind lines of others could not be read again: `undo` would refuse the file. */
function refuseFileOfOthers(path: string): void {
  const file = statSync(path);
  if (!file.isFile() || file.size === 0) return;
  const reader = openSync(path, "r");
  const octets = Buffer.alloc(BEGINNING.length);
  try {
    readSync(reader, octets, 0, BEGINNING.length, 0);
  } finally {
    closeSync(reader);
  }
  if (BEGINNING.startsWith(octets.toString("latin1", 0, Math.min(file.size, BEGINNING.length)))) return;
  throw new OnboardError(
    "CONFIG_INVALID",
    phrase`The file ${path} is there already, and it is no event log.`,
    {
      hint: phrase`Name another file with ${{ option: "log" }}: a new one, or the event log of an earlier run.`,
      facts: { path },
    },
  );
}

/** A run that was killed may have left half a line, which must not swallow our first one. */
function endTornLine(path: string, descriptor: number): void {
  const file = statSync(path);
  if (!file.isFile() || file.size === 0) return;
  const reader = openSync(path, "r");
  const last = Buffer.alloc(1);
  try {
    readSync(reader, last, 0, 1, file.size - 1);
  } finally {
    closeSync(reader);
  }
  if (last.toString("latin1") !== "\n") writeAll(descriptor, "\n");
}

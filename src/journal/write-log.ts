import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { OnboardError } from "../errors/onboard-error.ts";
import { redactDeep, type Redactor } from "../errors/redact.ts";
import type { OnboardEvent, Reporter } from "../events/event.ts";
import { jsonLine } from "../events/json-line.ts";
import { attempt, openPrivate, type NamedFile } from "../files/private-file.ts";

// The event log: write-log.ts keeps events before what they tell of, read-log.ts reads them again,
// logged-writes.ts tells what runs wrote.

export interface EventLog {
  readonly report: Reporter;
  close(): void;
}

/**
 * After these a crash must find the line on disk: they are the undo journal, and `rrset.planned` comes before
 * the write that it describes.
 */
const JOURNAL: ReadonlySet<OnboardEvent["type"]> = new Set(["rrset.planned", "rrset.written", "result"]);

/**
 * `--log FILE`: NDJSON, appended and written synchronously.
 * @throws OnboardError CONFIG_INVALID when the file can't be opened or written: a run that can't be put back
 * must not begin
 */
export function openEventLog(path: string, redact: Redactor): EventLog {
  const file: NamedFile = { path, kind: "event log", option: "--log" };
  // Owner only: the events name every record of the zone that was read.
  const descriptor = openPrivate(file, "append");
  attempt(file, () => {
    refuseFileOfOthers(path);
    endTornLine(path, descriptor);
  });
  let open = true;
  return {
    report: (event) => {
      if (!open) return;
      attempt(file, () => {
        writeAll(descriptor, jsonLine(redactDeep(event, redact)));
        if (JOURNAL.has(event.type)) syncIfPossible(descriptor);
      });
    },
    close: () => {
      if (open) closeSync(descriptor);
      open = false;
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
  throw new OnboardError("CONFIG_INVALID", `The file ${path} is there already, and it is no event log.`, {
    hint: "Name another file with --log: a new one, or the event log of an earlier run.",
    facts: { path },
  });
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

function writeAll(descriptor: number, text: string): void {
  const octets = Buffer.from(text, "utf8");
  for (let written = 0; written < octets.length;) written += writeSync(descriptor, octets, written);
}

/** Pipes and /dev/stderr can't be synchronised and need not be. */
function syncIfPossible(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EINVAL" && code !== "ENOTSUP" && code !== "EROFS") throw error;
  }
}

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findDomainName, type DomainName } from "../dns/domain-name.ts";
import { toOnboardError } from "../errors/onboard-error.ts";
import type { Redactor } from "../errors/redact.ts";
import type { OnboardEvent, Reporter } from "../events/event.ts";
import { linesOf } from "../files/read-bounded.ts";
import { openEventLog, type EventLog } from "./write-log.ts";

// Logs that nobody asked for, so that a run can be taken back all the same: a file for each domain, to which every run
// and undo of it is appended. Together they come to what stood before the first (logged-writes.ts).

const ENDING = ".ndjson";
const FOLDER_MODE = 0o700;
/** Of one line. */
const MOST_OCTETS = 4_000_000;

export interface KeptLogs {
  /** Never throws: a log that nobody asked for stops no run. */
  readonly report: Reporter;
  close(): void;
}

export interface KeptLogsContext {
  readonly folder: string;
  readonly redact: Redactor;
  /** The file of `--log`, which is not written twice. */
  readonly named: string | undefined;
  /** Told once, in a sentence, when one can't be kept. */
  readonly tell: (why: string) => void;
}

/** Nothing is opened before a run begins that counts. */
export function createKeptLogs({ folder, redact, named, tell }: KeptLogsContext): KeptLogs {
  const logs = new Map<DomainName, EventLog>();
  let isTold = false;
  const trying = (domain: DomainName, write: () => void): void => {
    try {
      write();
    } catch (thrown) {
      logs.get(domain)?.close();
      logs.delete(domain);
      if (!isTold) tell(toOnboardError(thrown).message);
      isTold = true;
    }
  };
  return {
    report: (event) => {
      const { domain } = event;
      const path = keptLogOf(folder, domain);
      if (event.type === "run.started" && isKept(event, path) && path !== named)
        trying(domain, () => {
          mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
          logs.set(domain, openEventLog(path, redact));
        });
      trying(domain, () => logs.get(domain)?.report(event));
    },
    close: () => {
      for (const [domain, log] of logs) trying(domain, () => log.close());
    },
  };
}

/** Where there is no folder to keep them in, which is told as soon as a run begins that counts. */
export function createUnkept(tell: () => void): KeptLogs {
  let isTold = false;
  return {
    report: (event) => {
      if (isTold || event.type !== "run.started" || event.command !== "run" || isRehearsed(event)) return;
      isTold = true;
      tell();
    },
    close: () => undefined,
  };
}

/** Of a rehearsal nothing real is left. An undo of a run that is not in it would look like a change to be taken back. */
function isKept(event: Started, path: string): boolean {
  if (isRehearsed(event)) return false;
  return event.command === "run" || (event.command === "undo" && existsSync(path));
}

type Started = Extract<OnboardEvent, { readonly type: "run.started" }>;

function isRehearsed({ rehearsal, dryRun }: Started): boolean {
  return rehearsal === true || dryRun === true;
}

/** Where the log of a domain is kept, be it there or not. */
export function keptLogOf(folder: string, domain: DomainName): string {
  return join(folder, `${domain}${ENDING}`);
}

/** A run or an undo that a kept log tells of. */
export interface KeptRun {
  readonly domain: DomainName;
  readonly command: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** As its result tells it; null: it has none, since it was killed or is under way. */
  readonly state: string | null;
}

/** The domains that have a log here, by name; none where there is no such folder. */
export function keptDomains(folder: string): readonly DomainName[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .flatMap((name) => findDomainName(name.slice(0, -ENDING.length)) ?? [])
    .toSorted();
}

/** What was done for one domain, the oldest first. Lines that are none of ours are passed over: nothing is written by it. */
export function keptRuns(folder: string, domain: DomainName): readonly KeptRun[] {
  const runs: KeptRun[] = [];
  for (const line of linesOf(keptLogOf(folder, domain), MOST_OCTETS)) {
    const event = parsed(line);
    if (event?.["type"] === "run.started")
      runs.push({
        domain,
        command: String(event["command"]),
        startedAt: Number(event["time"]),
        state: null,
      });
    const last = runs.at(-1);
    if (event?.["type"] === "result" && last !== undefined)
      runs.splice(-1, 1, { ...last, state: String(event["state"]) });
  }
  return runs;
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return Object(JSON.parse(line)) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined; // Half a line that a kill left.
  }
}

/** Takes the log of a domain away: what its runs did can't be undone by its name any more. */
export function forgetKeptLog(folder: string, domain: DomainName): void {
  rmSync(keptLogOf(folder, domain), { force: true });
}

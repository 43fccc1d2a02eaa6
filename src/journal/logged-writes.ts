import { isAtOrBelow, type DomainName } from "../dns/domain-name.ts";
import type { RRset, RRType } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { LoggedWrite } from "../plan/undo.ts";
import type { RecordPlan } from "../events/record.ts";

/** As much of an event of a log as undoing needs; every event of ours has it. */
export type LoggedEvent = { readonly domain: DomainName } & (
  | {
      readonly type: "run.started";
      readonly command: string;
      readonly site: string;
      readonly region: string;
      readonly dryRun?: true | undefined;
    }
  | ({ readonly type: "zone.found" } & LoggedZone)
  | { readonly type: "identity.ready" }
  | { readonly type: "rrset.planned"; readonly record: LoggedRecord & { readonly action: string } }
  | ({ readonly type: "rrset.written"; readonly owner: DomainName; readonly rrtype: RRType } & Sides)
  | {
      readonly type: "result";
      readonly state: string;
      readonly error: { readonly code: string; readonly facts: Facts } | null;
    }
);

/** A zone as a log names it. */
export interface LoggedZone {
  /** The adapter's own name, whatever the config called the account. */
  readonly provider: string;
  readonly apex: DomainName;
  readonly id: string;
  readonly nameServers: readonly DomainName[];
}

interface Sides {
  readonly before: RRset | null;
  readonly after: RRset | null;
}

type LoggedRecord = Pick<RecordPlan, "purpose" | "owner" | "type" | "expected"> & Sides;
type Facts = Readonly<Record<string, unknown>>;

/** All writes at one place, in the order in which they were made. */
export interface PlaceWrites extends Pick<RecordPlan, "purpose" | "owner" | "type" | "expected"> {
  readonly writes: readonly LoggedWrite[];
}

export interface ZoneWrites {
  readonly zone: LoggedZone;
  readonly places: readonly PlaceWrites[];
}

/** What runs wrote for one domain, or may have written. */
export interface DomainWrites {
  readonly domain: DomainName;
  readonly site: string;
  readonly region: string;
  /** Empty: nothing was written. */
  readonly zones: readonly ZoneWrites[];
}

/**
 * The writes that a log tells of, domain by domain. A write that was planned and of which nothing more is
 * told, since the run was killed or its answer was lost, may have happened: it counts as uncertain.
 * @throws OnboardError CONFIG_INVALID for a write whose zone the log does not name
 */
export function writesIn(events: readonly LoggedEvent[]): readonly DomainWrites[] {
  const domains = [...new Set(events.map(({ domain }) => domain))];
  return domains.map((domain) => {
    const own = events.filter((event) => event.domain === domain);
    const started = own.findLast((event) => event.type === "run.started");
    const writes = runsOf(own).flatMap(writesOfRun);
    return { domain, site: started?.site ?? "", region: started?.region ?? "", zones: byZone(writes) };
  });
}

/** A log that several runs were appended to holds each of them from its start on. */
function runsOf(events: readonly LoggedEvent[]): readonly (readonly LoggedEvent[])[] {
  const runs: LoggedEvent[][] = [];
  for (const event of events) {
    if (event.type === "run.started" || runs.length === 0) runs.push([]);
    runs.at(-1)?.push(event);
  }
  return runs;
}

interface Write {
  readonly zone: LoggedZone;
  readonly record: Omit<PlaceWrites, "writes">;
  readonly write: LoggedWrite;
}

function writesOfRun(events: readonly LoggedEvent[]): readonly Write[] {
  const writes: Write[] = [];
  const planned = new Map<string, LoggedRecord>();
  let zone: LoggedZone | undefined;
  for (const event of events) {
    if (event.type === "zone.found") zone = event;
    if (event.type === "rrset.planned") {
      if (isWrite(event.record.action)) planned.set(keyOf(event.record), event.record);
      else planned.delete(keyOf(event.record));
    }
    if (event.type !== "rrset.written") continue;
    const place = { owner: event.owner, type: event.rrtype };
    const own = [...planned.values()].filter((record) => isAt(record, place));
    writes.push(
      writeOf(
        zone,
        { purpose: "other", expected: "", ...own[0], ...place, before: event.before, after: event.after },
        true,
      ),
    );
    for (const record of own) planned.delete(keyOf(record));
  }
  return isOpen(events)
    ? [...writes, ...perPlace([...planned.values()]).map((record) => writeOf(zone, record, false))]
    : writes;
}

/** Whether planned writes may have been carried out without a word in the log. */
function isOpen(events: readonly LoggedEvent[]): boolean {
  const started = events.find((event) => event.type === "run.started");
  const mayWrite =
    started?.command === "undo"
      ? started.dryRun !== true
      : // Before the identity is there a run only rehearses.
        started?.command === "run" && events.some((event) => event.type === "identity.ready");
  const result = events.find((event) => event.type === "result");
  if (!mayWrite || result === undefined || result.state === "interrupted") return mayWrite;
  if (result.error === null) return false;
  const { code, facts } = result.error;
  return code === "UNEXPECTED" || facts["mayHaveArrived"] === true || facts["written"] === true;
}

function writeOf(zone: LoggedZone | undefined, record: LoggedRecord, certain: boolean): Write {
  const { purpose, owner, type, expected, before, after } = record;
  if (zone === undefined || !isAtOrBelow(owner, zone.apex)) throw withoutZone(owner, type);
  return {
    zone,
    record: { purpose, owner, type, expected },
    write: { before: before ?? undefined, after: after ?? undefined, certain },
  };
}

function byZone(writes: readonly Write[]): readonly ZoneWrites[] {
  const zones = new Map(writes.map(({ zone }) => [`${zone.provider} ${zone.id}`, zone]));
  return [...zones.values()].map((zone) => {
    const own = writes.filter((one) => one.zone.id === zone.id && one.zone.provider === zone.provider);
    const places = perPlace(own.map(({ record }) => record));
    return {
      zone,
      places: places.map((place) => ({
        ...place,
        writes: own.filter(({ record }) => isAt(record, place)).map(({ write }) => write),
      })),
    };
  });
}

/** Of several records in one RRset, each of which tells all of it, the first. */
function perPlace<R extends Place>(records: readonly R[]): readonly R[] {
  return records.filter((record, index) => records.findIndex((other) => isAt(other, record)) === index);
}

type Place = Pick<RRset, "owner" | "type">;

function isAt(record: Place, { owner, type }: Place): boolean {
  return record.owner === owner && record.type === type;
}

function keyOf({ type, owner, purpose, expected }: LoggedRecord): string {
  return `${type} ${owner} ${purpose} ${expected}`;
}

function isWrite(action: string): boolean {
  return action !== "kept" && action !== "unchanged";
}

function withoutZone(owner: DomainName, type: RRType): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    `The event log tells of a write of ${type} ${owner}, and not of the zone that it went to.`,
    {
      hint: "Give the whole file that `run --log` wrote, as it wrote it.",
      facts: { owner, type },
    },
  );
}

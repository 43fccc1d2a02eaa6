import { isAtOrBelow, type DomainName } from "../dns/domain-name.ts";
import { keyText, sameKey, sameRRset, type RRset, type RRsetKey } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import type { LoggedWrite } from "../plan/undo.ts";
import { inEffectIn, type WildcardNote } from "./wildcard-notes.ts";
import type { InEffect } from "../plan/wildcard/after-undo.ts";
import { isChange, type RecordAction } from "../plan/record-plan.ts";
import { recordText, type Requirement } from "../plan/requirement.ts";

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
  | ({ readonly type: "rrset.planned"; readonly action: RecordAction } & LoggedPlan)
  | ({ readonly type: "rrset.written" | "rrset.requested"; readonly rrset: RRsetKey } & Sides)
  | { readonly type: "race.lost"; readonly mayHaveArrived?: true | undefined }
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
  /** Where its API was asked; absent: where its vendor keeps it. */
  readonly endpoint?: { readonly url: string; readonly loopback?: true | undefined } | undefined;
}

interface Sides {
  readonly before: RRset | null;
  readonly after: RRset | null;
}

interface LoggedPlan extends Sides {
  readonly record: Requirement;
  readonly warnings?: readonly (WildcardNote | undefined)[] | undefined;
}

type Facts = Readonly<Record<string, unknown>>;

/** All writes at one place, in the order in which they were made. */
export interface RRsetWrites extends Requirement {
  readonly writes: readonly LoggedWrite[];
  /** What a wildcard had answered there before the first of them. */
  readonly inEffect?: InEffect;
}

export interface ZoneWrites {
  readonly zone: LoggedZone;
  readonly rrsetWrites: readonly RRsetWrites[];
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
    const runs = runsOf(own);
    const writes = runs.flatMap((run, index) => writesOfRun(run, zoneBefore(runs, index)));
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

/**
 * Two programs may tell into one log: what stands behind the second one's start, and before it has found its zone, is
 * the first one's.
 */
function zoneBefore(runs: readonly (readonly LoggedEvent[])[], index: number): LoggedZone | undefined {
  return runs
    .slice(0, index)
    .flat()
    .findLast((event) => event.type === "zone.found");
}

interface Write {
  readonly zone: LoggedZone;
  readonly record: Requirement;
  readonly write: LoggedWrite;
  readonly inEffect: InEffect | undefined;
}

function writesOfRun(events: readonly LoggedEvent[], former: LoggedZone | undefined): readonly Write[] {
  const writes: Write[] = [];
  const planned = new Map<string, LoggedPlan>();
  let zone = former;
  for (const event of events) {
    if (event.type === "zone.found") zone = event;
    if (event.type === "rrset.planned") {
      writes.push(...takenBackBy(event, planned).map((plan) => writeOf(zone, plan, false)));
      if (isChange(event.action)) planned.set(recordText(event.record), event);
      else planned.delete(recordText(event.record));
    }
    // What is planned next may find it done: it would be nobody's then.
    if (event.type === "race.lost" && event.mayHaveArrived === true)
      writes.push(...uncertain([...planned.values()]).map((plan) => writeOf(zone, plan, false)));
    if (event.type !== "rrset.written" && event.type !== "rrset.requested") continue;
    const { rrset, before, after } = event;
    if (sameRRset(before ?? undefined, after ?? undefined)) continue;
    const own = [...planned.values()].map(({ record }) => record).filter((record) => sameKey(record, rrset));
    const record = { purpose: "other", expected: "", ...own[0], ...rrset } as const;
    const warnings = own.flatMap((one) => planned.get(recordText(one))?.warnings ?? []);
    // What somebody was asked to enter may never have been entered.
    const isCertain = event.type === "rrset.written";
    writes.push(writeOf(zone, { record, before, after, warnings }, isCertain));
    for (const one of own) planned.delete(recordText(one));
  }
  return isOpen(events)
    ? [...writes, ...uncertain([...planned.values()]).map((plan) => writeOf(zone, plan, false))]
    : writes;
}

/**
 * Only what was written is taken back. Where no listing had shown it, the log tells of no end of that write.
 */
function takenBackBy(
  { action, record }: { readonly action: RecordAction } & LoggedPlan,
  planned: ReadonlyMap<string, LoggedPlan>,
): readonly LoggedPlan[] {
  const open = planned.get(recordText(record));
  const isBack = action === "removed" || action === "restored";
  return isBack && open !== undefined ? uncertain([open]) : [];
}

/** Whether planned writes may have been carried out although the log does not say so. */
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

function writeOf(zone: LoggedZone | undefined, plan: LoggedPlan, certain: boolean): Write {
  const { record, before, after } = plan;
  if (zone === undefined || !isAtOrBelow(record.owner, zone.apex)) throw withoutZone(record);
  return {
    zone,
    record,
    write: { before: before ?? undefined, after: after ?? undefined, certain },
    inEffect: inEffectIn(plan),
  };
}

function byZone(writes: readonly Write[]): readonly ZoneWrites[] {
  const zones = new Map(writes.map(({ zone }) => [zoneText(zone), zone]));
  return [...zones.values()].map((zone) => {
    const own = writes.filter((one) => zoneText(one.zone) === zoneText(zone));
    const rrsetWrites = perRRset(own.map(({ record }) => record));
    return {
      zone,
      rrsetWrites: rrsetWrites.map((place) => {
        const made = own.filter(({ record }) => sameKey(record, place));
        const [inEffect] = made.flatMap((one) => one.inEffect ?? []);
        const writes = made.map(({ write }) => write);
        return { ...place, writes, ...(inEffect === undefined ? {} : { inEffect }) };
      }),
    };
  });
}

/** A zone of a rehearsal is another one than the real one, whatever its id. */
function zoneText({ provider, id, endpoint }: LoggedZone): string {
  return [provider, id, endpoint?.url ?? ""].join(" ");
}

/** Of several plans for one RRset, each of which tells all of it, the first. */
function uncertain(plans: readonly LoggedPlan[]): readonly LoggedPlan[] {
  const firsts = perRRset(plans.map(({ record }) => record));
  return plans.filter(({ record }) => firsts.includes(record));
}

/** Of several records in one RRset the first. */
function perRRset(records: readonly Requirement[]): readonly Requirement[] {
  return records.filter((record, index) => records.findIndex((other) => sameKey(other, record)) === index);
}

function withoutZone({ owner, type }: RRsetKey): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`The event log tells of a write of ${keyText({ owner, type })}, and not of the zone that it went to.`,
    {
      hint: phrase`Give the whole log of the run (${{ option: "log" }}), as it was written.`,
      facts: { owner, type },
    },
  );
}

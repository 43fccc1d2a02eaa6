import type { WordProposal } from "../errors/hint.ts";
import type { Language } from "../errors/phrase.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import type { EventBody } from "./event.ts";
import { sameKey, type RRsetKey } from "../dns/rrset.ts";
import { isChange, type RecordPlan } from "../plan/record-plan.ts";
import { exportFor } from "../plan/ownership/export.ts";
import { recordText, sameRecord } from "../plan/requirement.ts";
import type { Warning } from "../plan/warning.ts";
import { openWarnings } from "./open-warnings.ts";
import { rehearsalIn } from "./rehearsal.ts";
import { flatPlan, type FoundByCheck, type RecordResult } from "./record.ts";
import type { Abort, DomainResult, DomainState } from "./result.ts";
import { seenInAll, type Seen } from "./seen.ts";
import { tally, wordOfVerdict, type ZoneServers } from "./tally.ts";

/** How a command ended for one domain. */
export interface End {
  readonly state: DomainState;
  readonly exit: number;
  readonly error: OnboardError | undefined;
  /** A person said no to what was planned. */
  readonly saidNo?: boolean;
  /** Whoever aborted it. */
  readonly abort?: Abort | undefined;
}

/**
 * The result is folded from the events of one domain and nothing else, so whatever it says can be found in
 * the event log.
 */
export function resultOf(
  events: readonly EventBody[],
  end: End &
    Pick<DomainResult, "calls"> & {
      readonly totalMs: number;
      readonly word?: WordProposal | undefined;
      readonly language?: Language | undefined;
    },
): DomainResult {
  const records = recordResults(events);
  return {
    type: "result",
    state: end.state,
    exit: end.exit,
    ...(end.saidNo === true ? { saidNo: true as const } : {}),
    ...(end.abort === undefined ? {} : { abort: end.abort }),
    ...rehearsalIn(events),
    identity: identityOf(events),
    zone: zoneOf(events),
    records,
    warnings: openWarnings(records, events).flatMap((warning) => exported(warning, zoneOf(events), records)),
    planHash: last(events, "plan.ready")?.planHash ?? null,
    calls: end.calls,
    timings: { totalMs: end.totalMs, propagationMs: propagationMsOf(events) },
    error: end.error?.toReport(end.word, end.language) ?? null,
  };
}

/** Until the gate opened, or as long as it was waited for; a single look is no wait. */
function propagationMsOf(events: readonly EventBody[]): number {
  if (last(events, "propagation.started")?.budgetMs === 0) return 0;
  return (last(events, "propagation.done") ?? last(events, "propagation.progress"))?.elapsedMs ?? 0;
}

/** A program that keeps the zone is told what to take over; where nothing changes, there is nothing to undo. */
function exported(
  warning: Warning,
  zone: DomainResult["zone"],
  records: readonly RecordResult[],
): readonly Warning[] {
  if (warning.warning !== "kept-by-program") return [warning];
  if (zone === null || !records.some(({ action }) => isChange(action))) return [];
  return [{ ...warning, export: exportFor(warning.program, zone, records) }];
}

function identityOf(events: readonly EventBody[]): DomainResult["identity"] {
  const started = last(events, "run.started");
  const found = last(events, "identity.found");
  const ready = last(events, "identity.ready");
  if (started === undefined || found === undefined) return null;
  const verified = last(events, "identity.verified") !== undefined || (ready ?? found).verified;
  return { created: ready?.created ?? false, verified, site: started.site, region: started.region };
}

function zoneOf(events: readonly EventBody[]): DomainResult["zone"] {
  const found = last(events, "zone.found");
  if (found === undefined) return null;
  const { apex, provider, id, nameServers, byHand } = found;
  return { apex, provider, id, nameServers, ...(byHand === undefined ? {} : { byHand }) };
}

/**
 * What was planned last for each record; what was planned before Create is outdone by what SES then really asked
 * for.
 */
function recordResults(events: readonly EventBody[]): readonly RecordResult[] {
  const views = seenInAll(events);
  const plans = new Map<string, Judged>();
  for (const [index, event] of events.entries()) {
    if (event.type !== "rrset.planned") continue;
    const key = recordText(event.record);
    plans.set(key, continued(plans.get(key), event, events.slice(0, index)));
  }
  return [...plans.values()]
    .filter((plan) => views === undefined || viewOf(views, plan) !== undefined)
    .map((plan) => ({
      ...flatPlan(plan),
      written: isWritten(events, plan),
      ...(isTold(events, plan, "rrset.requested") ? { requested: true as const } : {}),
      ...(plan.found === undefined ? {} : { found: plan.found }),
      servers: recordServers(events, plan.record),
      ...formerUntil(events, plan),
      ses: standingOf(viewOf(views ?? [], plan)),
    }));
}

interface Judged extends RecordPlan {
  readonly found?: FoundByCheck;
}

/**
 * When a record was planned twice and written in between, the second plan may find it unchanged. The result
 * still tells the whole change, from the first plan's `before`.
 */
function continued(earlier: Judged | undefined, plan: Judged, before: readonly EventBody[]): Judged {
  return plan.action === "unchanged" && earlier !== undefined && isWritten(before, earlier)
    ? { ...earlier, ...plan, action: earlier.action, before: earlier.before }
    : plan;
}

/** The latest of several writes: each began a time of its own. */
function formerUntil(
  events: readonly EventBody[],
  { record }: RecordPlan,
): Pick<RecordResult, "formerUntilAt"> {
  const moments = events.flatMap((event) =>
    event.type === "rrset.written" && sameKey(event.rrset, record) ? (event.formerUntilAt ?? []) : [],
  );
  return moments.length === 0 ? {} : { formerUntilAt: Math.max(...moments) };
}

function isWritten(events: readonly EventBody[], plan: RecordPlan): boolean {
  return isTold(events, plan, "rrset.written");
}

function isTold(
  events: readonly EventBody[],
  { record, action }: RecordPlan,
  type: "rrset.written" | "rrset.requested",
): boolean {
  return isChange(action) && events.some((event) => event.type === type && sameKey(event.rrset, record));
}

function viewOf(views: readonly Seen[], plan: RecordPlan): Seen | undefined {
  return views.find((view) => sameRecord(view.record, plan.record));
}

function standingOf(view: Seen | undefined): RecordResult["ses"] {
  if (view === undefined) return null;
  const { record: _record, ...standing } = view;
  return standing;
}

/** Servers that served the record at last, of those that were to be asked. */
function recordServers(events: readonly EventBody[], record: RRsetKey): RecordResult["servers"] {
  const observed = events.flatMap((event) =>
    event.type === "propagation.observed" && sameKey(event.rrset, record) ? [event] : [],
  );
  if (observed.length === 0) return null;
  return tally(serversAtLast(events), ({ address }) =>
    wordOfVerdict(observed.findLast((event) => event.at.address === address)?.verdict),
  );
}

function serversAtLast(events: readonly EventBody[]): ZoneServers {
  const told = events.findLast(({ type }) => type === "propagation.started" || type === "delegation.changed");
  return told !== undefined && "servers" in told ? told : { servers: [] };
}

function last<T extends EventBody["type"]>(
  events: readonly EventBody[],
  type: T,
): Extract<EventBody, { readonly type: T }> | undefined {
  return events.findLast((event): event is Extract<EventBody, { readonly type: T }> => event.type === type);
}

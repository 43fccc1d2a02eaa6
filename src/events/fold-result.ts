import type { OnboardError } from "../errors/onboard-error.ts";
import type { EventBody } from "./event.ts";
import type { RecordPlan, RecordResult, SesView } from "./record.ts";
import { type ServerVerdict, isAnswer } from "./verdict.ts";
import type { DomainResult, DomainState } from "./result.ts";

/** How a journey ended. */
export interface End {
  readonly state: DomainState;
  readonly exit: number;
  readonly error: OnboardError | undefined;
}

/**
 * The result is nothing but the events of a journey, folded: whatever it says can be found in the event log.
 */
export function resultOf(
  events: readonly EventBody[],
  end: End & Pick<DomainResult, "calls"> & { readonly totalMs: number },
): DomainResult {
  return {
    type: "result",
    state: end.state,
    exit: end.exit,
    identity: identityOf(events),
    zone: zoneOf(events),
    records: recordsOf(events),
    planHash: last(events, "plan.ready")?.planHash ?? null,
    calls: end.calls,
    timings: { totalMs: end.totalMs, propagationMs: last(events, "propagation.done")?.elapsedMs ?? 0 },
    error: end.error?.toReport() ?? null,
  };
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
  return found === undefined
    ? null
    : { apex: found.apex, provider: found.provider, id: found.id, nameServers: found.nameServers };
}

/**
 * What was planned last for each record; a rehearsal before Create is outdone by what SES then really asked
 * for.
 */
function recordsOf(events: readonly EventBody[]): readonly RecordResult[] {
  const views = sesViewsIn(events);
  const plans = new Map<string, RecordPlan>();
  for (const [index, event] of events.entries()) {
    if (event.type !== "rrset.planned") continue;
    const place = placeOf(event.record);
    plans.set(place, continued(plans.get(place), event.record, events.slice(0, index)));
  }
  return [...plans.values()]
    .filter((plan) => views === undefined || viewOf(views, plan) !== undefined)
    .map((plan) => ({
      ...plan,
      written: isWritten(events, plan),
      servers: serversOf(events, plan),
      ses: seenBy(viewOf(views ?? [], plan)),
    }));
}

/**
 * What a first write did is not undone by a second plan that finds it there: the change is told from where it
 * began.
 */
function continued(
  earlier: RecordPlan | undefined,
  plan: RecordPlan,
  before: readonly EventBody[],
): RecordPlan {
  return earlier !== undefined && isWritten(before, earlier)
    ? { ...plan, action: earlier.action, before: earlier.before }
    : plan;
}

function isWritten(events: readonly EventBody[], { owner, type, action }: RecordPlan): boolean {
  const isChange = action !== "kept" && action !== "unchanged";
  return (
    isChange &&
    events.some((event) => event.type === "rrset.written" && event.owner === owner && event.rrtype === type)
  );
}

function placeOf({ type, owner, expected }: RecordPlan): string {
  return `${type} ${owner} ${expected}`;
}

/** What SES said last of each record. */
function sesViewsIn(events: readonly EventBody[]): readonly SesView[] | undefined {
  return events.reduce<readonly SesView[] | undefined>(
    (views, event) => ("ses" in event ? event.ses : views),
    undefined,
  );
}

function viewOf(views: readonly SesView[], plan: RecordPlan): SesView | undefined {
  return views.find(
    (view) => view.owner === plan.owner && view.rrtype === plan.type && view.expected === plan.expected,
  );
}

function seenBy(view: SesView | undefined): RecordResult["ses"] {
  if (view === undefined) return null;
  const { status, currentValue, finding, untilAt } = view;
  return {
    status,
    currentValue,
    ...(finding === undefined ? {} : { finding }),
    ...(untilAt === undefined ? {} : { untilAt }),
  };
}

/**
 * Servers that served the record at last, of those that were asked; a server agrees when one of its addresses
 * does and no other answers otherwise.
 */
function serversOf(events: readonly EventBody[], plan: RecordPlan): RecordResult["servers"] {
  const verdicts = new Map<string, Map<string, ServerVerdict>>();
  for (const event of events) {
    if (event.type !== "propagation.observed" || event.owner !== plan.owner || event.rrtype !== plan.type)
      continue;
    const own = verdicts.get(event.server) ?? new Map<string, ServerVerdict>();
    verdicts.set(event.server, own.set(event.address, event.verdict));
  }
  if (verdicts.size === 0) return null;
  const agreeing = [...verdicts.values()].map((own) =>
    [...own.values()].filter((verdict) => isAnswer(verdict)),
  );
  return {
    agreeing: agreeing.filter(
      (answers) => answers.length > 0 && answers.every((verdict) => verdict === "serves"),
    ).length,
    asked: verdicts.size,
  };
}

function last<T extends EventBody["type"]>(
  events: readonly EventBody[],
  type: T,
): Extract<EventBody, { readonly type: T }> | undefined {
  return events.findLast((event): event is Extract<EventBody, { readonly type: T }> => event.type === type);
}

import type { DomainName } from "../../dns/domain-name.ts";
import type { Swap } from "../../dns/rrset.ts";
import type { ErrorReport } from "../../errors/onboard-error.ts";
import type { AskedElsewhere } from "../../events/endpoint.ts";
import type { OnboardEvent } from "../../events/event.ts";
import { eventsOf, lastEventOf } from "../../events/events-of.ts";
import { openWarnings } from "../../events/open-warnings.ts";
import { rehearsalIn } from "../../events/rehearsal.ts";
import type { OpenKeys, Plan, PlannedRecord } from "../../plan/consent/plan.ts";
import { recordText } from "../../plan/requirement.ts";
import type { Warning } from "../../plan/warning.ts";

// The question that a person at a terminal answers for all domains at once. Read asked.ts (what it is about), table.ts
// (a row each), values.ts (what is written), totals.ts, then consent-text.ts (all of it).

/** One domain of the question. What is written comes from the plan itself, what is told of it from events. */
export interface AskedDomain {
  readonly domain: DomainName;
  /** `stays`: an undo has no part in it. */
  readonly identity: "create" | "verified" | "not verified" | "stays";
  readonly hosts: readonly { readonly name: string; readonly apex: DomainName }[];
  readonly records: readonly PlannedRecord[];
  readonly swaps: readonly Swap[];
  /** Keys that are not known yet. */
  readonly open?: OpenKeys;
  readonly warnings: readonly Warning[];
  /** Whether it is a rehearsal, by whom it asks. Absent: it is none. */
  readonly elsewhere?: AskedElsewhere;
}

/** A domain that the question is not about, since it has failed. */
export interface LeftOut {
  readonly domain: DomainName;
  readonly error: ErrorReport;
}

type Events = readonly OnboardEvent[];

export function askedByPlan(plan: Plan, events: Events): AskedDomain {
  const { settings, creates, records, swaps, open } = plan;
  const { provider, apex, endpoint } = settings.zone;
  const at = endpoint === undefined ? "" : ` at ${endpoint}`;
  const isVerified = lastEventOf({ events }, "identity.found")?.verified === true;
  return {
    domain: settings.domain,
    identity: creates ? "create" : isVerified ? "verified" : "not verified",
    hosts: [{ name: `${provider}${at}`, apex }],
    records,
    swaps,
    open,
    warnings: warningsIn(events),
    elsewhere: rehearsalIn(events),
  };
}

export function askedByUndo(domain: DomainName, swaps: readonly Swap[], events: Events): AskedDomain {
  const zones = eventsOf({ events }, "zone.found");
  return {
    domain,
    identity: "stays",
    hosts: zones.map(({ provider, apex }) => ({ name: provider, apex })),
    records: plannedIn(events),
    swaps,
    warnings: warningsIn(events),
    elsewhere: rehearsalIn(events),
  };
}

/** How many keys may come: what is told of them, and counted. None where nothing of the domain is written at all. */
export function openKeysOf({
  identity,
  swaps,
  open,
}: Pick<AskedDomain, "identity" | "swaps" | "open">): number {
  return identity === "create" || swaps.length > 0 ? (open?.most ?? 0) : 0;
}

/** Undefined: it has not ended, or not by an error. */
export function leftOutBy(domain: DomainName, events: Events): LeftOut | undefined {
  const error = lastEventOf({ events }, "result")?.error ?? null;
  return error === null ? undefined : { domain, error };
}

/** Each as it was planned last. */
function plannedIn(events: Events): readonly (PlannedRecord & { readonly warnings: readonly Warning[] })[] {
  const plans = eventsOf({ events }, "rrset.planned");
  return [...new Map(plans.map((plan) => [recordText(plan.record), plan])).values()];
}

function warningsIn(events: Events): readonly Warning[] {
  return openWarnings(plannedIn(events), events);
}

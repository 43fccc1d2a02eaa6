import type { DomainName } from "../../dns/domain-name.ts";
import type { RRset, Swap } from "../../dns/rrset.ts";
import type { Tag } from "../identity.ts";
import type { RecordPlan } from "../record-plan.ts";
import type { Policy } from "../requirement.ts";

// What was agreed upon. Read plan.ts (the value) and make-plan.ts, beyond.ts (what goes beyond it) with open-key.ts,
// plan-hash.ts (a text that stands for it), customary.ts (what is agreed upon where nobody was asked), never.ts and
// spf-share.ts (what no consent lifts).

/**
 * Three digests: settings and zone, what stands, what is written. Short ones for the first two; the third holds values
 * that whoever runs SES can choose, so two plans with the same digest must not be found.
 */
export type PlanHash = `sha256:${string}`;

/** Everything that decides what a run does, beside what stands at the DNS host. */
export interface PlanSettings {
  readonly domain: DomainName;
  readonly site: string;
  readonly region: string;
  readonly zone: PlanZone;
  readonly policy: Policy;
  readonly dkimBits: 1024 | 2048;
  /** Of the identity where it is created. */
  readonly tags: readonly Tag[];
}

export interface PlanZone {
  readonly provider: string;
  readonly apex: DomainName;
  readonly id: string;
  /** URL of the API, where the host is one that somebody runs himself: then it says whose zone this is. */
  readonly endpoint?: string | undefined;
  /** SES or this host lay on the machine itself, so the plan is of nothing real. */
  readonly rehearsal?: true | undefined;
}

/** A record, and what becomes of it; what is only told of it is left out. */
export type PlannedRecord = Pick<RecordPlan, "record" | "action" | "before" | "after">;

/** What is not known yet: keys that SES makes with the identity, each at a name of its own with nothing there. */
export interface OpenKeys {
  /** `_domainkey.D`: each stands one label below. */
  readonly below: DomainName;
  /** At most so many TXT records. */
  readonly most: number;
}

/** What a run does to one domain, as a value: it can be kept, compared, and approved. */
export interface Plan {
  readonly settings: PlanSettings;
  /** The identity is created, which can't be undone. */
  readonly creates: boolean;
  readonly records: readonly PlannedRecord[];
  /** One for each RRset that changes. */
  readonly swaps: readonly Swap[];
  readonly open: OpenKeys;
  readonly hash: PlanHash;
}

/** What the plan leaves standing at a place, or puts there. */
export function heldBy({ records, swaps }: Pick<Plan, "records" | "swaps">): readonly RRset[] {
  return [...records.map(({ after }) => after), ...swaps.map(({ after }) => after)].flatMap(
    (rrset) => rrset ?? [],
  );
}

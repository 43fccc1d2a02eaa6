import type { DomainName } from "../dns/domain-name.ts";
import type { RRset, RRType } from "../dns/rrset.ts";
import type { Action, Purpose } from "../plan/requirement.ts";
import type { Warning } from "../plan/warning.ts";

/**
 * What becomes of a record: in planning, or by `undo`, which puts back what stood there (`restored`) or takes
 * away what did not (`removed`).
 */
export type RecordAction = Action | "restored" | "removed";

export interface RecordPlan {
  readonly purpose: Purpose;
  readonly owner: DomainName;
  readonly type: RRType;
  readonly expected: string;
  readonly action: RecordAction;
  readonly before: RRset | null;
  readonly after: RRset | null;
  readonly warnings: readonly Warning[];
}

/**
 * Why SES says no to a record, our view of the name servers beside its own:
 * `cached-nothing`, `cached-old`: published everywhere, and its resolvers still remember the "no" or the
 * former value ·
 * `refused`: it sees what is published and does not accept it · `refused-mx`: that is an MX which our policy
 * keeps ·
 * `two-spf`: it sees more than one SPF record · `elsewhere`: it sees a value that no name server of the zone
 * serves ·
 * `unpublished`: the name servers don't serve what it asks for.
 */
export type SesFinding =
  | "cached-nothing"
  | "cached-old"
  | "refused"
  | "refused-mx"
  | "two-spf"
  | "elsewhere"
  | "unpublished";

/** One record as SES sees it. */
export interface SesView {
  readonly purpose: Purpose;
  readonly expected: string;
  readonly owner: DomainName;
  readonly rrtype: RRType;
  readonly status: boolean;
  readonly currentValue: string;
  /** Only after a "no". */
  readonly finding?: SesFinding;
  /** Until when a cache may hold what SES sees, by the TTLs; ms since 1970. */
  readonly untilAt?: number;
}

export interface RecordResult extends RecordPlan {
  /** Whether this run really wrote it; false for what was only planned, kept or there already. */
  readonly written: boolean;
  readonly servers: { readonly agreeing: number; readonly asked: number } | null;
  readonly ses: Pick<SesView, "status" | "currentValue" | "finding" | "untilAt"> | null;
}

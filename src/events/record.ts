import type { RecordPlan } from "../plan/record-plan.ts";
import type { Requirement } from "../plan/requirement.ts";

/**
 * Why SES says no to a record, our view of the name servers beside its own:
 * `cached-nothing`, `cached-old`: published everywhere, and its resolvers still remember the "no" or the
 * former value ·
 * `refused`: it sees what is published, and says no all the same · `refused-mx`: that is an MX which our policy
 * keeps · `refused-no-mx`: the name has none, and our policy adds none, since its address receives its mail ·
 * `refused-null-mx`: that is a null MX, which our policy keeps and beside which no other can stand ·
 * `two-spf`: it sees more than one SPF record · `elsewhere`: it sees a value that no name server of the zone
 * serves ·
 * `unpublished`: the name servers don't serve what it asks for.
 */
export type SesFinding =
  | "cached-nothing"
  | "cached-old"
  | "refused"
  | "refused-mx"
  | "refused-no-mx"
  | "refused-null-mx"
  | "two-spf"
  | "elsewhere"
  | "unpublished";

/** One record as SES sees it. */
export interface SesView {
  readonly record: Requirement;
  readonly status: boolean;
  readonly currentValue: string;
  /** Only after a "no". */
  readonly finding?: SesFinding;
  /** Until when a cache may hold what SES sees, by the TTLs; ms since 1970. */
  readonly untilAt?: number;
}

/** How a record stands at SES. `refuses`: waiting would not change it. */
export type SesState = "not asked" | "sees nothing" | "sees another value" | "accepts" | "refuses";

const REFUSALS: ReadonlySet<SesFinding | undefined> = new Set<SesFinding>([
  "refused",
  "refused-mx",
  "refused-no-mx",
  "refused-null-mx",
  "two-spf",
]);

/** The one judgement on an answer of SES; null: it was not asked, or did not speak of the record. */
export function sesState(ses: Pick<SesView, "status" | "currentValue" | "finding"> | null): SesState {
  if (ses === null) return "not asked";
  if (ses.status) return "accepts";
  if (REFUSALS.has(ses.finding)) return "refuses";
  return ses.currentValue === "" ? "sees nothing" : "sees another value";
}

/** One record in a result: its plan, flat, and what came of it. */
export interface RecordResult extends Requirement, Omit<RecordPlan, "record"> {
  /** Whether this run really wrote it; false for what was only planned, kept or there already. */
  readonly written: boolean;
  readonly servers: { readonly agreeing: number; readonly asked: number } | null;
  /** Until when receivers may hold what stood there before the write, by its TTL; ms since 1970. */
  readonly formerUntilAt?: number;
  readonly ses: Pick<SesView, "status" | "currentValue" | "finding" | "untilAt"> | null;
}

/** A result's records are flat: whoever reads them with `jq` has one level less to name. */
export function flatPlan(
  plan: RecordPlan,
): Omit<RecordResult, "written" | "servers" | "ses" | "formerUntilAt"> {
  const { record, action, before, after, warnings, impact } = plan;
  const { purpose, owner, type, expected } = record;
  const told = impact === undefined ? {} : { impact };
  return { purpose, owner, type, expected, action, before, after, warnings, ...told };
}

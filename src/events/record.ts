import type { RecordPlan } from "../plan/record-plan.ts";
import type { Requirement } from "../plan/requirement.ts";

/**
 * Why SES says no to a record, our view of the name servers beside its own:
 * `cached-nothing`, `cached-old`: published everywhere, and it sees nothing or the former value, which its
 * resolvers may remember ·
 * `refused`: it sees what is published, and says no all the same · `refused-mx`: that is an MX which our policy
 * keeps · `refused-no-mx`: the name has none, and our policy adds none, since its address receives its mail ·
 * `refused-null-mx`: that is a null MX, which our policy keeps and beside which no other can stand ·
 * `two-spf`: it sees more than one SPF record · `elsewhere`: it sees another value than stood or stands there ·
 * `unpublished`: it named the record only when it looked, so nothing is published for it yet.
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

/**
 * `met`: what stands, or nothing, does for SES · `missing`: nothing stands · `differs`: what stands lacks what SES
 * asks for · `conflict`: it is in the way of that.
 */
export type FoundByCheck = "met" | "missing" | "differs" | "conflict";

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

/**
 * How a record stands at SES. `not asked`: it was not asked to look, so what it holds of the record is as old as
 * its last look, which may never have been · `refuses`: it looked, saw what is published, and says no.
 */
export type SesState = "not asked" | "sees nothing" | "sees another value" | "accepts" | "refuses";

/** What SES said of a record at last, and how the record stands there by it. */
export interface SesStanding extends Pick<SesView, "status" | "currentValue" | "finding" | "untilAt"> {
  readonly state: SesState;
}

/** The findings by which SES sees what is published. */
const SEEN: ReadonlySet<SesFinding | undefined> = new Set<SesFinding>([
  "refused",
  "refused-mx",
  "refused-null-mx",
]);

/** The one judgement on what SES says of a record. */
export function sesState(view: SesView, isAsked: boolean): SesState {
  if (view.status) return "accepts";
  if (!isAsked) return "not asked";
  if (SEEN.has(view.finding)) return "refuses";
  return view.currentValue === "" ? "sees nothing" : "sees another value";
}

/** One record in a result: its plan, flat, and what came of it. */
export interface RecordResult extends Requirement, Omit<RecordPlan, "record"> {
  /** Whether this run really wrote it; false for what was only planned, kept or there already. */
  readonly written: boolean;
  /** A person was asked to enter it. */
  readonly requested?: true;
  /** `check` alone. */
  readonly found?: FoundByCheck;
  readonly servers: { readonly agreeing: number; readonly asked: number } | null;
  /** Until when receivers may hold what stood there before the write, by its TTL; ms since 1970. */
  readonly formerUntilAt?: number;
  /** Null: SES has not spoken of the record. */
  readonly ses: SesStanding | null;
}

/** A result's records are flat: whoever reads them with `jq` has one level less to name. */
export function flatPlan(
  plan: RecordPlan,
): Omit<RecordResult, "written" | "requested" | "servers" | "ses" | "found" | "formerUntilAt"> {
  const { record, action, before, after, warnings, impact } = plan;
  const { purpose, owner, type, expected } = record;
  const told = impact === undefined ? {} : { impact };
  return { purpose, owner, type, expected, action, before, after, warnings, ...told };
}

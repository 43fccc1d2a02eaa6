import type { RRset } from "../dns/rrset.ts";
import type { Action, Requirement } from "./requirement.ts";
import { isSpf } from "./spf/parse.ts";
import type { SpfImpact } from "./spf/impact/impact.ts";
import type { Warning } from "./warning.ts";

/**
 * What becomes of a record: in planning, or by `undo`, which puts back what stood there (`restored`) or takes
 * away what did not (`removed`).
 */
export type RecordAction = Action | "restored" | "removed";

/**
 * The judgement on one record. `before` and `after` are of the whole RRset, with what other records at the
 * same place add.
 */
export interface RecordPlan {
  readonly record: Requirement;
  readonly action: RecordAction;
  readonly before: RRset | null;
  readonly after: RRset | null;
  readonly warnings: readonly Warning[];
  /** What a change of the SPF record does to mail: there where it was proved that nothing changes for others. */
  readonly impact?: SpfImpact;
}

/** Whether an action changes what stands at the DNS host. */
export function isChange(action: RecordAction): boolean {
  return action !== "kept" && action !== "unchanged";
}

/**
 * Whether there was a record of the same purpose before, be it a wildcard's. A TXT set holds values of other purposes
 * as well, and what is only added beside those takes no record's place.
 */
export function hadFormer({
  record: { purpose },
  action,
  before,
  warnings,
}: Pick<RecordPlan, "record" | "action" | "before" | "warnings">): boolean {
  if (before === null)
    return isOfWildcard(action) || warnings.some(({ warning }) => warning === "dmarc-written-out");
  if (purpose === "spf") return before.values.some(isSpf);
  return purpose === "mx" || action !== "merged";
}

/** Whether a value is added to a set that holds none of its purpose: `merged`, though no two are joined. */
export function addsBeside(plan: Pick<RecordPlan, "record" | "action" | "before" | "warnings">): boolean {
  return plan.action === "merged" && !hadFormer(plan);
}

function isOfWildcard(action: RecordPlan["action"]): boolean {
  return action === "merged" || action === "written-out";
}

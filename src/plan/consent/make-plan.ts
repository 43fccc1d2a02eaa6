import { keysNameOf } from "../dkim/dkim.ts";
import type { RecordPlan } from "../record-plan.ts";
import { planHash, type Standing } from "./plan-hash.ts";
import type { Plan, PlanSettings } from "./plan.ts";

/** An identity has one DKIM key, or two of both lengths (SES's API of June 2026: DKIMOption 0, 1 and 2). */
export const MOST_KEYS = 2;

/** What was judged, for one domain. */
export interface Judged extends Pick<Plan, "creates" | "swaps"> {
  /** SES has verified the identity, so it asks for nothing more. */
  readonly isVerified?: boolean;
  readonly records: readonly RecordPlan[];
}

export function makePlan(settings: PlanSettings, judged: Judged, standing: Standing): Plan {
  const { creates, records, swaps, isVerified = false } = judged;
  const known = records.filter(({ record }) => record.purpose === "dkim").length;
  const plan = {
    settings,
    creates,
    records: records.map(({ record, action, before, after }) => ({ record, action, before, after })),
    swaps,
    open: { below: keysNameOf(settings.domain), most: isVerified ? 0 : Math.max(0, MOST_KEYS - known) },
  };
  return { ...plan, hash: planHash(plan, standing) };
}

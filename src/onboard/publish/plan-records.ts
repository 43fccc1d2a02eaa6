import type { RRset, Swap } from "../../dns/rrset.ts";
import { planSwaps } from "../../plan/swaps.ts";
import { requireHoldableMx } from "../../plan/mx/host-range.ts";
import { PURPOSES } from "../../plan/purposes.ts";
import type { Requirement } from "../../plan/requirement.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";

/** What is to be written, and why. */
export interface Planned {
  readonly records: readonly RecordPlan[];
  readonly swaps: readonly Swap[];
}

/**
 * Step 3: requirements against what stands there. The judgement is pure; only the proof looks up what a
 * record refers to.
 * @throws OnboardError CNAME_IN_THE_WAY, SPF_UNMERGEABLE, RECORD_IN_THE_WAY, VALUE_REJECTED
 */
export async function planRecords(
  run: Run,
  known: Preflight,
  requirements: readonly Requirement[],
  rrsets: readonly RRset[],
): Promise<Planned> {
  const { policy } = run;
  const { traits } = known.provider;
  // No host is asked for a lower TTL than it takes, in this very zone.
  const ttl = Math.max(policy.ttl, traits.minTtl, known.zone.minTtl ?? 0);
  const { records, swaps } = planSwaps(requirements, rrsets, { ...policy, ttl }, known.surroundings);
  requireHoldableMx(swaps, traits.mx);
  return { records: await Promise.all(records.map((plan) => proved(run, plan))), swaps };
}

/**
 * Tell each planned record once: what is told here with before and after is in the journal before the write.
 */
export function sayPlan(run: Run, planned: Planned, said: Planned | undefined): void {
  const known = new Set(said?.records.map((plan) => JSON.stringify(plan)));
  for (const plan of planned.records) {
    if (!known.has(JSON.stringify(plan))) run.emit({ type: "rrset.planned", ...plan });
  }
}

/** A record with what only looking up can tell of it; nothing is asked about one that stands already. */
async function proved(run: Run, plan: RecordPlan): Promise<RecordPlan> {
  if (plan.action === "unchanged" || plan.after === null) return plan;
  const warnings = await PURPOSES[plan.record.purpose].prove(plan.after, (question) =>
    run.authority.lookup(question, { signal: run.signal }),
  );
  return { ...plan, warnings: [...plan.warnings, ...warnings] };
}

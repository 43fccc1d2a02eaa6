import type { Receipt } from "../../dns/provider.ts";
import { keyOfSwap, sameKey, type RRset, type Swap } from "../../dns/rrset.ts";
import { planSwaps } from "../../plan/swaps.ts";
import { requireHoldableMx } from "../../plan/mx/host-range.ts";
import { PURPOSES } from "../../plan/purposes.ts";
import type { Requirement } from "../../plan/requirement.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { isChange, type RecordPlan } from "../../plan/record-plan.ts";
import { formerUntil } from "./former-until.ts";

/** What is to be written, and why. */
export interface Planned {
  readonly records: readonly RecordPlan[];
  readonly swaps: readonly Swap[];
  /** The host itself does not refuse a stale swap. */
  readonly isChecked?: boolean;
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
  const isChecked = traits.swap === "checked";
  return { records: await Promise.all(records.map((plan) => proved(run, plan))), swaps, isChecked };
}

/**
 * Tell each planned record once: what is told here with before and after is in the journal before the write.
 */
export function sayPlan(run: Run, planned: Planned, said: Planned | undefined): void {
  const known = new Set(said?.records.map((plan) => JSON.stringify(plan)));
  for (const plan of planned.records) {
    if (known.has(JSON.stringify(plan))) continue;
    const unguarded = planned.isChecked === true && losesValue(plan) ? { unguarded: true as const } : {};
    run.emit({ type: "rrset.planned", ...plan, ...unguarded });
  }
}

/** Whether a value that stands there is to go, or to become another one. */
function losesValue({ before, after }: RecordPlan): boolean {
  return before?.values.some((value) => after?.values.includes(value) !== true) === true;
}

/** Each RRset that was written, as it was before and after. */
export function sayWritten(run: Run, { records, swaps }: Planned, receipt: Receipt | undefined): void {
  const changeId = receipt?.changeId;
  for (const swap of swaps) {
    const rrset = keyOfSwap(swap);
    const plan = records.find(({ record, action }) => sameKey(record, rrset) && isChange(action));
    run.emit({
      type: "rrset.written",
      rrset,
      // Where nothing is to change, something of ours is taken away again.
      action: plan?.action ?? (swap.after === undefined ? "removed" : "restored"),
      before: orNull(swap.before),
      after: orNull(swap.after),
      ...(changeId === undefined ? {} : { changeId }),
      ...formerUntil(run, swap.before),
    });
  }
}

function orNull(rrset: RRset | undefined): RRset | null {
  return rrset ?? null;
}

/** A record with what only looking up can tell of it. */
async function proved(run: Run, plan: RecordPlan): Promise<RecordPlan> {
  const { warnings } = await PURPOSES[plan.record.purpose].prove(plan, (question) =>
    run.authority.lookup(question, { signal: run.signal }),
  );
  return { ...plan, warnings: [...plan.warnings, ...warnings] };
}

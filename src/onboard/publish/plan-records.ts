import { createMemory } from "../../async/memory.ts";
import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import { heldAt } from "../../dns/held.ts";
import type { Lookup } from "../../dns/observation.ts";
import type { Receipt } from "../../dns/provider.ts";
import { findRRset, keyOfSwap, keyText, sameKey, type RRset, type Swap } from "../../dns/rrset.ts";
import { MOST_KEYS } from "../../plan/consent/make-plan.ts";
import { requireHoldableSizes } from "../../plan/host-sizes.ts";
import { planSwaps } from "../../plan/swaps.ts";
import { requireHoldableMx } from "../../plan/mx/host-range.ts";
import { notOfWildcard } from "../../plan/mx/not-of-wildcard.ts";
import { PURPOSES } from "../../plan/purposes.ts";
import type { Requirement } from "../../plan/requirement.ts";
import type { DnsAround } from "../../plan/spf/impact/judge.ts";
import type { SpfLookup } from "../../plan/spf/prove.ts";
import { wildcardsOver } from "../../plan/wildcard/wildcard.ts";
import { lookUpOnce, type Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { isChange, type RecordAction, type RecordPlan } from "../../plan/record-plan.ts";
import { formerUntil } from "./former-until.ts";

/** What is to be written, and why. */
export interface Planned {
  readonly records: readonly RecordPlan[];
  readonly swaps: readonly Swap[];
  /** The host itself does not refuse a stale swap. */
  readonly isChecked?: boolean;
  /** What wildcards serve at these names until they exist. */
  readonly synthesised?: readonly RRset[];
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
  const { records, swaps } = planSwaps(
    requirements,
    rrsets,
    { ...policy, ttl: ttlFor(run, known) },
    known.surroundings,
  );
  requireHoldableMx(swaps, traits.mx);
  requireHoldableSizes(swaps, traits, known.identity === undefined ? MOST_KEYS : 0);
  const isChecked = traits.swap === "checked";
  const { synthesised = [] } = known.surroundings;
  const around = dnsAround(run, known, { requirements, rrsets, swaps });
  const beside = records.map((plan) => besideWildcards(plan, rrsets, known.zone.apex));
  return {
    records: await Promise.all(beside.map((plan) => proved(plan, around))),
    swaps,
    isChecked,
    synthesised,
  };
}

/** No host is asked for a lower TTL than it takes, in this very zone. */
export function ttlFor({ policy }: Pick<Run, "policy">, { provider, zone }: Preflight): number {
  return Math.max(policy.ttl, provider.traits.minTtl, zone.minTtl ?? 0);
}

/** An MX that stands, with what is to be said of it beside the wildcard above: the closest that exists. */
function besideWildcards(plan: RecordPlan, rrsets: readonly RRset[], apex: DomainName): RecordPlan {
  const { record, before, after, warnings } = plan;
  if (record.purpose !== "mx" || before === null || after === null) return plan;
  const wildcard = wildcardsOver(record.owner, apex).find((name) =>
    rrsets.some(({ owner }) => owner === name),
  );
  const wild = wildcard === undefined ? undefined : findRRset(rrsets, wildcard, "MX");
  if (wild === undefined) return plan;
  return { ...plan, warnings: [...warnings, ...notOfWildcard(after, wild, record.expected)] };
}

/** DNS as it is, and as it will be: a name that exists then is no longer answered for by a wildcard. */
function dnsAround(
  run: Run,
  { surroundings: { synthesised = [] }, zone }: Preflight,
  {
    requirements,
    rrsets,
    swaps,
  }: {
    readonly requirements: readonly Requirement[];
    readonly rrsets: readonly RRset[];
    readonly swaps: readonly Swap[];
  },
): DnsAround {
  const above = PURPOSES.spf.alsoRead(run.domain, zone.apex);
  const owners = [...requirements.map(({ owner }) => owner), ...above];
  const now = lookupBeside(run, owners, [...rrsets, ...synthesised]);
  if (swaps.length === 0) return { now, later: now, above };
  const after = standing(rrsets, swaps);
  const exists = (name: DomainName) => after.some(({ owner }) => isAtOrBelow(owner, name));
  const left = synthesised.filter(({ owner }) => !exists(owner));
  return { now, later: lookupBeside(run, owners, [...after, ...left]), above };
}

/** What will stand at the names that were read. */
function standing(rrsets: readonly RRset[], swaps: readonly Swap[]): readonly RRset[] {
  const isSwapped = (rrset: RRset) => swaps.some((swap) => sameKey(keyOfSwap(swap), rrset));
  return [...rrsets.filter((rrset) => !isSwapped(rrset)), ...swaps.flatMap(({ after }) => after ?? [])];
}

/**
 * Looks up what a record refers to, and answers by what was read at the host itself where that is a name of the run's
 * own: DNS is not asked for what the run will write, since a server may remember a "no".
 */
function lookupBeside(run: Run, owners: readonly DomainName[], rrsets: readonly RRset[]): SpfLookup {
  const asked = createMemory<Lookup>();
  const held = heldAt(owners, rrsets);
  return (question) => asked(keyText(question), () => lookUpOnce(run, question, held));
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

/** Each RRset that a person is asked to enter. */
export function sayRequested(run: Pick<Run, "emit">, { records, swaps }: Planned): void {
  for (const swap of swaps) {
    const rrset = keyOfSwap(swap);
    const action = actionAt(records, swap);
    run.emit({
      type: "rrset.requested",
      rrset,
      action,
      before: orNull(swap.before),
      after: orNull(swap.after),
    });
  }
}

/** Where nothing is to change, something of ours is taken away again. */
function actionAt(records: readonly RecordPlan[], swap: Swap): RecordAction {
  const plan = records.find(({ record, action }) => sameKey(record, keyOfSwap(swap)) && isChange(action));
  return plan?.action ?? (swap.after === undefined ? "removed" : "restored");
}

/** Each RRset that was written, as it was before and after. */
export function sayWritten(
  run: Run,
  { records, swaps, synthesised = [] }: Planned,
  receipt: Receipt | undefined,
): void {
  const changeId = receipt?.changeId;
  for (const swap of swaps) {
    const rrset = keyOfSwap(swap);
    run.emit({
      type: "rrset.written",
      rrset,
      action: actionAt(records, swap),
      before: orNull(swap.before),
      after: orNull(swap.after),
      ...(changeId === undefined ? {} : { changeId }),
      ...formerUntil(run, swap.before ?? findRRset(synthesised, rrset.owner, rrset.type)),
    });
  }
}

function orNull(rrset: RRset | undefined): RRset | null {
  return rrset ?? null;
}

/** A record with what only looking up can tell of it. */
async function proved(plan: RecordPlan, around: DnsAround): Promise<RecordPlan> {
  const { warnings, ...measured } = await PURPOSES[plan.record.purpose].prove(plan, around);
  return { ...plan, warnings: [...plan.warnings, ...warnings], ...measured };
}

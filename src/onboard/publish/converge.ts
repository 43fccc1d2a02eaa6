import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Receipt } from "../../dns/provider.ts";
import { keyOf, placeOf, sameKey, type RRset, type Swap } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { isChange } from "../../plan/record-plan.ts";
import { requireAllowedUnderHash } from "../../plan/plan-hash.ts";
import { planRecords, sayPlan, type Planned } from "./plan-records.ts";
import type { Run } from "../run.ts";
import type { Ground } from "../preflight/preflight.ts";

/**
 * How often somebody else's write between our reading and our writing is answered by planning anew; the next
 * lost race ends the run.
 */
const REPLANS = 3;

export interface Published {
  readonly planned: Planned;
  /** Undefined: everything stood there already. */
  readonly receipt: Receipt | undefined;
}

/**
 * Steps 3 and 4: plan what the identity asks for and write it. Names that were unknown before Create are
 * planned as empty; the swap itself proves it, since a host refuses a stale `before`.
 * @throws OnboardError RRSET_CHANGED when the race is still lost after planning anew three times,
 * PLAN_CHANGED under a plan hash, and every conflict; nothing is written then
 */
export async function converge(
  run: Run,
  ground: Ground,
  identity: Identity,
  rehearsed: Planned,
): Promise<Published> {
  const requirements = identity.records.map((record) => record.requirement);
  assertInZone(
    ground,
    requirements.map((requirement) => requirement.owner),
  );
  let rrsets = ground.rrsets;
  let said = rehearsed;
  for (let attempt = 1; ; attempt += 1) {
    const planned = await planRecords(run, ground, requirements, rrsets);
    sayPlan(run, planned, said);
    if (planned.swaps.length === 0) return sayKept(run, { planned, receipt: undefined });
    if (run.planHash !== undefined) requireAllowedUnderHash(planned.swaps, run.domain, run.policy);
    const outcome = await applyUnlessRaced(run, ground, planned.swaps, attempt);
    if ("written" in outcome) return sayWritten(run, sayKept(run, { planned, receipt: outcome }));
    // A host without a compare-and-swap of its own found somebody else's value beside ours after the write.
    if (outcome.hasWritten) sayWritten(run, { planned, receipt: undefined });
    run.emit({ type: "race.lost", attempt });
    said = planned;
    rrsets = await ground.provider.readRRsets(ground.zone, ownersOf(ground, requirements), {
      signal: run.signal,
    });
  }
}

interface LostRace {
  readonly hasWritten: boolean;
}

async function applyUnlessRaced(
  run: Run,
  { provider, zone }: Ground,
  swaps: readonly Swap[],
  attempt: number,
): Promise<Receipt | LostRace> {
  try {
    const { signal } = run;
    return await run.exclusive(`${provider.name} ${zone.id}`, () => provider.apply(zone, swaps, { signal }), {
      signal,
    });
  } catch (error) {
    const raced = error instanceof OnboardError && error.code === "RRSET_CHANGED";
    // What was reviewed is what gets written: with a hash a lost race is not planned anew.
    if (raced && run.planHash !== undefined) throw changedUnderHash(error);
    if (raced && attempt <= REPLANS) return { hasWritten: error.facts["written"] === true };
    throw error;
  }
}

function changedUnderHash(cause: OnboardError): OnboardError {
  return new OnboardError(
    "PLAN_CHANGED",
    `The zone changed between the review and the write: ${cause.message}`,
    {
      hint: "Run plan again, have the new plan reviewed, and pass its hash.",
      facts: cause.facts,
      cause,
    },
  );
}

/** SES can ask for what it likes; only what lies in the zone is written. */
function assertInZone(ground: Ground, owners: readonly DomainName[]): void {
  const outside = owners.find((owner) => !isAtOrBelow(owner, ground.zone.apex));
  if (outside === undefined) return;
  throw new OnboardError(
    "API_SURPRISE",
    `SES asks for a record at ${outside}, which is not in the zone ${ground.zone.apex}.`,
    {
      hint: "Report this to Tencent Cloud support with the request id; nothing was written.",
      facts: { owner: outside, zone: ground.zone.apex },
    },
  );
}

function ownersOf(
  ground: Ground,
  requirements: readonly { readonly owner: DomainName }[],
): readonly DomainName[] {
  return [...new Set([...ground.owners, ...requirements.map((requirement) => requirement.owner)])];
}

function sayKept(run: Run, published: Published): Published {
  for (const { record, action } of published.planned.records) {
    if (!isChange(action)) run.emit({ type: "rrset.kept", rrset: keyOf(record), action });
  }
  return published;
}

function sayWritten(run: Run, published: Published): Published {
  const changeId = published.receipt?.changeId;
  for (const swap of published.planned.swaps) {
    const rrset = placeOf(swap);
    const plan = published.planned.records.find(
      ({ record, action }) => sameKey(record, rrset) && isChange(action),
    );
    run.emit({
      type: "rrset.written",
      rrset,
      action: plan?.action ?? "replaced",
      before: orNull(swap.before),
      after: orNull(swap.after),
      ...(changeId === undefined ? {} : { changeId }),
    });
  }
  return published;
}

function orNull(rrset: RRset | undefined): RRset | null {
  return rrset ?? null;
}

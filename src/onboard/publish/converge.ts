import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Receipt } from "../../dns/provider.ts";
import { keyOf, placeOf, sameKey, type RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { isChange } from "../../plan/record-plan.ts";
import { requireAllowedUnderHash } from "../../plan/plan-hash.ts";
import { applyPlan } from "./apply.ts";
import { planRecords, sayPlan, type Planned } from "./plan-records.ts";
import type { Run } from "../run.ts";
import type { Ground } from "../preflight/preflight.ts";

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
  const plan = async (rrsets: readonly RRset[], said: Planned): Promise<Planned> => {
    const planned = await planRecords(run, ground, requirements, rrsets);
    sayPlan(run, planned, said);
    if (run.planHash !== undefined) requireAllowedUnderHash(planned.swaps, run.domain, run.policy);
    return planned;
  };
  const { provider, zone } = ground;
  const { signal } = run;
  const owners = ownersOf(ground, requirements);
  const { plan: planned, receipt } = await applyPlan(run, ground, {
    plan: await plan(ground.rrsets, rehearsed),
    again: async (before) => plan(await provider.readRRsets(zone, owners, { signal }), before),
    sayWritten: (raced) => sayWritten(run, raced, undefined),
  });
  sayKept(run, planned);
  if (receipt !== undefined) sayWritten(run, planned, receipt);
  return { planned, receipt };
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

function sayKept(run: Run, { records }: Planned): void {
  for (const { record, action } of records) {
    if (!isChange(action)) run.emit({ type: "rrset.kept", rrset: keyOf(record), action });
  }
}

function sayWritten(run: Run, { records, swaps }: Planned, receipt: Receipt | undefined): void {
  const changeId = receipt?.changeId;
  for (const swap of swaps) {
    const rrset = placeOf(swap);
    const plan = records.find(({ record, action }) => sameKey(record, rrset) && isChange(action));
    run.emit({
      type: "rrset.written",
      rrset,
      action: plan?.action ?? "replaced",
      before: orNull(swap.before),
      after: orNull(swap.after),
      ...(changeId === undefined ? {} : { changeId }),
    });
  }
}

function orNull(rrset: RRset | undefined): RRset | null {
  return rrset ?? null;
}

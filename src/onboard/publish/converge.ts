import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Receipt } from "../../dns/provider.ts";
import { keyOf, type RRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import { isChange } from "../../plan/record-plan.ts";
import { applyPlan } from "./apply.ts";
import type { Limits } from "./limits.ts";
import { planRecords, sayPlan, sayRequested, sayWritten, type Planned } from "./plan-records.ts";
import { OwnWrites } from "./own-writes.ts";
import { Races } from "./races.ts";
import { readWildcardsAgain } from "./wildcards-again.ts";
import { withWildcardsNow } from "../preflight/wildcards.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { patiently, type Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";

// Steps 3 and 4. Read plan-before-create.ts, limits.ts (what may be written), plan-records.ts, converge.ts, wildcards-again.ts, apply.ts (write,
// and plan again after a lost race), races.ts and own-writes.ts (where our value was written beside somebody else's).

/** What was planned before, and what may be written. */
export interface Agreed {
  readonly planned: Planned;
  readonly limits: Limits;
  /**
   * What this run has written of it, where somebody else has changed that since: it is read and planned as if ours did
   * not stand.
   */
  readonly own?: OwnWrites;
}

export interface Published {
  readonly planned: Planned;
  /** Undefined: everything stood there already. */
  readonly receipt: Receipt | undefined;
  /** When it was written, or a person was asked to; milliseconds since 1970. Undefined: nothing was. */
  readonly writtenAt: number | undefined;
  /** All that was written there, net. */
  readonly own: OwnWrites;
}

/**
 * Steps 3 and 4: plan what the identity asks for and write it. Names that were unknown before Create are
 * planned as empty; the swap itself proves it, since a host refuses a stale `before`.
 * @throws OnboardError RRSET_CHANGED when the race is still lost after planning anew three times, PLAN_CHANGED for
 * what goes beyond what was agreed upon, and every conflict; nothing is written then, or it is taken back
 */
export async function converge(
  run: Run,
  known: Preflight,
  identity: Identity,
  { planned: plannedBefore, limits, own: before }: Agreed,
): Promise<Published> {
  const requirements = identity.records.map((record) => record.requirement);
  assertInZone(
    known,
    requirements.map((requirement) => requirement.owner),
  );
  const now = await readWildcardsAgain(run, known);
  const plan = async (rrsets: readonly RRset[], said: Planned): Promise<Planned> => {
    const asNow = { ...(await withWildcardsNow(run, now, rrsets)), rrsets };
    const planned = await planRecords(run, asNow, requirements, rrsets);
    sayPlan(run, planned, said);
    const records = [...plannedBefore.records, ...planned.records];
    await limits.require({ ...planned, records }, { ...asNow, identity });
    return planned;
  };
  if (known.provider.byHand === true)
    return requestByHand(run, now, requirements, (rrsets) => plan(rrsets, plannedBefore));
  const own = before ?? new OwnWrites();
  const races = new Races(run, known, { owners: ownersOf(known, requirements), own });
  const first = await (before === undefined
    ? plan(now.rrsets, plannedBefore)
    : races.again((rrsets) => plan(rrsets, plannedBefore)));
  const { plan: planned, receipt } = await applyPlan(run, known, {
    plan: first,
    again: (lost) => races.again((rrsets) => plan(rrsets, lost)),
    sayWritten: (raced) => races.written(raced),
  }).catch((error: unknown) => races.end(error, first));
  sayKept(run, planned);
  sayWritten(run, planned, receipt);
  own.note(planned.swaps);
  return { planned, receipt, writtenAt: receipt === undefined ? undefined : run.clock.now(), own };
}

/**
 * Nobody refuses a stale swap of a person, so what stands is read once more, at the keys' names as well, and everything
 * planned is told whole.
 */
async function requestByHand(
  run: Run,
  known: Preflight,
  requirements: readonly Requirement[],
  plan: (rrsets: readonly RRset[]) => Promise<Planned>,
): Promise<Published> {
  const { provider, zone } = known;
  const planned = await plan(await provider.readRRsets(zone, ownersOf(known, requirements), patiently(run)));
  sayKept(run, planned);
  run.beforeWrite?.();
  sayRequested(run, planned);
  const writtenAt = planned.swaps.length === 0 ? undefined : run.clock.now();
  return { planned, receipt: undefined, writtenAt, own: new OwnWrites() };
}

/** SES can ask for what it likes; only what lies in the zone is written. */
function assertInZone(known: Preflight, owners: readonly DomainName[]): void {
  const outside = owners.find((owner) => !isAtOrBelow(owner, known.zone.apex));
  if (outside === undefined) return;
  throw new OnboardError(
    "API_SURPRISE",
    `SES asks for a record at ${outside}, which is not in the zone ${known.zone.apex}.`,
    {
      hint: "Report this to Tencent Cloud support with the request id; nothing was written.",
      facts: { owner: outside, zone: known.zone.apex },
    },
  );
}

function ownersOf(
  known: Preflight,
  requirements: readonly { readonly owner: DomainName }[],
): readonly DomainName[] {
  return [...new Set([...known.owners, ...requirements.map((requirement) => requirement.owner)])];
}

function sayKept(run: Run, { records }: Planned): void {
  for (const { record, action } of records) {
    if (!isChange(action)) run.emit({ type: "rrset.kept", rrset: keyOf(record), action });
  }
}

import type { DomainName } from "../../dns/domain-name.ts";
import { keyOfSwap, sameKey, type Swap } from "../../dns/rrset.ts";
import { customaryRequirements } from "../../plan/consent/customary.ts";
import { inheritedDmarc } from "../../plan/dmarc/prospect.ts";
import { makePlan } from "../../plan/consent/make-plan.ts";
import type { Plan } from "../../plan/consent/plan.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { askingsFor, requireRights } from "../preflight/rights.ts";
import { readRecords } from "../preflight/preflight.ts";
import { planRecords, sayPlan, type Planned } from "./plan-records.ts";
import type { Limits } from "./limits.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";

/** What is known, what follows from it, and when that was. */
export interface Draft extends Drafted {
  readonly known: Preflight;
  /** Of the run's clock. */
  readonly madeAt: number;
}

interface Drafted {
  readonly planned: Planned;
  /** The same as a value, as far as it is known. */
  readonly plan: Plan;
}

/**
 * Between the plan and Create lie a person's answer and the turns of other domains. Milliseconds; a zone that was
 * looked at longer ago is looked at again.
 */
const STALE_AFTER_MS = 5_000;

/**
 * The draft itself, or after a long wait one that is made anew: a conflict of meanwhile stops before Create, and so
 * does what goes beyond what was agreed upon. What is planned otherwise now is told.
 * @throws OnboardError as planBeforeCreate, Limits.require and requireRightsFor
 */
export async function upToDate(run: Run, draft: Draft, limits: Limits): Promise<Draft> {
  const { clock } = run;
  if (clock.now() - draft.madeAt <= STALE_AFTER_MS) return draft;
  // What it warns of was told at the first reading.
  const records = await readRecords({ ...run, emit: () => {} }, draft.known, draft.known.identity);
  const known = { ...draft.known, ...records };
  const drafted = await planBeforeCreate(run, known, draft.planned);
  await limits.require(drafted.planned, known);
  await requireRightsFor(run, known, drafted.planned);
  return { known, ...drafted, madeAt: clock.now() };
}

/**
 * What will be done, as far as it is known before anything irreversible: conflicts stop here. For an identity that
 * does not exist yet the plan assumes what SES customarily asks for.
 * @param said what was planned, and told, before
 * @throws OnboardError every conflict
 */
export async function planBeforeCreate(run: Run, known: Preflight, said?: Planned): Promise<Drafted> {
  const planned = await planRecords(run, known, requirementsOf(known, run.domain), known.rrsets);
  sayPlan(run, planned, said);
  const plan = planOf(run, known, planned);
  if (JSON.stringify(planned.records) !== JSON.stringify(said?.records))
    run.emit({
      type: "plan.ready",
      planHash: plan.hash,
      creates: plan.creates,
      changes: planned.swaps.length,
    });
  return { planned, plan };
}

/**
 * The right to write at the places of the plan, where there is anything to write. The DKIM key's name is unknown
 * before Create, and a key that is limited to names might be limited to that very one: it is not asked about where the
 * plan has other changes.
 * @throws OnboardError RIGHTS_MISSING
 */
export async function requireRightsFor(run: Run, known: Preflight, { swaps }: Planned): Promise<void> {
  const exists = known.identity !== undefined;
  if (exists && swaps.length === 0) return;
  await requireRights(run, known, askingsFor(run.domain, swaps.map(keyOfSwap), { exists }));
}

/** A plan is often made with a key that can do no more; whoever runs it needs another one. */
export function warnOfReadOnlyKey(run: Run, { provider, zone }: Preflight): void {
  if (zone.readOnlyKey !== true) return;
  const warning = { warning: "key-reads-only", owner: zone.apex, provider: provider.name } as const;
  run.emit({ type: "warning.raised", warning });
}

/** What SES asks for, or what it usually does while it has not spoken. */
export function requirementsOf(
  known: Pick<Preflight, "identity">,
  domain: DomainName,
): readonly Requirement[] {
  return known.identity?.records.map((record) => record.requirement) ?? customaryRequirements(domain);
}

function planOf(run: Run, known: Preflight, { records, swaps }: Planned): Plan {
  const { zone, provider, identity, rrsets, surroundings } = known;
  const { domain, policy, dkimBits, tags = [] } = run;
  const { site, region } = run.identities;
  const isRehearsed = run.elsewhere?.rehearsal === true || provider.askedAt?.loopback === true;
  const settings = {
    domain,
    site,
    region,
    zone: {
      provider: provider.name,
      apex: zone.apex,
      id: zone.id,
      ...(provider.endpoint === undefined ? {} : { endpoint: provider.endpoint }),
      ...(isRehearsed ? { rehearsal: true as const } : {}),
    },
    policy,
    dkimBits,
    tags,
  };
  return makePlan(
    settings,
    { creates: identity === undefined, isVerified: identity?.verified === true, records, swaps },
    { rrsets, synthesised: surroundings.synthesised, inheritedDmarc: dmarcDeciding(run, known, swaps) },
  );
}

/** By what SES customarily asks for, as what it does ask for is unknown before Create. A record that is kept inherits nothing. */
function dmarcDeciding(
  { domain, policy }: Run,
  { surroundings }: Preflight,
  swaps: readonly Swap[],
): string | undefined {
  const requirement = customaryRequirements(domain).find(({ purpose }) => purpose === "dmarc");
  if (requirement === undefined || !swaps.some((swap) => sameKey(keyOfSwap(swap), requirement)))
    return undefined;
  return inheritedDmarc({ requirement, existing: [], policy, surroundings });
}

import type { DomainName } from "../../dns/domain-name.ts";
import { keyOfSwap, sameKey, type Swap } from "../../dns/rrset.ts";
import { Interruption } from "../../errors/interruption.ts";
import { customaryRequirements } from "../../plan/customary.ts";
import { inheritedDmarc } from "../../plan/dmarc/prospect.ts";
import { planHash, requireAllowedUnderHash, requirePlanHash, type PlanHash } from "../../plan/plan-hash.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { askingsFor, requireRights } from "../preflight/rights.ts";
import { readRecords } from "../preflight/preflight.ts";
import { planRecords, sayPlan, type Planned } from "./plan-records.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { unlessAborted } from "../../async/together.ts";

/** What is known, what follows from it, and when that was. */
export interface Draft {
  readonly known: Preflight;
  readonly planned: Planned;
  /** Of the run's clock. */
  readonly madeAt: number;
}

/**
 * Between the plan and Create lie a person's answer and the turns of other domains. Milliseconds; a zone that was
 * looked at longer ago is looked at again.
 */
const STALE_AFTER_MS = 5_000;

/**
 * The draft itself, or after a long wait one that is made anew: a conflict of meanwhile stops before Create, and
 * under a plan hash every change does. What is planned otherwise now is told.
 * @throws OnboardError as planBeforeCreate and requireRightsFor
 */
export async function upToDate(run: Run, draft: Draft): Promise<Draft> {
  const { clock } = run;
  if (clock.now() - draft.madeAt <= STALE_AFTER_MS) return draft;
  // What it warns of was told at the first reading.
  const records = await readRecords({ ...run, emit: () => {} }, draft.known, draft.known.identity);
  const known = { ...draft.known, ...records };
  const planned = await planBeforeCreate(run, known, draft.planned);
  await requireRightsFor(run, known, planned);
  return { known, planned, madeAt: clock.now() };
}

/**
 * What will be done, as far as it is known before anything irreversible: conflicts stop here, the plan's hash
 * is compared. For an identity that does not exist yet the plan assumes what SES customarily asks for.
 * @param said what was planned, and told, before
 * @throws OnboardError PLAN_CHANGED and every conflict
 */
export async function planBeforeCreate(run: Run, known: Preflight, said?: Planned): Promise<Planned> {
  const planned = await planRecords(run, known, requirementsOf(known, run.domain), known.rrsets);
  sayPlan(run, planned, said);
  const hash = hashOf(run, known, planned.swaps);
  if (JSON.stringify(planned.records) !== JSON.stringify(said?.records))
    run.emit({
      type: "plan.ready",
      planHash: hash,
      creates: known.identity === undefined,
      changes: planned.swaps.length,
    });
  if (run.planHash === undefined) return planned;
  requirePlanHash(run.planHash, hash);
  requireAllowedUnderHash(planned.swaps, run.domain, run.policy);
  return planned;
}

/**
 * The right to write at the places of the plan, where there is anything to write. The DKIM key's name is unknown
 * before Create, and a key that is limited to names might be limited to that very one: it is not asked about where the
 * plan has other changes.
 * @throws OnboardError RIGHTS_MISSING
 */
export async function requireRightsFor(run: Run, known: Preflight, { swaps }: Planned): Promise<void> {
  if (hasNothingToDo(known, swaps)) return;
  const exists = known.identity !== undefined;
  await requireRights(run, known, askingsFor(run.domain, swaps.map(keyOfSwap), { exists }));
}

/** A plan is often made with a key that can do no more; whoever runs it needs another one. */
export function warnOfReadOnlyKey(run: Run, { provider, zone }: Preflight): void {
  if (zone.readOnlyKey !== true) return;
  const warning = { warning: "key-reads-only", owner: zone.apex, provider: provider.name } as const;
  run.emit({ type: "warning.raised", warning });
}

/**
 * Ask the person, where there is one and something to do, before the first step that can't be undone.
 * @throws Interruption when the person says no
 */
export async function askConsent(run: Run, known: Preflight, planned: Planned): Promise<void> {
  if (run.confirm === undefined || hasNothingToDo(known, planned.swaps)) return;
  if (!(await unlessAborted(run.signal, run.confirm()))) throw new Interruption(130);
}

function hasNothingToDo({ identity }: Preflight, swaps: readonly Swap[]): boolean {
  return identity !== undefined && swaps.length === 0;
}

/** What SES asks for, or what it usually does while it has not spoken. */
export function requirementsOf(
  known: Pick<Preflight, "identity">,
  domain: DomainName,
): readonly Requirement[] {
  return known.identity?.records.map((record) => record.requirement) ?? customaryRequirements(domain);
}

/** The DKIM records are unknown before Create, so the hash covers what is known on both sides of it. */
function hashOf(run: Run, known: Preflight, swaps: readonly Swap[]): PlanHash {
  const { zone, provider, rrsets, surroundings } = known;
  const { domain, policy, dkimBits, tags } = run;
  const { site, region } = run.identities;
  return planHash({
    domain,
    site,
    region,
    zone: { apex: zone.apex, id: zone.id, provider: provider.name },
    policy,
    dkimBits,
    tags,
    rrsets,
    synthesised: surroundings.synthesised,
    inheritedDmarc: dmarcDeciding(run, known, swaps),
  });
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

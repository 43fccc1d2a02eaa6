import { isChange } from "../plan/record-plan.ts";
import type { Identity } from "../plan/identity.ts";
import { budgetFrom, withinBudget } from "./budget.ts";
import { answerOf, sesViews } from "./confirm/confirm.ts";
import { untilVerified } from "./confirm/until-verified.ts";
import { converge } from "./publish/converge.ts";
import { agreeOn, type Limits } from "./publish/limits.ts";
import { runSteps } from "./command.ts";
import { patiently, RUN_AWAY_MS, withMemory, type CreateTurn, type Run } from "./run.ts";
import { warnOfSilence } from "./preflight/inspect-delegation.ts";
import { preflight } from "./preflight/preflight.ts";
import {
  planBeforeCreate,
  requireRightsFor,
  upToDate,
  warnOfReadOnlyKey,
  type Draft,
} from "./publish/plan-before-create.ts";
import { findListing, requireRoom } from "./preflight/tell-listing.ts";
import type { DomainResult } from "../events/result.ts";

// The straight line, on ports only. Its steps, each a folder that may use those before it: preflight/,
// publish/, propagate/, confirm/; check/ reads them, and dnssec/ says what receivers see. run.ts has the ports, command.ts the frame, undo.ts the
// way back.

/**
 * One domain, in a straight line, from unknown to verified. Every step starts by looking, so a run that was
 * killed is continued by running it again. Never rejects: a failure, a pending verification and an interrupt
 * end with a result too.
 */
export function onboardDomain(given: Run): Promise<DomainResult> {
  // Now, and not when it is needed: the order is that in which the domains were begun.
  const turn = given.takeTurn?.();
  const timed = { ...given, ...budgetFrom(given), awayMs: Math.min(given.waitMs, RUN_AWAY_MS) };
  return runSteps("run", withMemory(timed), async (run) => {
    const known = await preflight(run);
    if (known.identity !== undefined) turn?.leave();
    const draft = { known, madeAt: run.clock.now(), ...(await planBeforeCreate(run, known)) };
    await requireRightsFor(run, known, draft.planned);
    const limits = await agreeOn(run, draft);
    const ensured = await ensure(run, { ...draft, limits }, turn);
    const { identity } = ensured;
    const published = await converge(run, ensured.known, identity, ensured);
    await withinBudget(run, (budget) =>
      untilVerified(run, ensured.known, { ...published, identity, limits }, budget),
    );
    return "verified";
  }).finally(() => turn?.leave());
}

/** `plan`: what a run would do; creates and writes nothing. */
export function planDomain(given: Run): Promise<DomainResult> {
  return runSteps("plan", withMemory(given), async (run) => {
    const known = await preflight(run);
    warnOfSilence(run, known);
    const { plan } = await planBeforeCreate(run, known);
    warnOfReadOnlyKey(run, known);
    await run.agreement?.agree(plan, run.signal);
    return "planned";
  });
}

/** Whether a plan leaves something to do: an identity to create or to verify, or a record to write. */
export function isPending({ identity, records }: DomainResult): boolean {
  return identity?.verified !== true || records.some(({ action }) => isChange(action));
}

/** What was planned before the identity was there, and the identity. */
type Ensured = Agreed & { readonly identity: Identity };

type Agreed = Draft & { readonly limits: Limits };

/**
 * Step 2: the identity, created when it is not there. Create can't be undone, so it comes after everything
 * that can fail.
 */
async function ensure(run: Run, draft: Agreed, turn: CreateTurn | undefined): Promise<Ensured> {
  const existing = draft.known.identity;
  const ensured = existing === undefined ? await create(run, draft, turn) : { ...draft, identity: existing };
  const { identity } = ensured;
  const created = "created" in identity && identity.created === true;
  run.emit({
    type: "identity.ready",
    created,
    verified: identity.verified,
    ses: sesViews(identity),
    ...answerOf(identity),
  });
  return ensured;
}

/** In its turn among the domains of this process, and by what stands in the zone then. */
function create(run: Run, draft: Agreed, turn: CreateTurn | undefined): Promise<Ensured> {
  const { domain, identities, dkimBits, tags = [], domainLimit, signal } = run;
  const task = async () => {
    const current = { ...draft, ...(await upToDate(run, draft, draft.limits)) };
    // Others of this process were created since preflight; the list counts them without being asked again.
    if (domainLimit !== undefined) requireRoom(run, await findListing(run));
    run.requireOpen?.(current.known.provider.name);
    run.beforeWrite?.();
    const options = { ...patiently(run), dkimBits, tags };
    return { ...current, identity: await identities.ensure(domain, options) };
  };
  return turn === undefined ? task() : turn.take(domain, task, signal);
}

import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import type { HeardOfRecord } from "../propagate/propagate.ts";
import type { Answer } from "../../events/event.ts";
import type { Identity } from "../../plan/identity.ts";
import { sameRecord, type Requirement } from "../../plan/requirement.ts";
import type { Tally } from "../../events/tally.ts";
import type { Budget } from "../budget.ts";
import type { Planned } from "../publish/plan-records.ts";
import type { Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { compareSides, type OurSide } from "./compare-sides.ts";
import { pending, refusal, tooSoon, unseen } from "./endings.ts";
import { look } from "./look.ts";
import type { SesView } from "../../events/record.ts";

// Step 6: until-verified.ts publishes what SES asks for later, confirm.ts asks SES (look.ts: also one that is away),
// compare-sides.ts tells where a "no" lies, endings.ts what follows from it; public-resolvers.ts asks resolvers beside it,
// which only report.

/** Pauses in milliseconds between two looks of SES: at once, then 30, 90, 210, 510 s after the first. */
const PAUSES_MS = [30_000, 60_000, 120_000, 300_000];
/**
 * How often SES is asked in a pause what it knows already, in milliseconds. That makes it look nothing up, so
 * nobody remembers a "no", and a verification that turns true by itself is seen (Tencent's own Terraform
 * resource waits for that, November 2026).
 */
const GLANCE_EVERY_MS = 15_000;
/**
 * Where we can't see what is served, SES is not asked sooner than this after a write, in milliseconds: the time that
 * most hosts need. Its resolvers would remember a "no".
 */
const UNSEEN_PAUSE_MS = 60_000;

/** Which look was the last one, and when it was: ms since 1970. */
export interface LastLook {
  readonly attempt: number;
  readonly at: number;
}

/** SES asks for more than is planned. */
export interface MoreAsked {
  readonly identity: Identity;
  readonly lastLook: LastLook;
}

export interface Confirmation {
  readonly known: Preflight;
  readonly identity: Identity;
  /**
   * What stands published now and what stood there before, to tell a value that SES refuses from one that it
   * does not see yet.
   */
  readonly planned: Planned;
  readonly budget: Budget;
  /** False: we could not look ourselves, so SES may be asked before it can see the records. */
  readonly observable: boolean;
  /** When the records were written, in milliseconds since 1970. Undefined: they stood there. */
  readonly writtenAt: number | undefined;
  /** What those said that could not be asked. */
  readonly silent: readonly HeardOfRecord[];
  /** How many name servers serve every record; undefined: none could be asked, or there is nothing to ask for. */
  readonly served: Tally | undefined;
  /** Undefined: SES has not been asked yet. */
  readonly lastLook: LastLook | undefined;
}

/**
 * Step 6: have SES look, until it is satisfied or the budget ends. Never on an identity that is verified:
 * asking could reset it.
 * @returns undefined: it is verified
 * @throws OnboardError IDENTITY_UNVERIFIED, VERIFICATION_PENDING; NOT_OBSERVABLE in its place, where we could not look
 * ourselves
 */
export async function confirm(run: Run, confirmation: Confirmation): Promise<MoreAsked | undefined> {
  const { identity, lastLook } = confirmation;
  if (identity.verified) return sayVerified(run, identity, 0);
  const unseenUntil = seenSoonest(confirmation);
  if (lastLook === undefined) {
    await sleepUntil(run, confirmation, unseenUntil);
    return lookUntilVerified(run, confirmation, 1);
  }
  // What was added since that look may be remembered as missing: another one at once would see just that.
  const until = Math.max(unseenUntil, lastLook.at + pauseAfter(lastLook.attempt));
  if (until - run.clock.now() > confirmation.budget.leftMs()) {
    const ses = sayRefused(run, confirmation, { identity, attempt: lastLook.attempt, nextInMs: null });
    throw late(run, confirmation, { identity, ses });
  }
  const glimpsed = await waitForLook(run, confirmation, { attempt: lastLook.attempt, until });
  if (glimpsed !== "nothing new") return glimpsed;
  return lookUntilVerified(run, confirmation, lastLook.attempt + 1);
}

/** From when on SES is likely to see what was written: at once where all name servers were seen to serve it. */
function seenSoonest({ observable, writtenAt }: Confirmation): number {
  return observable || writtenAt === undefined ? 0 : writtenAt + UNSEEN_PAUSE_MS;
}

/** @throws OnboardError NOT_OBSERVABLE at once, where the budget ends before */
async function sleepUntil(
  run: Run,
  { budget, identity, silent }: Confirmation,
  until: number,
): Promise<void> {
  const pauseMs = until - run.clock.now();
  if (pauseMs <= 0) return;
  if (pauseMs > budget.leftMs()) throw tooSoon(run, { identity, silent, until });
  await run.clock.sleep(pauseMs, { signal: run.signal });
}

async function lookUntilVerified(
  run: Run,
  confirmation: Confirmation,
  first: number,
): Promise<MoreAsked | undefined> {
  let seen = confirmation.identity;
  for (let attempt = first; ; attempt += 1) {
    const identity = await look(run, confirmation.budget, { attempt, seen });
    seen = identity;
    if (identity.verified) return sayVerified(run, identity, attempt);
    const lastLook = { attempt, at: run.clock.now() };
    const pauseMs = pauseAfter(attempt);
    const isMore = recordsBeyond(confirmation.planned, identity).length > 0;
    const failure = isMore ? undefined : failureOf(run, confirmation, identity);
    const givesUp = failure !== undefined || pauseMs > confirmation.budget.leftMs();
    const ses = sayRefused(run, confirmation, { identity, attempt, nextInMs: givesUp ? null : pauseMs });
    if (isMore) return { identity, lastLook };
    if (givesUp) throw failure ?? late(run, confirmation, { identity, ses });
    const glimpsed = await waitForLook(run, confirmation, { attempt, until: lastLook.at + pauseMs });
    if (glimpsed !== "nothing new") return glimpsed;
  }
}

/** Waits until SES may look again, and meanwhile asks now and then what it knows already. */
async function waitForLook(
  run: Run,
  confirmation: Confirmation,
  { attempt, until }: { readonly attempt: number; readonly until: number },
): Promise<MoreAsked | undefined | "nothing new"> {
  const lastLook = { attempt, at: run.clock.now() };
  for (;;) {
    const leftMs = Math.max(0, until - run.clock.now());
    await run.clock.sleep(Math.min(leftMs, GLANCE_EVERY_MS), { signal: run.signal });
    if (leftMs <= GLANCE_EVERY_MS) return "nothing new";
    const identity = await glance(run);
    if (identity?.verified === true) return sayVerified(run, identity, attempt);
    if (identity === undefined || recordsBeyond(confirmation.planned, identity).length === 0) continue;
    sayRefused(run, confirmation, { identity, attempt, nextInMs: until - run.clock.now() });
    return { identity, lastLook };
  }
}

/** @returns what it said of each record */
function sayRefused(
  run: Run,
  confirmation: Confirmation,
  said: { readonly identity: Identity; readonly attempt: number; readonly nextInMs: number | null },
): readonly SesView[] {
  const { identity, attempt, nextInMs } = said;
  const ses = compareSides(identity, ourSide(run, confirmation));
  const added = recordsBeyond(confirmation.planned, identity);
  run.emit({
    type: "identity.refused",
    attempt,
    ses,
    nextInMs,
    ...(added.length === 0 ? {} : { added }),
    ...answerOf(identity),
  });
  return ses;
}

/** What SES says of a value that it sees holds, whether we see it or not. Undefined: it may only be late. */
function failureOf(run: Run, confirmation: Confirmation, identity: Identity): OnboardError | undefined {
  return refusal(compareSides(identity, ourSide(run, confirmation)));
}

function late(
  run: Run,
  { observable, served, silent }: Confirmation,
  { identity, ses }: { readonly identity: Identity; readonly ses: readonly SesView[] },
): OnboardError {
  return observable ? pending(run, ses, served) : unseen(identity, silent, run.authority.portsAsked());
}

/** Undefined where there is no answer: the next look decides, and says what is wrong; an interrupt ends the next pause. */
async function glance({ identities, domain, signal }: Run): Promise<Identity | undefined> {
  try {
    return await identities.get(domain, { signal });
  } catch (error) {
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

/** The records that SES asks for and nobody has planned: some are named only when it looks. */
export function recordsBeyond(planned: Planned, identity: Identity): readonly Requirement[] {
  return identity.records
    .map(({ requirement }) => requirement)
    .filter((requirement) => !planned.records.some(({ record }) => sameRecord(record, requirement)));
}

function pauseAfter(attempt: number): number {
  return PAUSES_MS[Math.min(attempt, PAUSES_MS.length) - 1] ?? Infinity;
}

function sayVerified(run: Run, identity: Identity, attempt: number): undefined {
  run.emit({ type: "identity.verified", attempt, ses: sesViews(identity), ...answerOf(identity) });
}

/** What SES says of each record, not compared with what the name servers serve. */
export function sesViews(identity: Identity): readonly SesView[] {
  return identity.records.map(({ requirement, status, currentValue }) => ({
    record: requirement,
    status,
    currentValue,
  }));
}

/** What names an answer of SES to Tencent's support. */
export function answerOf({ requestId }: Identity): Answer {
  return requestId === "" ? {} : { requestId };
}

/** What was planned counts as served: the gate is open, or no name server can be asked from here. */
function ourSide({ clock }: Run, { known, planned, budget }: Confirmation): OurSide {
  const planOf = (requirement: Requirement) =>
    planned.records.find(({ record }) => sameRecord(record, requirement));
  return {
    served: (requirement) => planOf(requirement)?.after ?? null,
    former: (requirement) => planOf(requirement)?.before ?? null,
    isPublished: (requirement) => planOf(requirement) !== undefined,
    since: budget.startedAt,
    negativeTtlSeconds: known.delegation.soa?.negativeTtl ?? 0,
    now: clock.now(),
  };
}

import { keyOfSwap, sameKey, type RRset, type Swap } from "../../dns/rrset.ts";
import type { ErrorCode } from "../../errors/codes.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { sameRecord } from "../../plan/requirement.ts";
import type { Planned } from "../publish/plan-records.ts";
import { requireOneKeyEach } from "../../plan/dkim/one-key.ts";
import type { Identity } from "../../plan/identity.ts";
import type { Budget } from "../budget.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { goalsOf } from "../propagate/goal.ts";
import { lookAgain, propagate, type Publication } from "../propagate/propagate.ts";
import { besideResolvers } from "./public-resolvers.ts";
import { converge, type Agreed, type Published } from "../publish/converge.ts";
import type { Limits } from "../publish/limits.ts";
import type { Run } from "../run.ts";
import { confirm, recordsBeyond, type LastLook } from "./confirm.ts";

/** How often SES may ask for more; whoever asks a fourth time never comes to an end. */
const MOST_ADDITIONS = 3;

/** How often somebody else's later write is answered by planning anew. */
const MOST_OVERTAKEN = 3;

/** What was published for an identity last, and what of it must still be served. */
interface Round extends Published {
  readonly identity: Identity;
  /** With the records that this round is about. */
  readonly asks: Identity;
  readonly lastLook: LastLook | undefined;
}

/**
 * Steps 5 and 6. SES may name records only when it looks: they are planned and published by the rules that
 * hold after Create, awaited, and then SES looks again.
 * @throws OnboardError as propagate, confirm and converge
 */
export async function untilVerified(
  run: Run,
  found: Preflight,
  first: Published & { readonly identity: Identity; readonly limits: Limits },
  budget: Budget,
): Promise<void> {
  const { limits } = first;
  let known = found;
  let round: Round = { ...first, asks: first.identity, lastLook: undefined };
  for (let additions = 0; ; additions += 1) {
    const awaited = await untilServed({ ...run, leftMs: budget.leftMs }, known, { ...round, limits }, budget);
    const { observable, goals } = awaited;
    // While not every name server serves the records, a resolver that is asked could get a "no" and
    // remember it. So resolvers are asked only after the gate has opened.
    const { apex } = awaited.known.delegation;
    const more = await besideResolvers(run, { apex, goals: observable ? goals : [] }, () =>
      unlessMoved(run, awaited, budget, () => confirm(run, { ...awaited, budget })),
    );
    if (more === undefined) return;
    known = awaited.known;
    const { planned } = awaited;
    if (additions === MOST_ADDITIONS) throw endless(more.identity);
    round = {
      ...(await publishMore({ ...run, leftMs: budget.leftMs }, known, { planned, limits }, more.identity)),
      lastLook: more.lastLook,
    };
  }
}

/** Where somebody else has written after us, what was written is planned anew, and waited for again. */
async function untilServed(
  run: Run,
  known: Preflight,
  { limits, ...first }: Round & { readonly limits: Limits },
  budget: Budget,
) {
  let round: Round = first;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await awaitServed(run, known, round, budget);
    } catch (error) {
      if (attempt > MOST_OVERTAKEN || !isOnboardError(error) || error.code !== "RRSET_CHANGED") throw error;
      run.emit({ type: "race.lost", attempt });
      round = await publishAnew(run, known, { round, limits });
    }
  }
}

async function publishAnew(
  run: Run,
  known: Preflight,
  { round, limits }: { readonly round: Round; readonly limits: Limits },
): Promise<Round> {
  const { asks, planned, own } = round;
  const again = await converge(run, known, asks, { planned, limits, own });
  const isAsked = ({ record }: Planned["records"][number]) =>
    asks.records.some(({ requirement }) => sameRecord(record, requirement));
  return {
    ...round,
    ...again,
    writtenAt: again.writtenAt ?? round.writtenAt,
    planned: {
      ...again.planned,
      records: [...planned.records.filter((plan) => !isAsked(plan)), ...again.planned.records],
      swaps: [...planned.swaps, ...again.planned.swaps],
    },
  };
}

async function awaitServed(run: Run, known: Preflight, round: Round, budget: Budget) {
  const { asks, planned, receipt } = round;
  const goals = goalsOf(run, known, asks, planned);
  // There is nothing that a name server could be asked for: that is no reason to say that none answers.
  if (goals.length === 0) return { ...round, known, goals, observable: true, served: undefined, silent: [] };
  const { observable, served, delegation, others } = await propagate(run, known, {
    goals,
    planned,
    receipt,
    budget,
  });
  return { ...round, known: { ...known, delegation }, goals, observable, served, silent: others };
}

const LATE: ReadonlySet<ErrorCode> = new Set(["VERIFICATION_PENDING", "NOT_OBSERVABLE"]);

/** SES is late where it asks other servers than those that were asked here. */
async function unlessMoved<T>(
  run: Run,
  { known, goals }: { readonly known: Preflight } & Pick<Publication, "goals">,
  budget: Budget,
  asked: () => Promise<T>,
): Promise<T> {
  try {
    return await asked();
  } catch (error) {
    if (isOnboardError(error) && LATE.has(error.code)) await lookAgain(run, known, { goals, budget });
    throw error;
  }
}

async function publishMore(
  run: Run,
  known: Preflight,
  { planned, limits }: Agreed,
  identity: Identity,
): Promise<Omit<Round, "lastLook">> {
  requireOneKeyEach(identity.records.map(({ requirement }) => requirement));
  const added = recordsBeyond(planned, identity);
  const asks = {
    ...identity,
    records: identity.records.filter(({ requirement }) => added.includes(requirement)),
  };
  // What we have written stands there, also where the host's listings are behind; a stale one loses its race.
  const rrsets = afterSwaps(known.rrsets, planned.swaps);
  const more = await converge(run, { ...known, rrsets }, asks, { planned, limits });
  return {
    identity,
    asks,
    ...more,
    planned: {
      records: [...planned.records, ...more.planned.records],
      swaps: [...planned.swaps, ...more.planned.swaps],
    },
  };
}

function afterSwaps(rrsets: readonly RRset[], swaps: readonly Swap[]): readonly RRset[] {
  return swaps.reduce(
    (standing, swap) => [
      ...standing.filter((rrset) => !sameKey(rrset, keyOfSwap(swap))),
      ...(swap.after === undefined ? [] : [swap.after]),
    ],
    rrsets,
  );
}

function endless({ domain, requestId }: Identity): OnboardError {
  return new OnboardError(
    "API_SURPRISE",
    `SES asks for other records of ${domain} each time that it looks; ${MOST_ADDITIONS} additions are published.`,
    {
      hint: "Look the records up in the SES console, and report this with the request id.",
      facts: { api: "ses", domain, requestId },
    },
  );
}

import type { DnsProvider, Receipt } from "../../dns/provider.ts";
import { isOnboardError } from "../../errors/onboard-error.ts";
import type { Budget } from "../budget.ts";
import type { Delegation, Heard } from "../../dns/observation.ts";
import type { Goal } from "./goal.ts";
import { keyOf, type RRsetKey } from "../../dns/rrset.ts";
import { hasAnswered } from "./quorum.ts";
import { RUN_AWAY_MS, type Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import type { Planned } from "../publish/plan-records.ts";
import { together } from "../../async/together.ts";
import type { Tally } from "../../events/tally.ts";
import { notPropagated, type Seen } from "./not-propagated.ts";
import { sleptFor, WALK_AGAIN_MS } from "./pace.ts";
import { planAnewWhenOvertaken } from "./plan-anew.ts";
import { walkAgain, walkOnceMore } from "./walk-again.ts";
import { createWatch, type GateState, type Watch, type WatchSettings } from "./watch.ts";

// Step 5. Read propagate.ts, watch.ts (all servers; places.ts says which, phase.ts how long), watcher.ts (one address;
// progress.ts one record there), quorum.ts (who decides), goal.ts, pace.ts, zone-version.ts; zone-cut.ts and
// walk-again.ts see a zone that is not where it was, plan-anew.ts what somebody else has written since;
// not-propagated.ts ends the wait.

/**
 * Route 53's own word takes 38 to 120 s; more questions would only eat its quota of 10 a second (reports,
 * November 2026).
 */
const SETTLED_EVERY_MS = 5_000;
const HEARTBEAT_MS = 30_000;
/** A person who enters records takes minutes at least. */
const BY_HAND_MS = 300_000;

export interface Publication {
  readonly goals: readonly Goal[];
  /** By which somebody else's later value is told from one that is only old. */
  readonly planned: Planned;
  /** Undefined: nothing was written. */
  readonly receipt: Receipt | undefined;
  readonly budget: Budget;
}

/** What the wait came to. */
export interface Propagation {
  readonly observable: boolean;
  /** How many servers then served every record. Undefined: we could not look at all. */
  readonly served: Tally | undefined;
  /** Whom the world is sent to by now. */
  readonly delegation: Delegation;
  /** What those said that do not serve the records. */
  readonly others: readonly HeardOfRecord[];
}

/**
 * Step 5: all authoritative servers serve every record, and the host says so too where it has a word of its
 * own.
 * @throws OnboardError NOT_PROPAGATED when the time budget ends first; ZONE_NOT_DELEGATED where the world is not sent to
 * this zone any more, or not for all of its names; RRSET_CHANGED where somebody else has written there since
 */
export async function propagate(run: Run, known: Preflight, publication: Publication): Promise<Propagation> {
  const { goals, planned, budget } = publication;
  // Without any time to wait one round is asked all the same, and a round takes as long as it takes.
  const deadline = run.waitMs === 0 ? run.signal : budget.signal;
  const { delegation: before, heard } = known;
  const { byHand } = known.provider;
  const settings = { goals, delegation: before, heard, since: budget.startedAt, deadline, byHand };
  const [{ watch, state }, isSettled] = await together(run, [
    (own) => look(own, { ...known, budget, planned }, settings),
    (own) => waitSettled(own, known, publication),
  ]);
  run.signal.throwIfAborted();
  if (state === "closed" || isSettled === false) {
    await walkBeforeEnd(run, known, watch);
    watch.sayEnd(state);
    throw notPropagated(run, known, { watch, state, budget });
  }
  watch.sayEnd(state);
  const { delegation } = watch;
  const observable = state === "open";
  const served = observable ? watch.tally() : undefined;
  return { observable, served, delegation, others: heardIn(watch, heard) };
}

/** What an address said of a record, and whether it had said anything of the zone before. */
export interface HeardOfRecord extends Heard {
  readonly rrset: RRsetKey;
  readonly hasAnswered: boolean;
}

function heardIn(watch: Watch, heard: readonly Heard[] = []): readonly HeardOfRecord[] {
  return watch.laggards().flatMap(({ at, goal, observation }) =>
    observation === undefined
      ? []
      : [
          {
            at,
            observation,
            rrset: keyOf(goal),
            hasAnswered: hasAnswered(at, heard, watch.delegation.apex),
          },
        ],
  );
}

/**
 * Before SES's no is the last word: who was asked may not be whom the world asks any more.
 * @throws OnboardError as propagate, where the zone was delegated otherwise meanwhile and is not served there
 */
export async function lookAgain(
  run: Run,
  known: Preflight,
  { goals, budget }: Pick<Publication, "goals" | "budget">,
): Promise<void> {
  const delegation = await walkOnceMore(run, known);
  if (delegation === undefined) return;
  const watch = createWatch(run, { goals, delegation, since: budget.startedAt, deadline: run.signal });
  const state = await watch.once();
  watch.requireNoCut();
  if (state !== "closed") return;
  watch.sayEnd(state);
  throw notPropagated(run, known, { watch, state, budget });
}

type Waiting = Preflight & Pick<Publication, "budget" | "planned">;

async function look(run: Run, known: Waiting, settings: WatchSettings): Promise<Seen> {
  const [done, failed] = [new AbortController(), new AbortController()];
  const own = { ...run, signal: AbortSignal.any([run.signal, failed.signal]) };
  const watch = createWatch(own, settings);
  watch.sayStarted(run.waitMs);
  if (run.waitMs === 0) {
    const state = await watch.once();
    watch.requireNoCut();
    return { watch, state };
  }
  const signal = AbortSignal.any([own.signal, settings.deadline, done.signal]);
  // What fails beside the watch ends it.
  const beside = [
    beat(run, { watch, everyMs: known.provider.byHand === true ? BY_HAND_MS : HEARTBEAT_MS }, signal),
    walkWhenLate(run, { known, watch }, signal),
    planAnewWhenOvertaken(run, { ...known, goals: settings.goals, watch }, signal),
  ].map((task) => task.catch((error: unknown) => failed.abort(error)));
  try {
    return { watch, state: await untilServed(own, known, watch) };
  } finally {
    done.abort();
    await Promise.all(beside);
    failed.signal.throwIfAborted();
  }
}

/** Servers that have all fallen silent may have been switched off because the zone has moved. */
async function untilServed(run: Run, known: Waiting, watch: Watch): Promise<GateState> {
  for (;;) {
    const state = await watch.untilServed(known.budget.leftMs);
    if (state !== "unobservable") return state;
    const now = await walkOnceMore(run, { ...known, delegation: watch.delegation });
    if (now === undefined) return state;
    watch.redelegate(now);
  }
}

/** A sign of life for logs that show only changes. */
async function beat(
  run: Run,
  { watch, everyMs }: { readonly watch: Watch; readonly everyMs: number },
  signal: AbortSignal,
): Promise<void> {
  while (await sleptFor(run, everyMs, signal)) watch.sayProgress();
}

/** Who lags may not be asked by the world any more. */
async function walkWhenLate(
  run: Run,
  { known, watch }: { readonly known: Preflight; readonly watch: Watch },
  signal: AbortSignal,
): Promise<void> {
  for (let pauseMs = WALK_AGAIN_MS; await sleptFor(run, pauseMs, signal); pauseMs *= 2) {
    const now = await walkAgain(run, { ...known, delegation: watch.delegation }, signal).catch(
      (error: unknown) => {
        if (!signal.aborted) throw error;
      },
    );
    if (now !== undefined) watch.redelegate(now);
  }
}

/** Who is said to lag is one whom the world still asks. */
async function walkBeforeEnd(run: Run, known: Preflight, watch: Watch): Promise<void> {
  const now = await walkOnceMore(run, { ...known, delegation: watch.delegation });
  if (now === undefined) return;
  watch.redelegate(now);
  await watch.lookOnceMore();
}

/** @returns false: it was not settled when the time was up; undefined: the host has no word of its own */
async function waitSettled(
  run: Run,
  { provider }: Preflight,
  { receipt, budget }: Publication,
): Promise<boolean | undefined> {
  if (receipt === undefined || provider.settled === undefined) return undefined;
  for (;;) {
    const settled = await askSettled(run, provider, { receipt, budget });
    run.emit({
      type: "host.settled",
      provider: provider.name,
      settled: settled ?? null,
      elapsedMs: run.clock.now() - budget.startedAt,
    });
    if (settled !== false) return settled;
    const leftMs = budget.leftMs();
    if (leftMs === 0) return false;
    await run.clock.sleep(Math.min(SETTLED_EVERY_MS, leftMs), { signal: run.signal });
  }
}

/** Undefined where the host's word can't be learned: that says nothing about the records, so the servers decide. */
async function askSettled(
  run: Run,
  provider: DnsProvider,
  { receipt, budget }: { readonly receipt: Receipt; readonly budget: Budget },
): Promise<boolean | undefined> {
  try {
    const awayMs = Math.min(RUN_AWAY_MS, budget.leftMs());
    return await provider.settled?.(receipt, { signal: run.signal, awayMs });
  } catch (error) {
    run.signal.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

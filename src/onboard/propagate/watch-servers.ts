import { keyOf } from "../../dns/rrset.ts";
import { expiresInMs, judge, type Goal } from "./goal.ts";
import { closingPause, pauseAfter, strikePause } from "./pace.ts";
import type { Run } from "../run.ts";
import { together } from "../../async/together.ts";
import { sayBehind } from "./zone-version.ts";
import {
  agrees,
  countStrike,
  giveOneMoreRound,
  isOut,
  lastVerdict,
  mostAgree,
  tally,
  type Watch,
  type Watcher,
} from "./watcher.ts";
import type { ServerVerdict } from "../../events/verdict.ts";

/**
 * What the gate found. `unobservable`: no server could be asked at all, which says nothing about the records.
 */
export type GateState = "open" | "closed" | "unobservable";

/**
 * Ask every address of every authoritative server until all serve every goal and a closing round confirms it.
 * Each address has its own pace; one that agrees rests until the closing round. Only a deadline or an abort
 * ends the wait early.
 */
export async function watchServers(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<GateState> {
  for (let failed = 0; !watch.deadline.aborted;) {
    const open = watchers.filter((watcher) => !isOut(watcher) && !agrees(watcher));
    await together(
      { signal: watch.deadline },
      open.map(
        (watcher) =>
          ({ signal: deadline }) =>
            watchOne(run, { ...watch, deadline }, watcher, watchers),
      ),
    );
    if (watchers.every(isOut)) return "unobservable";
    if (watch.deadline.aborted) break;
    if (!mostAgree(watchers)) {
      await giveAnotherChance(run, watch, watchers);
      continue;
    }
    await sleepUntil(run, watch, closingPause(run.roundGapMs, failed));
    if (await closingRound(run, watch, watchers)) return "open";
    failed += 1;
  }
  return "closed";
}

/** One question per goal to each address, without waiting for anything. */
export async function observeOnce(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<GateState> {
  await askEverything(run, watch, watchers);
  if (watchers.every((watcher) => watcher.strikes > 0)) return "unobservable";
  return mostAgree(watchers) ? "open" : "closed";
}

/** Tell how the watch ended. */
export function sayObserved(run: Run, watch: Watch, watchers: readonly Watcher[]): void {
  const queries = watchers.reduce((sum, watcher) => sum + watcher.queries, 0);
  run.emit({
    type: "propagation.done",
    ...tally(watchers),
    elapsedMs: run.clock.now() - watch.since,
    queries,
  });
}

async function watchOne(
  run: Run,
  watch: Watch,
  watcher: Watcher,
  watchers: readonly Watcher[],
): Promise<void> {
  while (!watch.deadline.aborted) {
    await askUnmet(run, watch, watcher);
    if (agrees(watcher)) return;
    if (isOut(watcher)) return exclude(run, watcher);
    await sayBehind(run, watch, watcher, watchers).catch(endOf(run, watch));
    await sleepUntil(
      run,
      watch,
      Math.max(pauseAfter(run.clock.now() - watch.since), strikePause(watcher.strikes)),
    );
  }
}

function exclude(run: Run, watcher: Watcher): void {
  if (!watcher.excluded) run.emit({ type: "server.excluded", at: watcher.at, because: lastVerdict(watcher) });
  watcher.excluded = true;
}

/** The first goal that is not met yet is the canary: the others are asked for only once it is served. */
async function askUnmet(run: Run, watch: Watch, watcher: Watcher): Promise<void> {
  const unmet = watch.goals
    .map((goal, index) => ({ goal, index }))
    .filter(({ index }) => watcher.verdicts[index] !== "serves");
  const [canary, ...others] = unmet;
  if (canary === undefined) return;
  const first = await ask(run, watch, watcher, canary);
  const rest =
    first === "serves" ? await Promise.all(others.map((other) => ask(run, watch, watcher, other))) : [];
  countStrike(watcher, [first, ...rest]);
}

/**
 * Those that answer agree, but they are fewer than half: the silent ones are asked again, each once a round,
 * while the others rest.
 */
async function giveAnotherChance(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<void> {
  await sleepUntil(run, watch, pauseAfter(run.clock.now() - watch.since));
  watchers.filter(isOut).forEach(giveOneMoreRound);
}

async function askEverything(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<void> {
  await together(
    { signal: watch.deadline },
    watchers.map(
      (watcher) =>
        ({ signal: deadline }) =>
          askAll(run, { ...watch, deadline }, watcher),
    ),
  );
}

async function askAll(run: Run, watch: Watch, watcher: Watcher): Promise<void> {
  countStrike(
    watcher,
    await Promise.all(watch.goals.map((goal, index) => ask(run, watch, watcher, { goal, index }))),
  );
}

async function ask(
  run: Run,
  watch: Watch,
  watcher: Watcher,
  { goal, index }: { goal: Goal; index: number },
): Promise<ServerVerdict | undefined> {
  watcher.queries += 1;
  const observation = await run.authority
    .observe(watcher.at, keyOf(goal), { signal: watch.deadline })
    .catch(endOf(run, watch));
  if (observation === undefined) return undefined;
  const verdict = judge(goal, observation);
  if (watcher.verdicts[index] !== verdict) {
    const sinceWriteMs = run.clock.now() - watch.since;
    run.emit({
      type: "propagation.observed",
      at: watcher.at,
      rrset: keyOf(goal),
      verdict,
      sinceWriteMs,
      expiresInMs: expiresInMs(observation),
      ...(watcher.dueAt === undefined || verdict === "serves"
        ? {}
        : { dueInMs: Math.max(0, watcher.dueAt - run.clock.now()) }),
      observation,
    });
  }
  watcher.verdicts[index] = verdict;
  return verdict;
}

/**
 * A second look at every address that agreed, a moment later: behind one address may stand several machines.
 */
async function closingRound(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<boolean> {
  const asked = watchers.filter((watcher) => !isOut(watcher));
  await askEverything(run, watch, asked);
  return !watch.deadline.aborted && asked.every(agrees);
}

/** The end of the time budget is no failure; the user's interrupt goes on upward. */
function endOf(run: Run, watch: Watch): (error: unknown) => undefined {
  return (error) => {
    run.signal.throwIfAborted();
    if (!watch.deadline.aborted) throw error;
  };
}

async function sleepUntil(run: Run, watch: Watch, ms: number): Promise<void> {
  await run.clock.sleep(ms, { signal: watch.deadline }).catch(endOf(run, watch));
}

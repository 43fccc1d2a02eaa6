import type { Delegation, ServerAddress } from "../dns/observation.ts";
import type { ServerVerdict } from "../events.ts";
import { expiresInMs, isAnswer, judge, type Goal } from "./judge.ts";
import { pauseAfter } from "./pace.ts";
import type { Run } from "./ports.ts";

/** Silent or lame this many times in a row: the server is named and left out. */
const STRIKES = 3;

/** What the gate found. `unobservable`: no server could be asked at all, which says nothing about the records. */
export type GateState = "open" | "closed" | "unobservable";

export interface Watch {
  readonly goals: readonly Goal[];
  readonly delegation: Delegation;
  /** Milliseconds since 1970: the first write, or now when nothing was written. */
  readonly since: number;
  /** Aborted when the time budget is used up. */
  readonly deadline: AbortSignal;
}

/** One address of one server, and what it last said. */
export interface Watcher {
  readonly address: ServerAddress;
  /** The last verdict for each goal, in the order of the goals. */
  readonly verdicts: (ServerVerdict | undefined)[];
  strikes: number;
  queries: number;
  /** Whether the user was told that it is left out. */
  excluded: boolean;
}

/**
 * Ask every address of every authoritative server until all serve every goal and a closing round confirms it.
 * Each address has its own pace; one that agrees rests until the closing round. Only a deadline or an abort ends the wait early.
 */
export async function watchServers(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<GateState> {
  while (!watch.deadline.aborted) {
    await Promise.all(watchers.filter((watcher) => !isOut(watcher) && !agrees(watcher)).map((watcher) => watchOne(run, watch, watcher)));
    if (watchers.every(isOut)) return "unobservable";
    if (watch.deadline.aborted) break;
    await sleepUntil(run, watch, run.roundGapMs);
    if (await closingRound(run, watch, watchers)) return "open";
    await giveAnotherChance(run, watch, watchers);
  }
  return "closed";
}

/** One question per goal to each address, without waiting for anything. */
export async function observeOnce(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<GateState> {
  await Promise.all(watchers.map((watcher) => askAll(run, watch, watcher)));
  if (watchers.every((watcher) => watcher.strikes > 0)) return "unobservable";
  return mostAgree(watchers) ? "open" : "closed";
}

/** Servers that agree, and servers asked: a server agrees when one of its addresses does and no other answers otherwise. */
export function tally(watchers: readonly Watcher[]): { readonly agreeing: number; readonly asked: number } {
  const servers = [...new Set(watchers.map((watcher) => watcher.address.server))];
  const agreeing = servers.filter((server) => serverAgrees(watchers.filter((watcher) => watcher.address.server === server)));
  return { agreeing: agreeing.length, asked: servers.length };
}

function serverAgrees(own: readonly Watcher[]): boolean {
  return own.some(agrees) && own.every((watcher) => agrees(watcher) || watcher.strikes > 0);
}

/** A watcher for each address, before anything is asked. */
export function watchersOf(watch: Watch): readonly Watcher[] {
  return watch.delegation.addresses.map((address) => ({
    address,
    verdicts: watch.goals.map(() => undefined),
    strikes: 0,
    queries: 0,
    excluded: false,
  }));
}

/** Tell how the watch ended. */
export function sayObserved(run: Run, watch: Watch, watchers: readonly Watcher[]): void {
  const queries = watchers.reduce((sum, watcher) => sum + watcher.queries, 0);
  run.emit({ type: "propagation.done", ...tally(watchers), elapsedMs: run.clock.now() - watch.since, queries });
}

async function watchOne(run: Run, watch: Watch, watcher: Watcher): Promise<void> {
  while (!watch.deadline.aborted) {
    await askUnmet(run, watch, watcher);
    if (agrees(watcher)) return;
    if (isOut(watcher)) return exclude(run, watcher);
    await sleepUntil(run, watch, pauseAfter(run.clock.now() - watch.since));
  }
}

function exclude(run: Run, watcher: Watcher): void {
  const { server, address } = watcher.address;
  if (!watcher.excluded) run.emit({ type: "server.excluded", server, address, because: lastVerdict(watcher) });
  watcher.excluded = true;
}

/** The first goal that is not met yet is the canary: the others are asked for only once it is served. */
async function askUnmet(run: Run, watch: Watch, watcher: Watcher): Promise<void> {
  const unmet = watch.goals.map((goal, index) => ({ goal, index })).filter(({ index }) => watcher.verdicts[index] !== "serves");
  const [canary, ...others] = unmet;
  if (canary === undefined || (await ask(run, watch, watcher, canary)) !== "serves") return;
  await Promise.all(others.map((other) => ask(run, watch, watcher, other)));
}

/** Those that answer agree, but they are fewer than half: the silent ones are asked again, each once a round. */
async function giveAnotherChance(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<void> {
  if (!watchers.every((watcher) => isOut(watcher) || agrees(watcher)) || mostAgree(watchers)) return;
  await sleepUntil(run, watch, pauseAfter(run.clock.now() - watch.since));
  for (const watcher of watchers.filter(isOut)) watcher.strikes = STRIKES - 1;
}

async function askAll(run: Run, watch: Watch, watcher: Watcher): Promise<void> {
  await Promise.all(watch.goals.map((goal, index) => ask(run, watch, watcher, { goal, index })));
}

async function ask(run: Run, watch: Watch, watcher: Watcher, at: { goal: Goal; index: number }): Promise<ServerVerdict | undefined> {
  const { goal, index } = at;
  watcher.queries += 1;
  const observation = await run.authority
    .observe(watcher.address, { owner: goal.owner, type: goal.type }, { signal: watch.deadline })
    .catch(endOf(run, watch));
  if (observation === undefined) return undefined;
  const verdict = judge(goal, observation);
  watcher.strikes = isAnswer(verdict) ? 0 : watcher.strikes + 1;
  if (watcher.verdicts[index] !== verdict) {
    const { server, address } = watcher.address;
    const sinceWriteMs = run.clock.now() - watch.since;
    run.emit({
      type: "propagation.observed",
      server,
      address,
      owner: goal.owner,
      rrtype: goal.type,
      verdict,
      sinceWriteMs,
      expiresInMs: expiresInMs(observation),
      observation,
    });
  }
  watcher.verdicts[index] = verdict;
  return verdict;
}

/** A second look at every address that agreed, a moment later: behind one address may stand several machines. */
async function closingRound(run: Run, watch: Watch, watchers: readonly Watcher[]): Promise<boolean> {
  await Promise.all(watchers.filter((watcher) => !isOut(watcher)).map((watcher) => askAll(run, watch, watcher)));
  return !watch.deadline.aborted && watchers.every((watcher) => isOut(watcher) || agrees(watcher)) && mostAgree(watchers);
}

function mostAgree(watchers: readonly Watcher[]): boolean {
  const { agreeing, asked } = tally(watchers);
  return watchers.every((watcher) => agrees(watcher) || watcher.strikes > 0) && agreeing * 2 >= asked && agreeing > 0;
}

function agrees(watcher: Watcher): boolean {
  return watcher.verdicts.every((verdict) => verdict === "serves");
}

function isOut(watcher: Watcher): boolean {
  return watcher.strikes >= STRIKES;
}

function lastVerdict(watcher: Watcher): ServerVerdict {
  return watcher.verdicts.findLast((verdict) => verdict !== undefined && !isAnswer(verdict)) ?? "unreachable";
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

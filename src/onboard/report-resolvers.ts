import { expiresInMs, judge, type Goal } from "./judge.ts";
import type { Run } from "./ports.ts";

/** Questions under way to the public resolvers. */
export interface ResolverReport {
  /** All answers are told, or will not come any more; nothing goes on afterwards. Never rejects. */
  readonly done: () => Promise<void>;
}

/** Where the gate never opened a question to a resolver could plant a "no", so none is asked. */
export const NOBODY_ASKED: ResolverReport = { done: () => Promise.resolve() };

/** Once SES has said its word nobody waits longer than this for a resolver, in milliseconds. */
const GRACE_MS = 500;

/** Ask the public resolvers once, beside SES: they report, they never decide. Only after the gate, when no question can plant a "no" any more. */
export function reportResolvers(run: Run, goals: readonly Goal[]): ResolverReport {
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const reports = Promise.allSettled(goals.map((goal) => reportGoal(run, goal, signal))).then(() => enough.abort());
  return {
    async done() {
      await run.clock.sleep(GRACE_MS, { signal }).catch(() => undefined); // Cut short when all have answered.
      enough.abort();
      await reports;
    },
  };
}

async function reportGoal(run: Run, goal: Goal, signal: AbortSignal): Promise<void> {
  const answers = await run.authority.askResolvers({ owner: goal.owner, type: goal.type }, { signal });
  for (const { resolver, observation } of answers) {
    const verdict = judge(goal, observation);
    run.emit({ type: "resolver.observed", resolver, owner: goal.owner, rrtype: goal.type, verdict, expiresInMs: expiresInMs(observation) });
  }
}

import { expiresInMs, judge, type Goal } from "./judge.ts";
import type { Run } from "./ports.ts";

/**
 * Ask the public resolvers once, beside SES: they report, they never decide. Only after the gate, when no question can plant a "no" any more.
 * Once SES is satisfied nobody waits for a resolver that stays silent.
 */
export function reportResolvers(run: Run, goals: readonly Goal[]): { readonly done: () => Promise<void> } {
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const reports = Promise.allSettled(goals.map((goal) => reportGoal(run, goal, signal)));
  return {
    async done() {
      await Promise.race([reports, run.clock.sleep(GRACE_MS, { signal: run.signal })]);
      enough.abort();
      await reports;
    },
  };
}

const GRACE_MS = 500;

async function reportGoal(run: Run, goal: Goal, signal: AbortSignal): Promise<void> {
  const answers = await run.authority.askResolvers({ owner: goal.owner, type: goal.type }, { signal });
  for (const { resolver, observation } of answers) {
    const verdict = judge(goal, observation);
    run.emit({ type: "resolver.observed", resolver, owner: goal.owner, rrtype: goal.type, verdict, expiresInMs: expiresInMs(observation) });
  }
}

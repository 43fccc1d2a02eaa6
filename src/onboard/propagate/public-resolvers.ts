import { expiresInMs, judge, type Goal } from "./goal.ts";
import { keyOf } from "../../dns/rrset.ts";
import type { Run } from "../run.ts";

/** Once SES has said its word nobody waits longer than this for a resolver, in milliseconds. */
const GRACE_MS = 500;

/**
 * Ask the public resolvers once, beside a task: they report, they never decide. Only after the gate, when no
 * question can plant a "no" any more. When the task ends, so do the questions: all answers are told by then,
 * or will not come any more.
 */
export async function besideResolvers<T>(
  run: Run,
  goals: readonly Goal[],
  task: () => Promise<T>,
): Promise<T> {
  const enough = new AbortController();
  const signal = AbortSignal.any([run.signal, enough.signal]);
  const reports = Promise.allSettled(goals.map((goal) => reportGoal(run, goal, signal))).then(() =>
    enough.abort(),
  );
  try {
    return await task();
  } finally {
    await run.clock.sleep(GRACE_MS, { signal }).catch(() => undefined); // Cut short when all have answered.
    enough.abort();
    await reports;
  }
}

async function reportGoal(run: Run, goal: Goal, signal: AbortSignal): Promise<void> {
  const answers = await run.resolvers.ask(keyOf(goal), { signal });
  for (const { resolver, observation } of answers) {
    const verdict = judge(goal, observation);
    run.emit({
      type: "resolver.observed",
      resolver,
      rrset: keyOf(goal),
      verdict,
      expiresInMs: expiresInMs(observation),
    });
  }
}

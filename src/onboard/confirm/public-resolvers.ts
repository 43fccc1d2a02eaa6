import type { DomainName } from "../../dns/domain-name.ts";
import type { ResolverAnswer } from "../../dns/resolvers.ts";
import { keyOf } from "../../dns/rrset.ts";
import { refusedIn, warningOf, withRefusals, type RefusedRecord } from "../dnssec/receivers.ts";
import { isSigned } from "../dnssec/signed.ts";
import type { Run } from "../run.ts";
import { expiresInMs, judge, type Goal } from "../propagate/goal.ts";

/** Once SES has said its word nobody waits longer than this for a resolver, in milliseconds. */
const GRACE_MS = 500;
/** But for a signed zone so long from the question on: resolvers try everything before they refuse what does not validate. */
const SIGNED_MS = 5_000;

/** Records, and the zone that they stand in. */
export interface Heard {
  readonly apex: DomainName;
  readonly goals: readonly Goal[];
  /** Whether it is signed. Absent: that is found out beside. */
  readonly signed?: boolean;
}

/**
 * Ask the public resolvers once, beside a task: they report, they never decide. Only after the gate, when no
 * question can plant a "no" any more. What those refuse that validate is a warning of what the task comes to, or tells
 * why it is late.
 */
export async function besideResolvers<T>(run: Run, heard: Heard, task: () => Promise<T>): Promise<T> {
  const hearing = hearResolvers(run, heard);
  const [ended] = await Promise.allSettled([task()]);
  const refused = await hearing.refused();
  if (ended.status === "rejected") throw withRefusals(ended.reason, refused);
  for (const one of refused) run.emit({ type: "warning.raised", warning: warningOf(one) });
  return ended.value;
}

export interface Hearing {
  /**
   * What those refuse that validate, when all have answered or nobody waits any longer: with that the questions end.
   */
  readonly refused: () => Promise<readonly RefusedRecord[]>;
}

/** Asks every resolver for every record, and tells of each answer when it comes. */
export function hearResolvers(run: Run, { apex, goals, signed: known }: Heard): Hearing {
  const { clock } = run;
  const startedAt = clock.now();
  const over = new AbortController();
  const own = { ...run, signal: AbortSignal.any([run.signal, over.signal]) };
  const records = goals.map((goal) => ({ goal, answers: [] as ResolverAnswer[] }));
  let signed = known;
  const learnsWhether = async (): Promise<void> => {
    if (goals.length > 0) signed ??= await isSigned(own, apex);
  };
  const asked = records.flatMap(({ goal, answers }) =>
    own.resolvers.ask(keyOf(goal), { signal: own.signal }).map(async (asking) => {
      const answer = await asking;
      answers.push(answer);
      tellAnswer(run, goal, answer);
    }),
  );
  const whether = learnsWhether();
  const all = Promise.allSettled([whether, ...asked]).then(() => over.abort());
  const waits = (ms: number): Promise<void> =>
    clock.sleep(Math.max(0, ms), { signal: own.signal }).catch(() => undefined); // Cut short when all have answered.
  return {
    refused: async () => {
      await waits(GRACE_MS);
      const rest = (): Promise<void> => waits(startedAt + SIGNED_MS - clock.now());
      await Promise.race([whether.catch(() => undefined), rest()]);
      if (signed === true) await rest();
      over.abort();
      await all;
      return records.flatMap(({ goal, answers }) => refusedIn(goal, answers, signed) ?? []);
    },
  };
}

export function tellAnswer(run: Run, goal: Goal, { resolver, observation }: ResolverAnswer): void {
  run.emit({
    type: "resolver.observed",
    resolver,
    rrset: keyOf(goal),
    verdict: judge(goal, observation),
    expiresInMs: expiresInMs(observation),
  });
}

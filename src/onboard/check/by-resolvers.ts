import { endedAtDeadline } from "../../async/deadline.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import { listPhrase, phrase, type Text } from "../../errors/phrase.ts";
import { isAnswer } from "../../events/verdict.ts";
import type { Identity } from "../../plan/identity.ts";
import { isMet } from "../../plan/satisfy.ts";
import { judge, type Goal } from "../propagate/goal.ts";
import { tellAnswer } from "../confirm/public-resolvers.ts";
import type { Run } from "../run.ts";

/** In milliseconds. Nobody waits longer for resolvers than for those who validate. */
const LONGEST_MS = 5_000;

/** What came of each record. */
interface Given {
  readonly goal: Goal;
  /** How many resolvers were asked. */
  asked: number;
  /** Those that answered. */
  readonly resolvers: Set<string>;
  isGiven: boolean;
}

/**
 * What public resolvers give of the records that SES accepts, where no name server can be asked from here. These
 * records exist, or did when SES looked; none else is asked for, since a resolver would remember its absence.
 * @returns empty where there is no resolver to ask, or SES accepts no record
 */
export async function seenByResolvers(run: Run, { records }: Identity): Promise<Text> {
  const accepted = records.filter(({ status }) => status).map(({ requirement }) => requirement);
  const given = accepted.map((requirement): Given => {
    const accepts: Goal["accepts"] = (now) => isMet(requirement, now, run.policy, {});
    return { goal: { ...keyOf(requirement), accepts }, asked: 0, resolvers: new Set(), isGiven: false };
  });
  await endedAtDeadline((signal) => Promise.allSettled(given.map((one) => askAll({ ...run, signal }, one))), {
    ...run,
    timeoutMs: LONGEST_MS,
  });
  const heard = given.filter(({ resolvers }) => resolvers.size > 0);
  const lacking = heard.filter(({ isGiven }) => !isGiven).map(({ goal }) => keyText(goal));
  const asked = Math.max(0, ...given.map((one) => one.asked));
  if (heard.length === 0)
    return asked === 0 ? "" : phrase`No public resolver answers, either (${asked} asked).`;
  const count = new Set(heard.flatMap(({ resolvers }) => [...resolvers])).size;
  return lacking.length === 0
    ? phrase`Public resolvers (${count} answered) give ${heard.length} of the ${accepted.length} records that SES accepts.`
    : phrase`No public resolver gives what SES asks for at ${listPhrase(lacking, ", ")}.`;
}

async function askAll(run: Run, given: Given): Promise<void> {
  const { goal, resolvers } = given;
  const asked = run.resolvers.ask(keyOf(goal), { signal: run.signal });
  given.asked = asked.length;
  const told = asked.map(async (asking) => {
    const answer = await asking;
    tellAnswer(run, goal, answer);
    const verdict = judge(goal, answer.observation);
    if (isAnswer(verdict)) resolvers.add(answer.resolver);
    if (verdict === "serves") given.isGiven = true;
  });
  await Promise.all(told);
}

import type { Clock } from "../../async/clock.ts";
import { publicSuffixOf, type DomainName } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import {
  isProven,
  isRefused,
  reasonsOf,
  type DnssecOptions,
  type DnssecView,
  type ResolverAnswer,
} from "../../dns/resolvers.ts";
import { DS } from "../../dns/rrset.ts";
import { HEAD_START_MS } from "../tree/ask-in-turn.ts";
import type { Answered } from "../transport/answered.ts";
import type { AskResolver, Resolver, ResolverAskOptions } from "./resolvers.ts";

/** Resolvers, and how they are asked. */
export interface Asking {
  readonly resolvers: readonly Resolver[];
  readonly ask: AskResolver;
  readonly clock: Clock;
}

/**
 * A resolver that tries every server of a zone which does not validate may be at it longer than a question may take, and
 * answers the next one at once.
 */
const MOST_TIMES = 3;

/**
 * How long one resolver's refusal waits for others to say otherwise, in milliseconds: nothing irreversible has happened.
 */
const OTHERS_MS = 1_000;

/**
 * One question; where the resolver refuses the answer for its keys, whether it refuses the zone of the public suffix as
 * well. That exists and is no part of the zone, so it plants no "no".
 */
export async function askChecked(
  ask: AskResolver,
  resolver: Resolver,
  question: Question,
  { signal }: ResolverAskOptions,
): Promise<ResolverAnswer> {
  const answer = await askForReason(ask, resolver, question, { signal });
  const suffix = publicSuffixOf(question.owner);
  if (suffix === undefined || !isRefused(answer)) return answer;
  const above = await ask(resolver, { owner: suffix, type: "SOA" }, { signal });
  return { ...answer, refusesAbove: above.observation.kind === "servfail" };
}

/**
 * Where the resolver fails, it is asked once more with checking disabled (CD, RFC 4035 section 3.2.2). One that
 * then answers and has given no reason is asked for it: the datagram that it answered may have been one without EDNS, in
 * which no reason has a place; and a failure that has gone by then was none of keys.
 */
async function askForReason(
  ask: AskResolver,
  resolver: Resolver,
  question: Question,
  { signal }: ResolverAskOptions,
): Promise<ResolverAnswer> {
  const asked = (checkingDisabled: boolean): Promise<Answered> =>
    ask(resolver, question, { signal, checkingDisabled });
  let said = await asked(false);
  for (let times = 1; times < MOST_TIMES && isLate(said); times += 1) said = await asked(false);
  if (said.observation.kind !== "servfail") return answerOf(resolver, said);
  const unchecked = await asked(true);
  const answer = answerOf(resolver, said, unchecked);
  if (!isRefused(answer) || reasonsOf(answer).length > 0) return answer;
  const again = await asked(false);
  if (isLate(again)) return answer;
  return answerOf(resolver, again, again.observation.kind === "servfail" ? unchecked : undefined);
}

function answerOf(
  { resolver }: Resolver,
  { observation, reply }: Answered,
  unchecked?: Answered,
): ResolverAnswer {
  return {
    resolver,
    observation,
    validated: reply?.authenticData === true,
    unchecked: unchecked?.observation,
  };
}

function isLate({ observation }: Answered): boolean {
  return observation.kind === "unreachable" && observation.because === "timeout";
}

/**
 * Whether a zone is bogus: all resolvers are asked for its SOA, each with a short head start before the next, and the
 * first finding that holds decides. One that says that it has validated the answer finds no fault; those that fail and
 * answer with checking disabled do, as far as that proves it: what they say the next time may be what they remember
 * (RFC 9520). One alone proves it where nobody says otherwise soon. The apex exists, so the questions plant no "no".
 * @returns undefined when it can't be found out
 * @throws only the signal's reason, when it aborts
 */
export async function findBogus(
  apex: DomainName,
  { resolvers, ask, clock }: Asking,
  { signal, signed }: DnssecOptions,
): Promise<DnssecView | undefined> {
  const decided = new AbortController();
  const stop = signal === undefined ? decided.signal : AbortSignal.any([signal, decided.signal]);
  const answers: ResolverAnswer[] = [];
  const looks = resolvers.map(async (resolver, index) => {
    if (index > 0) await clock.sleep(index * HEAD_START_MS, { signal: stop });
    const answer = await askChecked(ask, resolver, { owner: apex, type: "SOA" }, { signal: stop });
    answers.push(answer);
    const isAll = (): boolean => answers.length === resolvers.length;
    let view = viewOf(answers, { signed, isAll: isAll() });
    if (view === undefined && isProven(answers, signed)) {
      // One resolver may be the only one that does not get on with the zone, or lie.
      await clock.sleep(OTHERS_MS, { signal: stop });
      view = viewOf(answers, { signed, isAll: true });
    }
    if (view === undefined) throw NOTHING_HOLDS;
    // Where nobody could ask the zone above, the one that refuses the zone tells whether there is a key at all.
    if (!view.bogus || signed === true) return view;
    const ds = await ask(resolver, { owner: apex, type: DS }, { signal: stop });
    return ds.observation.kind === "nodata" ? UNCHECKED : view;
  });
  try {
    return await Promise.any(looks);
  } catch (error) {
    signal?.throwIfAborted();
    const surprise: unknown =
      error instanceof AggregateError ? error.errors.find((inner) => inner !== NOTHING_HOLDS) : error;
    if (surprise !== undefined) throw surprise;
    return signed === true || !answers.some(isPlain) || answers.some(isRefused) ? undefined : UNCHECKED;
  } finally {
    decided.abort();
    await Promise.allSettled(looks);
  }
}

/** Answers, of which nobody says that he has validated them. */
const UNCHECKED: DnssecView = { bogus: false, validated: false, refusing: [], extendedErrors: [] };
const NOTHING_HOLDS = new Error("no finding that holds");

interface Viewing {
  readonly signed: boolean | undefined;
  /** Nobody else is waited for. */
  readonly isAll: boolean;
}

/** What so many answers come to; undefined: nothing that holds. */
function viewOf(answers: readonly ResolverAnswer[], { signed, isAll }: Viewing): DnssecView | undefined {
  const validated = answers.some((answer) => answer.validated);
  const refusals = answers.filter(isRefused);
  const [first] = refusals;
  if (validated || first !== undefined) {
    const isEnough = validated || ((isAll || refusals.length > 1) && isProven(answers, signed));
    if (!isEnough) return undefined;
    const refusing = refusals.map(({ resolver }) => resolver).toSorted();
    return {
      bogus: !validated,
      validated,
      refusing,
      extendedErrors: first === undefined ? [] : reasonsOf(first),
    };
  }
  // Nobody says that it validates: two of them have to do, as one may never check; of a signed zone all are heard.
  return (signed === undefined || isAll) && answers.filter(isPlain).length > 1 ? UNCHECKED : undefined;
}

function isPlain({ observation: { kind } }: ResolverAnswer): boolean {
  return kind === "answer" || kind === "nodata" || kind === "nxdomain";
}

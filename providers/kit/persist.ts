import { createAvailability, outageTold, type Outage } from "../../src/async/availability.ts";
import { FIRST_ANSWER_MS, retry, type RetryAdvice, type RetryPolicy } from "../../src/async/retry.ts";
import { waitHint } from "../../src/async/wait-words.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { listPhrase, phrase } from "../../src/errors/phrase.ts";
import { connectFaultOf } from "../../src/net/connect-fault.ts";
import type { AdapterContext } from "../describe.ts";

/**
 * Repeats what is safe to repeat, until it succeeds, is refused, or time is up. An attempt is given the options that
 * hold for it.
 */
export type Persist = <T>(options: CallOptions, attempt: (own: CallOptions) => Promise<T>) => Promise<T>;

/**
 * Retries by an adapter's context: its clock, and each pause is told with the code that it is made for. While
 * the time runs that a host asked for by Retry-After, nothing else of this account is sent either.
 */
export function createPersist(
  context: Pick<AdapterContext, "clock" | "onRetry" | "holdBack" | "availability">,
  policy: RetryPolicy,
  advise: (error: unknown) => RetryAdvice = adviseRetry,
): Persist {
  const { clock, availability = createAvailability(clock) } = context;
  const onRetry = (attempt: number, nextInMs: number, error: unknown, untilMs?: number): void =>
    context.onRetry(attempt, nextInMs, isOnboardError(error) ? error.code : "UNEXPECTED", untilMs);
  const adviseAndHold = (error: unknown): RetryAdvice => {
    const given = advise(error);
    // Somebody else who answers in its place is a wrong address or a sign-in page, until the host itself has answered.
    const advice = availability.hasAnswered && isOthersAnswer(error) ? AWAY : given;
    if (advice.retry && advice.afterMs !== undefined) context.holdBack(advice.afterMs);
    return advice.retry || !isOnboardError(error) ? advice : { ...advice, answered: isOwnWord(error) };
  };
  return async (options, attempt) => {
    const { signal, patienceMs, awayMs } = options;
    const withSignal = (own: AbortSignal | undefined) =>
      attempt(own === undefined ? options : { ...options, signal: own });
    const given = { clock, signal, patienceMs, awayMs, availability, unanswered, onRetry };
    try {
      return await retry(withSignal, adviseAndHold, policy, given);
    } catch (error) {
      signal?.throwIfAborted();
      throw withTimes(error, availability.outage, clock.now());
    }
  };
}

const AWAY: RetryAdvice = { retry: true, busy: false, away: true };

/**
 * Only what says that nothing is wrong with the request itself. What the host asked for, as the fact
 * `retryAfterSeconds`, is kept in full. A host that throttles, or says when to come back, is waited out as long
 * as the caller has patience; so is one that has answered before and is away.
 */
export function adviseRetry(error: unknown): RetryAdvice {
  if (!isOnboardError(error)) return { retry: false };
  if (error.code !== "API_UNAVAILABLE" && error.code !== "API_RATE_LIMITED") return { retry: false };
  if (connectFaultOf(error)?.mayPass === false) return { retry: false };
  const { retryAfterSeconds } = error.facts;
  const afterMs = typeof retryAfterSeconds === "number" ? retryAfterSeconds * 1_000 : undefined;
  const busy = error.code === "API_RATE_LIMITED" || afterMs !== undefined;
  return busy ? { retry: true, busy, afterMs } : AWAY;
}

/** Whether something else answered than the host's API: a proxy's page, a sign-in page. */
function isOthersAnswer(error: unknown): boolean {
  return isOnboardError(error) && error.code === "API_SURPRISE" && error.facts["notTheApi"] === true;
}

/** Whether an error tells what the host itself has said. */
function isOwnWord({ code }: OnboardError): boolean {
  return !["API_UNAVAILABLE", "API_SURPRISE", "CONFIG_INVALID", "CREDENTIALS_MISSING", "UNEXPECTED"].includes(
    code,
  );
}

function unanswered(): OnboardError {
  return new OnboardError(
    "API_UNAVAILABLE",
    phrase`The DNS host has not answered within ${FIRST_ANSWER_MS / 1_000} s.`,
    {
      hint: phrase`Check the network, the proxy, and the address of its API where a setting names one; then run again.`,
    },
  );
}

/** The last failure, with how long it was waited for, and from when on asking again is worth it. */
function withTimes(error: unknown, outage: Outage | undefined, now: number): unknown {
  if (!isOnboardError(error)) return error;
  const { words, facts } = outageTold(error.code === "API_RATE_LIMITED" ? undefined : outage, now);
  const { retryAfterSeconds } = error.facts;
  const isAsked = typeof retryAfterSeconds === "number";
  if (words === "" && !isAsked) return error;
  const retryAfter = isAsked ? { retryAfter: new Date(now + retryAfterSeconds * 1_000).toISOString() } : {};
  const { message, hint } = OnboardError.partsOf(error);
  return new OnboardError(error.code, listPhrase([message, words]), {
    // Of a rate limit each host says more than the time.
    hint: isAsked && error.code === "API_UNAVAILABLE" ? waitHint(retryAfterSeconds) : hint,
    facts: { ...error.facts, ...facts, ...retryAfter },
    cause: error,
  });
}

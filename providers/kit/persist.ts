import { retry, type RetryAdvice, type RetryPolicy } from "../../src/async/retry.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import { connectFaultOf } from "../../src/net/connect-fault.ts";
import type { AdapterContext } from "../describe.ts";

/** Repeats what is safe to repeat, until it succeeds, is refused, or time is up. */
export type Persist = <T>(options: CallOptions, attempt: () => Promise<T>) => Promise<T>;

/**
 * Retries by an adapter's context: its clock, and each pause is told with the code that it is made for. While
 * the time runs that a host asked for by Retry-After, nothing else of this account is sent either.
 */
export function createPersist(
  context: Pick<AdapterContext, "clock" | "onRetry" | "holdBack">,
  policy: RetryPolicy,
  advise: (error: unknown) => RetryAdvice = adviseRetry,
): Persist {
  const onRetry = (attempt: number, nextInMs: number, error: unknown): void =>
    context.onRetry(attempt, nextInMs, isOnboardError(error) ? error.code : "UNEXPECTED");
  const adviseAndHold = (error: unknown): RetryAdvice => {
    const advice = advise(error);
    if (advice.retry && advice.afterMs !== undefined) context.holdBack(advice.afterMs);
    return advice;
  };
  return ({ signal, patienceMs }, attempt) =>
    retry(attempt, adviseAndHold, policy, { clock: context.clock, signal, patienceMs, onRetry });
}

/**
 * Only what says that nothing is wrong with the request itself. What the host asked for, as the fact
 * `retryAfterSeconds`, is kept in full. A host that throttles, or says when to come back, is waited out as long
 * as the caller has patience.
 */
export function adviseRetry(error: unknown): RetryAdvice {
  if (!isOnboardError(error)) return { retry: false };
  if (error.code !== "API_UNAVAILABLE" && error.code !== "API_RATE_LIMITED") return { retry: false };
  if (connectFaultOf(error)?.mayPass === false) return { retry: false };
  const { retryAfterSeconds } = error.facts;
  const afterMs = typeof retryAfterSeconds === "number" ? retryAfterSeconds * 1_000 : undefined;
  return { retry: true, busy: error.code === "API_RATE_LIMITED" || afterMs !== undefined, afterMs };
}

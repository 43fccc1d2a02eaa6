import type { Clock } from "./clock.ts";

export interface RetryPolicy {
  /** How often at most, the first attempt included. */
  readonly attempts: number;
  /** The first pause in milliseconds; it doubles, up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  /** Caps our own backoff and what a server's Retry-After may ask for. */
  readonly longestPauseMs: number;
  /** All attempts and pauses together, in milliseconds; no pause is begun that would end after it. */
  readonly deadlineMs: number;
}

export interface RetryContext {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Told before each pause. */
  readonly onRetry?: (attempt: number, nextInMs: number, error: unknown) => void;
}

/** Whether an error is worth another attempt; `afterMs` is what the server asked for. */
export type RetryAdvice =
  | { readonly retry: false }
  | { readonly retry: true; readonly afterMs?: number | undefined };

/**
 * Repeat what is safe to repeat: full jitter (uniform between half and all of the pause), a capped
 * Retry-After, a deadline.
 * @throws the last error, or the signal's reason at once
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  advise: (error: unknown) => RetryAdvice,
  policy: RetryPolicy,
  context: RetryContext,
): Promise<T> {
  const started = context.clock.now();
  for (let tried = 1; ; tried += 1) {
    context.signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      context.signal?.throwIfAborted();
      const advice = advise(error);
      const pauseMs = pauseBefore(tried, advice, policy, context.clock.random());
      const tooLate = context.clock.now() - started + pauseMs > policy.deadlineMs;
      if (!advice.retry || tried >= policy.attempts || tooLate) throw error;
      context.onRetry?.(tried, pauseMs, error);
      await context.clock.sleep(pauseMs, { signal: context.signal });
    }
  }
}

function pauseBefore(tried: number, advice: RetryAdvice, policy: RetryPolicy, random: number): number {
  const asked = advice.retry ? (advice.afterMs ?? 0) : 0;
  const backoff = policy.firstPauseMs * 2 ** (tried - 1) * (0.5 + random / 2);
  return Math.min(policy.longestPauseMs, Math.max(asked, backoff));
}

import type { Clock } from "./clock.ts";

export interface RetryPolicy {
  /** How often at most, the first attempt included. */
  readonly attempts: number;
  /** The first pause in milliseconds; it doubles, up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  /** Caps our own backoff. What a server asked for is kept in full, or there is no further attempt. */
  readonly longestPauseMs: number;
  /** All attempts and pauses together, in milliseconds; no pause is begun that would end after it. */
  readonly deadlineMs: number;
}

export interface RetryContext {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** How long a server that is busy is waited out, in milliseconds; absent: as any other failure. */
  readonly patienceMs?: number | undefined;
  /** Told before each pause. */
  readonly onRetry?: (attempt: number, nextInMs: number, error: unknown) => void;
}

/**
 * Whether an error is worth another attempt; `afterMs` is what the server asked for. `busy`: it did nothing and
 * will, once others have had their turn.
 */
export type RetryAdvice =
  | { readonly retry: false }
  | { readonly retry: true; readonly afterMs?: number | undefined; readonly busy?: boolean };

/**
 * Repeat what is safe to repeat: jitter (uniform between half and all of the pause), a Retry-After that is kept,
 * a deadline. A busy server is asked again as long as the caller has patience, however often.
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
      const { attempts, deadlineMs } = limitsFor(advice, policy, context);
      const tooLate = context.clock.now() - started + pauseMs > deadlineMs;
      if (!advice.retry || tried >= attempts || tooLate) throw error;
      context.onRetry?.(tried, pauseMs, error);
      await context.clock.sleep(pauseMs, { signal: context.signal });
    }
  }
}

function limitsFor(
  advice: RetryAdvice,
  { attempts, deadlineMs }: RetryPolicy,
  { patienceMs }: RetryContext,
): Pick<RetryPolicy, "attempts" | "deadlineMs"> {
  const isWaitedOut = advice.retry && advice.busy === true && patienceMs !== undefined;
  return isWaitedOut
    ? { attempts: Infinity, deadlineMs: Math.max(deadlineMs, patienceMs) }
    : { attempts, deadlineMs };
}

function pauseBefore(tried: number, advice: RetryAdvice, policy: RetryPolicy, random: number): number {
  const asked = advice.retry ? (advice.afterMs ?? 0) : 0;
  const backoff = policy.firstPauseMs * 2 ** (tried - 1) * (0.5 + random / 2);
  return Math.max(asked, Math.min(policy.longestPauseMs, backoff));
}

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
  /**
   * How long a server that is busy is waited out, in milliseconds, and no shorter than after any other failure;
   * absent: as any other failure. 0: not at all, since the time for that is spent. A server that names a time is
   * not waited out beyond it.
   */
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
 * a deadline. A busy server is asked again as long as the caller has patience, however often; that costs none of
 * the attempts, and none of the time, that other failures have.
 * @throws the last error, or the signal's reason at once
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  advise: (error: unknown) => RetryAdvice,
  policy: RetryPolicy,
  context: RetryContext,
): Promise<T> {
  const { clock, signal } = context;
  const started = clock.now();
  const spent = { failing: { attempts: 0, ms: 0 }, waiting: { attempts: 0, ms: 0 } };
  for (let tried = 1; ; tried += 1) {
    signal?.throwIfAborted();
    const since = clock.now();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      const advice = advise(error);
      const patienceMs = patienceFor(advice, context);
      const isWaitedOut = patienceMs !== undefined;
      const own = isWaitedOut ? spent.waiting : spent.failing;
      own.attempts += 1;
      const pauseMs = pauseBefore(own.attempts, advice, policy, clock.random());
      const inPatience = isWaitedOut && clock.now() - started + pauseMs <= patienceMs;
      const inPolicy =
        !endsWithPatience(advice, patienceMs) &&
        own.attempts < policy.attempts &&
        own.ms + clock.now() - since + pauseMs <= policy.deadlineMs;
      if (!advice.retry || !(inPatience || inPolicy)) throw error;
      context.onRetry?.(tried, pauseMs, error);
      await clock.sleep(pauseMs, { signal });
      own.ms += clock.now() - since;
    }
  }
}

/** Undefined: this is no failure that is waited out. */
function patienceFor(advice: RetryAdvice, { patienceMs }: RetryContext): number | undefined {
  return advice.retry && advice.busy === true ? patienceMs : undefined;
}

/** Whether a failure is not repeated like any other once there is no more patience for it. */
function endsWithPatience(advice: RetryAdvice, patienceMs: number | undefined): boolean {
  return patienceMs === 0 || (patienceMs !== undefined && advice.retry && advice.afterMs !== undefined);
}

/** The jitter comes last: ten clients that have all reached the longest pause must not come back together. */
function pauseBefore(tried: number, advice: RetryAdvice, policy: RetryPolicy, random: number): number {
  const asked = advice.retry ? (advice.afterMs ?? 0) : 0;
  const backoff = Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** (tried - 1));
  return Math.max(asked, backoff * (0.5 + random / 2));
}

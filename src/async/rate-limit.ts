import type { Clock } from "./clock.ts";
import { createLocks } from "./locks.ts";

/**
 * How fast an account may be asked: a bucket that holds `burst` requests and is filled by `perSecond` of
 * them, in fractions too.
 */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Resolves when one more request may leave, in the order of asking. @throws the signal's reason, at once,
 * when it aborts
 */
export type Admit = (signal?: AbortSignal) => Promise<void>;

/** One budget for each key, made when it is first asked for. A request without a rate is always admitted. */
export function createRateLimits(clock: Clock): (key: string, rate: Rate | undefined) => Admit {
  const limits = new Map<string, Admit>();
  return (key, rate) => {
    const limit = limits.get(key) ?? (rate === undefined ? FREE : createRateLimit(rate, clock));
    limits.set(key, limit);
    return limit;
  };
}

const FREE: Admit = async (signal) => signal?.throwIfAborted();

/**
 * At most `burst + perSecond × t` requests leave within any t seconds. Each waits for the one before it: when
 * the program was busy for a moment, those that are overdue still leave one by one and don't arrive as a
 * heap.
 */
export function createRateLimit({ perSecond, burst }: Rate, clock: Clock): Admit {
  const inLine = createLocks();
  const bucket = { tokens: burst, filledAt: clock.now() };
  const msToNext = (): number => {
    const now = clock.now();
    // A clock that is set back adds no tokens to the bucket, and must not take any out.
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.filledAt) * perSecond) / 1_000);
    bucket.filledAt = now;
    return Math.max(0, Math.ceil(((1 - bucket.tokens) * 1_000) / perSecond));
  };
  return (signal) => {
    const take = async (): Promise<void> => {
      signal?.throwIfAborted();
      for (let ms = msToNext(); ms > 0; ms = msToNext()) await clock.sleep(ms, { signal });
      bucket.tokens -= 1;
    };
    return inLine("requests", take, { signal });
  };
}

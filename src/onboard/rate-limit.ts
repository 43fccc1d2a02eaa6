import type { Clock } from "../clock.ts";
import { createLocks } from "./many.ts";

/** How fast an account may be asked: a bucket that holds `burst` requests and is filled by `perSecond` of them, in fractions too. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Resolves when one more request may leave, in the order of asking. @throws the signal's reason, at once, when it aborts */
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
 * At most `burst + perSecond × t` requests leave within any t seconds. Each waits for the one before it: when the program was busy for a moment,
 * those that are overdue still leave one by one and don't arrive as a heap.
 */
export function createRateLimit({ perSecond, burst }: Rate, clock: Clock): Admit {
  const inLine = createLocks();
  let tokens = burst;
  let filledAt = clock.now();
  const refill = (): void => {
    const now = clock.now();
    // A clock that is set back fills nothing, but must not empty the bucket either.
    tokens = Math.min(burst, tokens + (Math.max(0, now - filledAt) * perSecond) / 1_000);
    filledAt = now;
  };
  return (signal) => {
    const take = async (): Promise<void> => {
      signal?.throwIfAborted();
      for (refill(); tokens < 1; refill()) await clock.sleep(Math.ceil(((1 - tokens) * 1_000) / perSecond), { signal });
      tokens -= 1;
    };
    return inLine("requests", take, { signal });
  };
}

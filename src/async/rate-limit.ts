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
 * Resolves when a request may leave, in the order of asking. With `places` so many may leave together: the answer
 * admits the others of them without another wait in line, and whatever comes after them as ever.
 * @throws the signal's reason, at once, when it aborts; what `Silence.tooLong` makes
 */
export type Admit = (signal?: AbortSignal, places?: number) => Promise<Admit>;

/** Admits everything at once: where nobody limits. */
export const admitAll: Admit = async (signal) => {
  signal?.throwIfAborted();
  return admitAll;
};

export interface RateLimit {
  readonly admit: Admit;
  /** Whoever is asked wants silence: for so many milliseconds nothing leaves, whatever was admitted. */
  readonly holdBack: (ms: number) => void;
  /** @throws what `Silence.tooLong` makes, where whoever asks now would not be admitted in time */
  readonly requireOpen: () => void;
}

/** A silence that nobody sleeps out. */
export interface Silence {
  /** How long one may last from the asking on, in milliseconds. */
  readonly longestMs: number;
  /** What is thrown in its place; given the milliseconds that are left of it. */
  readonly tooLong: (leftMs: number) => Error;
}

/** One budget for each key, made when it is first asked for. A request without a rate is always admitted. */
export function createRateLimits(
  clock: Clock,
): (key: string, rate: Rate | undefined, silence?: Silence) => RateLimit {
  const limits = new Map<string, RateLimit>();
  return (key, rate, silence) => {
    const limit = limits.get(key) ?? createRateLimit(rate, clock, silence);
    limits.set(key, limit);
    return limit;
  };
}

/**
 * At most `burst + perSecond × t` requests leave within any t seconds. Each waits for the one before it: when
 * the program was busy for a moment, those that are overdue still leave one by one and don't arrive as a
 * heap.
 */
export function createRateLimit(rate: Rate | undefined, clock: Clock, silence?: Silence): RateLimit {
  const inLine = createLocks();
  const bucket = rate === undefined ? undefined : createBucket(rate, clock);
  let heldUntil = -Infinity;
  const requireOpen = (since = clock.now()): void => {
    if (silence === undefined || heldUntil <= Math.max(clock.now(), since + silence.longestMs)) return;
    throw silence.tooLong(heldUntil - clock.now());
  };
  const untilSilenceEnds = async (signal: AbortSignal | undefined, since: number): Promise<void> => {
    signal?.throwIfAborted();
    for (let ms = heldUntil - clock.now(); ms > 0; ms = heldUntil - clock.now()) {
      requireOpen(since);
      await clock.sleep(ms, { signal });
    }
  };
  const admit: Admit = async (signal, places = 1) => {
    const since = clock.now();
    const take = async (): Promise<void> => {
      await untilSilenceEnds(signal, since);
      for (let ms = bucket?.msTo(places) ?? 0; ms > 0; ms = bucket?.msTo(places) ?? 0)
        await clock.sleep(ms, { signal });
      // Somebody may have been told to be silent while we waited for the rate.
      await untilSilenceEnds(signal, since);
      bucket?.take(places);
    };
    await inLine("requests", take, { signal });
    return keeping(places - 1);
  };
  /** Admits what a place is kept for. */
  const keeping = (kept: number): Admit => {
    let left = kept;
    const admitKept: Admit = async (signal, places) => {
      if (left === 0) return admit(signal, places);
      left -= 1;
      await untilSilenceEnds(signal, clock.now());
      return admitKept;
    };
    return admitKept;
  };
  const holdBack = (ms: number): void => {
    heldUntil = Math.max(heldUntil, clock.now() + ms);
  };
  return { admit, holdBack, requireOpen: () => requireOpen() };
}

interface Bucket {
  /** Milliseconds until so many requests may leave together. */
  readonly msTo: (places: number) => number;
  readonly take: (places: number) => void;
}

function createBucket({ perSecond, burst }: Rate, clock: Clock): Bucket {
  const bucket = { tokens: burst, filledAt: clock.now() };
  return {
    msTo(places) {
      const now = clock.now();
      // A clock that is set back adds no tokens to the bucket, and must not take any out.
      const seconds = Math.max(0, now - bucket.filledAt) / 1_000;
      bucket.tokens = Math.min(burst, bucket.tokens + seconds * perSecond);
      bucket.filledAt = now;
      // More than the bucket holds are never together in it.
      const missing = Math.min(places, burst) - bucket.tokens;
      return Math.max(0, Math.ceil((missing * 1_000) / perSecond));
    },
    take(places) {
      bucket.tokens -= places;
    },
  };
}

import { setTimeout as delay } from "node:timers/promises";

// Waiting and taking turns, no domain word. Read clock.ts and retry.ts first; then together.ts (side by
// side), each-of.ts (at most so many), locks.ts, slots.ts, shares.ts and rate-limit.ts (in turn), deadline.ts,
// memory.ts.

/**
 * Time as a port: every wait goes through it, so that waits can be cancelled and time can be faked. With the
 * chance that lengthens waits.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** @throws the signal's reason, at once, when it aborts */
  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

/** Node's timers hold no more, and take a longer one for one of a millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(ms, { signal } = {}) {
    signal?.throwIfAborted();
    // A signal of its own: Node takes more than ten listeners on one signal for a leak and warns.
    const own = signal === undefined ? {} : { signal: AbortSignal.any([signal]) };
    try {
      let leftMs = ms;
      for (; leftMs > LONGEST_TIMER_MS; leftMs -= LONGEST_TIMER_MS)
        await delay(LONGEST_TIMER_MS, undefined, own);
      await delay(leftMs, undefined, own);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

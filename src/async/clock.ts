import { setTimeout as delay } from "node:timers/promises";

// Waiting and taking turns, no domain word. Read clock.ts and retry.ts first; then together.ts (side by
// side), each-of.ts (at most so many), locks.ts, slots.ts and rate-limit.ts (in turn), deadline.ts,
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

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(ms, { signal } = {}) {
    signal?.throwIfAborted();
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};

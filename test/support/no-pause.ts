import type { Clock } from "../../src/async/clock.ts";

/** Nobody waits: each sleep is over at once. */
export const NO_PAUSE: Clock = {
  now: () => Date.now(),
  sleep: (_ms, { signal } = {}) => Promise.resolve(signal?.throwIfAborted()),
  random: () => 0,
};

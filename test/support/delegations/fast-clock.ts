import { systemClock, type Clock } from "../../../src/async/clock.ts";

/**
 * The system's clock, so many times as fast: long waits with real sockets. Answers on loopback take that many times
 * as long by it, which is still less than any time-out.
 */
export function createFastClock(factor: number): Clock {
  const startedAt = systemClock.now();
  return {
    ...systemClock,
    now: () => startedAt + (systemClock.now() - startedAt) * factor,
    sleep: (ms, options) => systemClock.sleep(ms / factor, options),
  };
}

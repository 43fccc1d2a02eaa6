import type { Clock } from "../../src/async/clock.ts";

/**
 * A clock that stands still until a test moves it: a silent server moves it when it has been asked, so that
 * no test waits for a time-out.
 */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  /** How many still wait. */
  sleepers(): number;
}

export function createManualClock(): ManualClock {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => now,
    random: () => 0,
    sleepers: () => sleepers.size,
    async sleep(ms, { signal } = {}) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve, reject) => {
        const sleeper = { until: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
          reject(signal.reason);
        });
      });
    },
    advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers].filter(({ until }) => until <= now)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}

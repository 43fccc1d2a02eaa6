import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../src/async/clock.ts";

/**
 * Time that passes only while everybody sleeps: to the next one who wakes, at once, and not a moment more.
 */
export interface VirtualClock extends Clock {
  /** Who sleeps now: timers that a program would leave behind. */
  readonly sleepers: () => number;
  /**
   * Lets time pass until the promise settles. @throws what it throws; an error when nobody sleeps and it
   * still hangs
   */
  readonly drive: <T>(promise: Promise<T>) => Promise<T>;
  /** Something that happens at a time, in milliseconds from now; it is no sleeper. */
  readonly at: (ms: number, happens: () => void) => void;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
  readonly isEvent: boolean;
}

export function createVirtualClock(startAt = Date.UTC(2026, 10, 22, 3)): VirtualClock {
  let now = startAt;
  const sleepers = new Set<Sleeper>();

  function step(): boolean {
    const [next] = [...sleepers].sort((a, b) => a.until - b.until);
    if (next === undefined) return false;
    sleepers.delete(next);
    now = Math.max(now, next.until);
    next.wake();
    return true;
  }

  return {
    now: () => now,
    random: () => 0,
    sleepers: () => [...sleepers].filter(({ isEvent }) => !isEvent).length,
    at: (ms, happens) => void sleepers.add({ until: now + ms, wake: happens, isEvent: true }),
    async sleep(ms, { signal } = {}) {
      signal?.throwIfAborted();
      // A signal of its own, as systemClock has it: Node warns of more than ten listeners on one.
      const own = signal === undefined ? undefined : AbortSignal.any([signal]);
      await new Promise<void>((resolve, reject) => {
        const giveUp = (): void => {
          sleepers.delete(sleeper);
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
          reject(own?.reason);
        };
        const wake = (): void => {
          own?.removeEventListener("abort", giveUp);
          resolve();
        };
        const sleeper: Sleeper = { until: now + ms, wake, isEvent: false };
        sleepers.add(sleeper);
        own?.addEventListener("abort", giveUp, { once: true });
      });
    },
    async drive(promise) {
      const state = { isSettled: false };
      const settle = (): void => {
        state.isSettled = true;
      };
      promise.then(settle, settle);
      // One turn of the event loop: every microtask has run by then.
      for (await turn(); !state.isSettled; await turn()) {
        if (!step()) throw new Error("nobody sleeps any more, and it is not done");
      }
      return promise;
    },
  };
}

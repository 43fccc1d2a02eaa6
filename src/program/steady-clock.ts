import { setImmediate as othersTurn } from "node:timers/promises";
import { systemClock, type Clock } from "../async/clock.ts";
import { unlessAborted } from "../async/together.ts";

/** What a reading may be ahead of the time that passed, in milliseconds: clocks are read one after the other. */
const SLACK_MS = 1_000;

/**
 * A program's clock, held to the contract of one. What passed is what really passed, or what was slept by it: a clock
 * that somebody sets an hour ahead takes nothing of the time budget, and one that is set back goes on from where it
 * was. Where it fails, the machine's is taken, and a sleep ends with its signal whether the clock looks at it or not.
 */
export function steadyClock(given: Clock): Clock {
  const readGiven = (): number | undefined => {
    const read = orNothing(() => given.now());
    return Number.isFinite(read) ? read : undefined;
  };
  const first = readGiven();
  const origin = first ?? systemClock.now();
  /** So much has passed at that moment of the machine's clock. */
  let known = { at: origin, real: systemClock.now() };
  let last = { told: origin, read: origin };
  let setBackMs = 0;
  const credible = (): number => known.at + systemClock.now() - known.real;

  const now = (): number => {
    const read = (first === undefined ? undefined : readGiven()) ?? credible() - setBackMs;
    setBackMs += Math.max(0, last.read - read);
    const told = Math.max(last.told, Math.min(read + setBackMs, credible() + SLACK_MS));
    last = { told, read };
    return told;
  };

  return {
    now,
    random() {
      const chance = orNothing(() => given.random());
      return typeof chance === "number" && chance >= 0 && chance < 1 ? chance : systemClock.random();
    },
    async sleep(ms, { signal } = {}) {
      const until = now() + ms;
      const began = systemClock.now();
      try {
        await unlessAborted(signal, Promise.resolve(given.sleep(ms, { signal })));
      } catch {
        signal?.throwIfAborted();
        await systemClock.sleep(ms, { signal });
      }
      // One that only counts on would keep the process from everything else, an abort included.
      if (systemClock.now() === began) await othersTurn();
      if (until > credible()) known = { at: until, real: systemClock.now() };
    },
  };
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

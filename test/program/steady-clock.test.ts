import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startClock, type Clock } from "../../src/async/clock.ts";
import { steadyClock } from "../../src/program/steady-clock.ts";

const HOUR_MS = 3_600_000;
const NEVER: Clock["sleep"] = () => new Promise(() => undefined);

/** The machine's own time goes on by `pass` alone. */
function stillMachine() {
  vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const machine = startClock();
  let aheadMs = 0;
  return {
    given: { ...machine, now: () => machine.now() + aheadMs },
    pass: (ms: number) => void vi.advanceTimersByTime(ms),
    jump: (ms: number) => void (aheadMs += ms),
  };
}

describe("a program's clock", () => {
  it.each([HOUR_MS, -HOUR_MS])("that is set by %i ms goes on by what really passed", (ms) => {
    const { given, pass, jump } = stillMachine();
    const clock = steadyClock(given);
    const began = clock.now();
    pass(500);
    expect(clock.now() - began).toBe(500);
    jump(ms);
    const after = clock.now();
    expect(after - began).toBeGreaterThanOrEqual(500);
    expect(after - began).toBeLessThanOrEqual(1_500);
    pass(10_000);
    expect(clock.now() - after).toBeGreaterThanOrEqual(9_000);
    expect(clock.now() - after).toBeLessThanOrEqual(10_000);
  });

  it("may be one of a test, on which only a sleep takes time", async () => {
    let now = 1_000;
    const clock = steadyClock({
      now: () => now,
      random: () => 0.25,
      sleep: async (ms) => void (now += ms),
    });
    const began = clock.now();
    await clock.sleep(HOUR_MS);
    expect(clock.now() - began).toBe(HOUR_MS);
    expect(clock.random()).toBe(0.25);
  });

  it("that only counts on leaves others their turn", async () => {
    const clock = steadyClock({ ...startClock(), sleep: async () => undefined });
    const over = new AbortController();
    setTimeout(() => over.abort("over"), 5);
    const hurry = async (): Promise<never> => {
      for (;;) await clock.sleep(1_000, { signal: over.signal });
    };
    await expect(hurry()).rejects.toBe("over");
  });

  it.each([
    ["throws", { now: fail, random: fail, sleep: fail }],
    [
      "says nonsense",
      { now: () => Number.NaN, random: () => 7, sleep: () => Promise.reject(new Error("no")) },
    ],
  ] satisfies [string, Clock][])("that %s is replaced by the machine's", async (_what, broken) => {
    const clock = steadyClock(broken);
    const began = clock.now();
    await clock.sleep(20);
    expect(clock.now() - began).toBeGreaterThanOrEqual(19);
    expect(clock.random()).toBeLessThan(1);
  });

  it("ends a sleep with its signal, also where it does not look at it", async () => {
    const clock = steadyClock({ ...startClock(), sleep: NEVER });
    const abort = new AbortController();
    const sleeping = clock.sleep(HOUR_MS, { signal: abort.signal });
    abort.abort("enough");
    await expect(sleeping).rejects.toBe("enough");
  });
});

function fail(): never {
  throw new Error("a port of the program fails");
}

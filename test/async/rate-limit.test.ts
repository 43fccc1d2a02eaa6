import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRateLimit, createRateLimits, type Admit } from "../../src/async/rate-limit.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

/** When each of so many requests left that were all asked for at once, in milliseconds from the start. */
async function departures(clock: VirtualClock, admit: Admit, requests: number): Promise<readonly number[]> {
  const began = clock.now();
  const left = Array.from({ length: requests }, () => admit().then(() => clock.now() - began));
  return clock.drive(Promise.all(left));
}

describe("a rate limit", () => {
  it("lets the burst leave at once and the others one by one, in the order of asking", async () => {
    const clock = createVirtualClock();
    const { admit } = createRateLimit({ perSecond: 4, burst: 3 }, clock);
    expect(await departures(clock, admit, 6)).toEqual([0, 0, 0, 250, 500, 750]);
  });

  it("saves up no more than the burst while nothing is asked", async () => {
    const clock = createVirtualClock();
    const { admit } = createRateLimit({ perSecond: 10, burst: 2 }, clock);
    await departures(clock, admit, 2);
    await clock.drive(clock.sleep(3_600_000));
    expect(await departures(clock, admit, 4)).toEqual([0, 0, 100, 200]);
  });

  it("never lets more leave than burst and rate allow, in any span of time, and loses no time either", async () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
    const rates = fc.record({
      perSecond: fc.integer({ min: 1, max: 50 }),
      burst: fc.integer({ min: 1, max: 10 }),
    });
    await fc.assert(
      fc.asyncProperty(arrivals, rates, async (gaps, rate) => {
        const clock = createVirtualClock();
        const began = clock.now();
        const { admit } = createRateLimit(rate, clock);
        let at = 0;
        const left = gaps.map((gap) =>
          clock
            .sleep((at += gap))
            .then(() => admit())
            .then(() => clock.now() - began),
        );
        const times = await clock.drive(Promise.all(left));
        for (const [first, from] of times.entries()) {
          for (const [beyond, to] of times.slice(first).entries()) {
            expect(beyond + 1).toBeLessThanOrEqual(
              rate.burst + ((to - from) * rate.perSecond) / 1_000 + 1e-6,
            );
          }
        }
        // A millisecond for each request: a clock knows no smaller ones.
        const ideal = Math.max(at, 0) + (gaps.length * 1_000) / rate.perSecond;
        expect(times.at(-1)).toBeLessThanOrEqual(ideal + gaps.length);
      }),
      { numRuns: 60 },
    );
  });

  it("does not send what is overdue as a heap when the program was busy for a while", async () => {
    const clock = createVirtualClock();
    const busy = { forMs: 0 };
    const late = { ...clock, sleep: (ms: number) => clock.sleep(ms + busy.forMs) };
    const { admit } = createRateLimit({ perSecond: 20, burst: 1 }, late);
    busy.forMs = 500;
    const times = await departures(clock, admit, 4);
    expect(times.map((time, index) => time - (times[index - 1] ?? -50)).every((gap) => gap >= 50)).toBe(true);
  });

  it("lets whoever waits give up at once, and the others don't wait for it", async () => {
    const clock = createVirtualClock();
    const began = clock.now();
    const { admit } = createRateLimit({ perSecond: 1, burst: 1 }, clock);
    const giveUp = new AbortController();
    const outcome = (admitted: Promise<unknown>) =>
      admitted.then(
        () => clock.now() - began,
        (error: unknown) => [error === giveUp.signal.reason, clock.now() - began],
      );
    const all = [admit(), admit(giveUp.signal), admit(giveUp.signal), admit()].map(outcome);
    clock.at(300, () => giveUp.abort());
    expect(await clock.drive(Promise.all(all))).toEqual([0, [true, 300], [true, 300], 1_000]);
    expect(await outcome(admit(giveUp.signal))).toEqual([true, 1_000]);
    expect(clock.sleepers()).toBe(0);
  });

  it("does not stand still when the clock is set back", async () => {
    const clock = createVirtualClock();
    const back = { byMs: 0 };
    const shifted = { ...clock, now: () => clock.now() - back.byMs };
    const { admit } = createRateLimit({ perSecond: 10, burst: 1 }, shifted);
    await admit();
    back.byMs = 3_600_000;
    expect(await departures(clock, admit, 2)).toEqual([100, 200]);
  });
});

describe("rate limits", () => {
  it("are one for each key: what shares a key shares the budget, and others don't wait", async () => {
    const clock = createVirtualClock();
    const limits = createRateLimits(clock);
    const rate = { perSecond: 1, burst: 1 };
    const began = clock.now();
    const asked = ["a", "b", "a"].map((key) =>
      limits(key, rate)
        .admit()
        .then(() => clock.now() - began),
    );
    expect(await clock.drive(Promise.all(asked))).toEqual([0, 0, 1_000]);
  });

  it("hold nobody back where there is no rate, but who has given up", async () => {
    const clock = createVirtualClock();
    const { admit } = createRateLimits(clock)("own server", undefined);
    expect(await departures(clock, admit, 100)).toEqual(Array.from({ length: 100 }, () => 0));
    await expect(admit(AbortSignal.abort(new Error("given up")))).rejects.toThrow("given up");
  });

  it("gives several places together, which another request does not come between", async () => {
    const clock = createVirtualClock();
    const { admit } = createRateLimit({ perSecond: 10, burst: 3 }, clock);
    const left: string[] = [];
    const swap = async (name: string): Promise<void> => {
      let next = await admit(undefined, 3);
      left.push(`${name}1 ${clock.now()}`);
      for (const request of ["2", "3"]) {
        next = await next();
        left.push(`${name}${request} ${clock.now()}`);
      }
    };
    const began = clock.now();
    await clock.drive(Promise.all([swap("a"), swap("b")]));
    expect(left.map((one) => one.replace(/\d+$/, (at) => String(Number(at) - began)))).toEqual([
      "a1 0",
      "a2 0",
      "a3 0",
      "b1 300",
      "b2 300",
      "b3 300",
    ]);
  });

  it("admits a request more than was asked for like any other, and never waits for more than it holds", async () => {
    const clock = createVirtualClock();
    const began = clock.now();
    const { admit } = createRateLimit({ perSecond: 10, burst: 2 }, clock);
    const times = await clock.drive(
      (async () => {
        const second = await admit(undefined, 5);
        const others = [began, await second().then(() => clock.now())];
        await admit();
        return [...others, clock.now()];
      })(),
    );
    expect(times.map((at) => at - began)).toEqual([0, 0, 400]);
  });

  it.each([undefined, { perSecond: 10, burst: 3 }])(
    "lets nothing leave while whoever is asked wants silence, not even what was admitted before: %j",
    async (rate) => {
      const clock = createVirtualClock();
      const began = clock.now();
      const { admit, holdBack } = createRateLimit(rate, clock);
      const second = await admit(undefined, 2);
      holdBack(30_000);
      holdBack(5_000);
      const times = await clock.drive(
        Promise.all([second().then(() => clock.now()), admit().then(() => clock.now())]),
      );
      expect(times.map((at) => at - began)).toEqual([30_000, 30_000]);
    },
  );

  it("hold back, too, what was waiting for the rate when the silence began", async () => {
    const clock = createVirtualClock();
    const { admit, holdBack } = createRateLimit({ perSecond: 1, burst: 1 }, clock);
    clock.at(500, () => holdBack(30_000));
    expect(await departures(clock, admit, 2)).toEqual([0, 30_500]);
  });
});

describe("a silence that is too long", () => {
  const tooLong = (leftMs: number) => new Error(`${leftMs} more`);
  const opened = () => {
    const clock = createVirtualClock();
    return {
      clock,
      began: clock.now(),
      ...createRateLimit(undefined, clock, { longestMs: 10_000, tooLong }),
    };
  };

  it("is told at once and not slept out, to places that were taken before, too", async () => {
    const { clock, admit, holdBack, requireOpen } = opened();
    const second = await admit(undefined, 2);
    holdBack(10_001);
    for (const asking of [admit(), second()]) await expect(asking).rejects.toThrow("10001 more");
    expect(requireOpen).toThrow("10001 more");
    expect(clock.sleepers()).toBe(0);
  });

  it("is none as long as it ends in time, or has ended", async () => {
    const { clock, began, admit, holdBack, requireOpen } = opened();
    holdBack(10_000);
    expect(requireOpen).not.toThrow();
    await clock.drive(admit());
    expect(clock.now() - began).toBe(10_000);
    expect(requireOpen).not.toThrow();
  });

  it("is one that was lengthened while it was slept out: what counts is the time since the asking", async () => {
    const { clock, began, admit, holdBack } = opened();
    holdBack(8_000);
    clock.at(7_000, () => holdBack(9_000));
    await expect(clock.drive(admit())).rejects.toThrow("8000 more");
    expect(clock.now() - began).toBe(8_000);
  });
});

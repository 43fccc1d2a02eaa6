import { describe, expect, it, vi } from "vitest";
import { createAvailability, outageTold } from "../../src/async/availability.ts";
import { retry, type RetryAdvice, type RetryPolicy } from "../../src/async/retry.ts";
import { told } from "../support/told.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

// An API that is away for a while, by virtual time: pure.

const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 8_000, deadlineMs: 30_000 };
const AWAY: RetryAdvice = { retry: true, away: true };
const MINUTE = 60_000;

/** Answers but for the time of its outages, each from … to … */
function createApi(...outages: readonly (readonly [from: number, to: number])[]) {
  const clock = createVirtualClock();
  const availability = createAvailability(clock);
  const began = clock.now();
  const asked: number[] = [];
  const attempt = async () => {
    const now = clock.now() - began;
    asked.push(now);
    if (outages.some(([from, to]) => now >= from && now < to)) throw new Error("away");
    return now;
  };
  const call = (patience = {}, advise: () => RetryAdvice = () => AWAY) =>
    retry(attempt, advise, POLICY, { clock, availability, ...patience });
  return { clock, availability, asked, call };
}

describe("an API that has never answered", () => {
  it("is asked as often as the policy says, however patient the caller is", async () => {
    const { clock, asked, call } = createApi([0, Infinity]);
    const ended = call({ patienceMs: 10 * MINUTE, awayMs: MINUTE });
    await expect(clock.drive(ended)).rejects.toThrow("away");
    expect(asked).toHaveLength(4);
    expect(asked.at(-1)).toBeLessThan(8_000);
  });

  it.each([
    ["where nothing comes at all, and that is told", 0, "no answer"],
    ["after a failure, and that is told, which says more than that time is up", 1, "the proxy is silent"],
  ])("has 8 s for its first answer: %s", async (_case, failures, told) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const clock = { now: () => 0, random: () => 0, sleep: async () => undefined };
      let tried = 0;
      const silent = async (signal: AbortSignal | undefined) => {
        tried += 1;
        if (tried <= failures) throw new Error("the proxy is silent");
        return new Promise<never>((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
        });
      };
      const ended = retry(silent, () => ({ retry: tried <= failures }), POLICY, {
        clock,
        unanswered: () => new Error("no answer"),
      });
      const settled = vi.fn();
      ended.catch(settled);
      await vi.advanceTimersByTimeAsync(7_999);
      expect(settled).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      await expect(ended).rejects.toThrow(told);
      expect(tried).toBe(failures + 1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("an API that has answered and is away", () => {
  it("is waited for from its first answer on, also where that says that it can't just now", async () => {
    const { clock, asked, call } = createApi([0, 40_000]);
    await clock.drive(call({ patienceMs: 2 * MINUTE }, () => ({ ...AWAY, answered: true })));
    expect(asked.length).toBeGreaterThan(POLICY.attempts);
    expect(asked.at(-1)).toBeGreaterThanOrEqual(40_000);
  });

  it("is waited for until it is back", async () => {
    const { clock, asked, call } = createApi([1, 20_000]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    const back = await clock.drive(call({ patienceMs: 2 * MINUTE }));
    expect(back).toBeGreaterThanOrEqual(20_000);
    expect(back).toBeLessThan(36_000);
    expect(asked.length).toBeLessThanOrEqual(9);
  });

  it("is waited for as long as was said, counted from when it went, with one last question", async () => {
    const { clock, asked, call } = createApi([1, Infinity]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    await expect(clock.drive(call({ awayMs: MINUTE, patienceMs: 10 * MINUTE }))).rejects.toThrow("away");
    expect(asked.at(-1)).toBe(1 + MINUTE);
    const later = asked.length;
    await expect(clock.drive(call({ awayMs: MINUTE, patienceMs: 10 * MINUTE }))).rejects.toThrow("away");
    expect([asked.length - later <= 4, Number(asked.at(-1)) < MINUTE + 10_000]).toEqual([true, true]);
  });

  it("is given up in that time also where each question takes long to fail", async () => {
    const clock = createVirtualClock();
    const availability = createAvailability(clock);
    availability.answered();
    const startedAt = clock.now();
    let asked = 0;
    const attempt = async (): Promise<never> => {
      asked += 1;
      await clock.sleep(10_000);
      throw new Error("away");
    };
    const ended = retry(attempt, () => AWAY, POLICY, { clock, availability, awayMs: 20_000 });
    await expect(clock.drive(ended)).rejects.toThrow("away");
    expect([asked, Math.floor((clock.now() - startedAt) / 10_000)]).toEqual([2, 2]);
  });

  it("is asked a few times also where nobody waits for it", async () => {
    const { clock, asked, call } = createApi([1, Infinity]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    await expect(clock.drive(call({ awayMs: 0 }))).rejects.toThrow("away");
    expect(asked).toHaveLength(1 + 4);
  });

  it("is asked by the policy alone where the caller has no patience", async () => {
    const { clock, asked, call } = createApi([1, Infinity]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    await expect(clock.drive(call({ patienceMs: 0 }))).rejects.toThrow("away");
    expect(asked).toHaveLength(1 + 4);
  });

  it("is asked in turns by thirty callers: one question each, then a few a minute of all together", async () => {
    const { clock, asked, call } = createApi([1, 10 * MINUTE]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    const callers = Array.from({ length: 30 }, () => call({ patienceMs: 30 * MINUTE }));
    const back = await clock.drive(Promise.all(callers));
    const during = asked.filter((at) => at > 1 && at < 10 * MINUTE).length;
    expect(during).toBeLessThanOrEqual(30 + 10 * 9);
    // All go on at once when one of them is answered, or a pause of their own later where they had asked before.
    expect(Math.max(...back) - Math.min(...back)).toBeLessThanOrEqual(POLICY.longestPauseMs);
  });

  it("is not asked without a pause where it answers others all the time", async () => {
    const { clock, asked, call, availability } = createApi([1, Infinity]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    const others = setInterval(() => availability.answered(), 0);
    try {
      await expect(clock.drive(call({ patienceMs: MINUTE }))).rejects.toThrow("away");
    } finally {
      clearInterval(others);
    }
    expect(asked.length).toBeLessThan(40);
  });

  it("is known by an answer that says no, too", async () => {
    const { clock, call, availability } = createApi([0, Infinity]);
    const refusal = () => ({ retry: false, answered: true });
    await expect(clock.drive(call({}, refusal))).rejects.toThrow("away");
    expect([availability.hasAnswered, availability.outage]).toEqual([true, undefined]);
  });

  it("is left at once by who is interrupted", async () => {
    const { clock, call } = createApi([1, Infinity]);
    await clock.drive(call());
    await clock.drive(clock.sleep(1));
    const interrupt = new AbortController();
    const reason = new Error("interrupted");
    const ended = call({
      patienceMs: MINUTE,
      signal: interrupt.signal,
      onRetry: () => interrupt.abort(reason),
    });
    await expect(clock.drive(ended)).rejects.toBe(reason);
  });
});

it("tells how long it was away and how often it was asked, where that was long", () => {
  expect(told(outageTold({ since: 0, asked: 9 }, 61_000))).toEqual({
    words: " It was away for 61 seconds and was asked 9 times meanwhile.",
    facts: { awayForSeconds: 61, asked: 9 },
  });
  expect(outageTold({ since: 0, asked: 2 }, 1_000).words).toBe("");
  expect(outageTold(undefined, 1_000).words).toBe("");
});

import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/async/clock.ts";
import { retry, type RetryAdvice, type RetryPolicy } from "../../src/async/retry.ts";

const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 100, longestPauseMs: 1_000, deadlineMs: 10_000 };

/** Time that passes only by sleeping. */
function fakeClock(random = 1): Clock & { readonly pauses: number[] } {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    now: () => now,
    random: () => random,
    async sleep(ms, { signal } = {}) {
      signal?.throwIfAborted();
      pauses.push(ms);
      now += ms;
    },
  };
}

function failing(times: number): { readonly attempt: () => Promise<number>; readonly tried: () => number } {
  let tried = 0;
  const attempt = async () => {
    tried += 1;
    if (tried <= times) throw new Error(`failure ${tried}`);
    return tried;
  };
  return { attempt, tried: () => tried };
}

const always = (): RetryAdvice => ({ retry: true });

describe("retry", () => {
  it("returns the first success, doubling the pauses before it", async () => {
    const clock = fakeClock();
    const seen: unknown[] = [];
    const onRetry = (attempt: number, nextInMs: number) => seen.push([attempt, nextInMs]);
    expect(await retry(failing(3).attempt, always, POLICY, { clock, onRetry })).toBe(4);
    expect(clock.pauses).toEqual([100, 200, 400]);
    expect(seen).toEqual([
      [1, 100],
      [2, 200],
      [3, 400],
    ]);
  });

  it("spreads each pause between half and all of it", async () => {
    const clock = fakeClock(0);
    await retry(failing(1).attempt, always, POLICY, { clock });
    expect(clock.pauses).toEqual([50]);
  });

  it("spreads the longest pause, too: ten clients of one busy server don't come back together", async () => {
    const pauseOf = async (random: number) => {
      const clock = fakeClock(random);
      await retry(failing(9).attempt, always, { ...POLICY, attempts: 99 }, { clock });
      return clock.pauses.at(-1);
    };
    const randoms = Array.from({ length: 10 }, (_, client) => client / 10);
    expect(await Promise.all(randoms.map(pauseOf))).toEqual(randoms.map((random) => 500 + 500 * random));
  });

  it("gives up after so many attempts with the last error", async () => {
    const { attempt, tried } = failing(99);
    await expect(retry(attempt, always, POLICY, { clock: fakeClock() })).rejects.toThrow("failure 4");
    expect(tried()).toBe(4);
  });

  it("doesn't repeat what is not worth it", async () => {
    const { attempt, tried } = failing(99);
    await expect(retry(attempt, () => ({ retry: false }), POLICY, { clock: fakeClock() })).rejects.toThrow(
      "failure 1",
    );
    expect(tried()).toBe(1);
  });

  it("waits as long as the server asks, whatever the cap of its own pauses", async () => {
    const clock = fakeClock();
    const asked = [700, 5_000];
    await retry(failing(2).attempt, () => ({ retry: true, afterMs: asked.shift() }), POLICY, { clock });
    expect(clock.pauses).toEqual([700, 5_000]);
  });

  it("makes no further attempt where the server asks for more time than there is", async () => {
    const clock = fakeClock();
    const { attempt, tried } = failing(99);
    const advise = (): RetryAdvice => ({ retry: true, afterMs: 10_001 });
    await expect(retry(attempt, advise, POLICY, { clock })).rejects.toThrow("failure 1");
    expect([clock.pauses, tried()]).toEqual([[], 1]);
  });

  it("asks a busy server again as long as the caller has patience, however often", async () => {
    const busy = (): RetryAdvice => ({ retry: true, busy: true });
    const patient = { clock: fakeClock(), patienceMs: 60_000 };
    expect(await retry(failing(40).attempt, busy, POLICY, patient)).toBe(41);
    await expect(retry(failing(99).attempt, busy, POLICY, patient)).rejects.toThrow("failure 63");
    const { attempt, tried } = failing(99);
    await expect(retry(attempt, always, POLICY, patient)).rejects.toThrow("failure 4");
    expect(tried()).toBe(4);
  });

  it("asks a busy server as often as any other where the caller has less patience, and no longer", async () => {
    const busy = (): RetryAdvice => ({ retry: true, busy: true });
    const { attempt, tried } = failing(99);
    const hasty = { clock: fakeClock(), patienceMs: 150 };
    const policy = { ...POLICY, deadlineMs: 60_000 };
    await expect(retry(attempt, busy, policy, hasty)).rejects.toThrow("failure 4");
    expect([tried(), hasty.clock.pauses]).toEqual([4, [100, 200, 400]]);
  });

  it("asks a busy server once where no patience is left, and any other server as ever", async () => {
    const busy = (): RetryAdvice => ({ retry: true, busy: true });
    const spent = { clock: fakeClock(), patienceMs: 0 };
    await expect(retry(failing(99).attempt, busy, POLICY, spent)).rejects.toThrow("failure 1");
    await expect(retry(failing(99).attempt, always, POLICY, spent)).rejects.toThrow("failure 4");
  });

  it("sleeps out no time that a busy server names and the caller's patience does not hold", async () => {
    const busy = (): RetryAdvice => ({ retry: true, busy: true, afterMs: 400 });
    const policy = { ...POLICY, deadlineMs: 60_000 };
    const asking = async (patienceMs: number | undefined) => {
      const clock = fakeClock();
      await retry(failing(1).attempt, busy, policy, { clock, patienceMs }).catch(() => undefined);
      return clock.pauses;
    };
    expect(await Promise.all([399, 400, undefined].map(asking))).toEqual([[], [400], [400]]);
  });

  it("counts neither the attempts nor the time of a busy server against other failures", async () => {
    const clock = fakeClock();
    const advice: RetryAdvice[] = [
      ...Array.from({ length: 20 }, () => ({ retry: true, busy: true }) as const),
      ...Array.from({ length: 3 }, () => ({ retry: true }) as const),
    ];
    const advise = () => advice.shift() ?? { retry: false };
    const patient = { clock, patienceMs: 60_000 };
    expect(await retry(failing(23).attempt, advise, POLICY, patient)).toBe(24);
    expect(clock.pauses.slice(-4)).toEqual([1_000, 100, 200, 400]);
  });

  it("begins no pause that would end after the deadline", async () => {
    const clock = fakeClock();
    const policy = { ...POLICY, attempts: 99, deadlineMs: 250 };
    await expect(retry(failing(99).attempt, always, policy, { clock })).rejects.toThrow("failure 2");
    expect(clock.pauses).toEqual([100]);
  });

  it("ends with the signal's reason, before an attempt and after a failed one", async () => {
    const reason = new Error("interrupted");
    const { attempt, tried } = failing(0);
    await expect(
      retry(attempt, always, POLICY, { clock: fakeClock(), signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(tried()).toBe(0);
    const controller = new AbortController();
    const aborting = async () => {
      controller.abort(reason);
      throw new Error("socket closed");
    };
    await expect(
      retry(aborting, always, POLICY, { clock: fakeClock(), signal: controller.signal }),
    ).rejects.toBe(reason);
  });
});

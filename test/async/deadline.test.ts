import { describe, expect, it } from "vitest";
import { beforeDeadline, isTimeUp, withinTime } from "../../src/async/deadline.ts";
import { createManualClock } from "../support/dns-clock.ts";

const never = new Promise<string>(() => {});

describe("beforeDeadline", () => {
  it("gives what the promise comes to, and leaves no timer behind that would keep the process alive", async () => {
    const clock = createManualClock();
    expect(await beforeDeadline(Promise.resolve("here"), { clock, timeoutMs: 1_000 })).toBe("here");
    expect(clock.sleepers()).toBe(0);
  });

  it("gives undefined when time is up first", async () => {
    const clock = createManualClock();
    const late = beforeDeadline(never, { clock, timeoutMs: 1_000 });
    clock.advance(1_000);
    expect(await late).toBeUndefined();
  });

  it("rejects with the reason when aborted, before or while it waits", async () => {
    const abort = new AbortController();
    const waiting = beforeDeadline(never, {
      clock: createManualClock(),
      timeoutMs: 1_000,
      signal: abort.signal,
    });
    const rejection = expect(waiting).rejects.toBe("enough");
    abort.abort("enough");
    await rejection;
    await expect(
      beforeDeadline(never, { clock: createManualClock(), timeoutMs: 1_000, signal: abort.signal }),
    ).rejects.toBe("enough");
  });
});

describe("withinTime", () => {
  it("ends the task and gives it up when time is up, also one that never settles", async () => {
    let ended: AbortSignal | undefined;
    const late = withinTime(5, undefined, (signal) => {
      ended = signal;
      return never;
    });
    const thrown: unknown = await late.catch((error: unknown) => error);
    expect([isTimeUp(thrown), ended?.reason === thrown]).toEqual([true, true]);
  });

  it("gives what the task comes to, and what it throws by itself", async () => {
    expect(await withinTime(60_000, undefined, () => Promise.resolve(1))).toBe(1);
    const failing = withinTime(60_000, undefined, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
  });

  it("rejects with the given signal's reason, whatever the task makes of it", async () => {
    const abort = new AbortController();
    const waiting = withinTime(
      60_000,
      abort.signal,
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("of the client")), { once: true });
        }),
    );
    const rejection = expect(waiting).rejects.toBe("enough");
    abort.abort("enough");
    await rejection;
    await expect(withinTime(60_000, abort.signal, () => Promise.resolve(1))).rejects.toBe("enough");
  });
});

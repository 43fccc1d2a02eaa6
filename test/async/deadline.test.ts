import { describe, expect, it } from "vitest";
import { beforeDeadline } from "../../src/async/deadline.ts";
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

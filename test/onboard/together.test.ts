import { describe, expect, it } from "vitest";
import { firstDecides, together, unlessAborted } from "../../src/onboard/together.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const never = new AbortController().signal;

describe("together", () => {
  it("gives every result in its place", async () => {
    const clock = createVirtualClock();
    const slow = (signal: AbortSignal) => clock.sleep(100, { signal }).then(() => "slow");
    expect(await clock.drive(together(never, [slow, () => Promise.resolve(2)]))).toEqual(["slow", 2]);
  });

  it("throws what the first one to fail threw, when the others have ended", async () => {
    const clock = createVirtualClock();
    const began = clock.now();
    const fails = (ms: number) => async (signal: AbortSignal) => {
      await clock.sleep(ms, { signal });
      throw new Error(`after ${ms}`);
    };
    await expect(clock.drive(together(never, [fails(500), fails(100), fails(900)]))).rejects.toThrow("after 100");
    expect(clock.now() - began).toBe(100);
    expect(clock.sleepers()).toBe(0);
  });

  it("ends on an abort from outside with its reason", async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    clock.at(10, () => controller.abort("enough"));
    const waiting = together(controller.signal, [(signal) => clock.sleep(100, { signal }), (signal) => clock.sleep(200, { signal })]);
    await expect(clock.drive(waiting)).rejects.toBe("enough");
    expect(clock.sleepers()).toBe(0);
  });
});

describe("firstDecides", () => {
  it("tells the second one's error only when the first succeeded", async () => {
    const clock = createVirtualClock();
    const fails = (text: string, ms: number) => (signal: AbortSignal) =>
      clock.sleep(ms, { signal }).then(() => Promise.reject(new Error(text)));
    const succeeds = (signal: AbortSignal) => clock.sleep(50, { signal });
    await expect(clock.drive(firstDecides(never, succeeds, fails("second", 10)))).rejects.toThrow("second");
    await expect(clock.drive(firstDecides(never, fails("first", 50), fails("second", 10)))).rejects.toThrow("first");
    await expect(clock.drive(firstDecides(never, fails("first", 50), fails("second", 900)))).rejects.toThrow("first");
    expect(clock.sleepers()).toBe(0);
  });
});

describe("unlessAborted", () => {
  it("passes a result and a failure on, and gives up at once on abort", async () => {
    expect(await unlessAborted(never, Promise.resolve(1))).toBe(1);
    await expect(unlessAborted(never, Promise.reject(new Error("no")))).rejects.toThrow("no");
    const controller = new AbortController();
    const hanging = unlessAborted(controller.signal, new Promise(() => undefined));
    controller.abort("enough");
    await expect(hanging).rejects.toBe("enough");
    await expect(unlessAborted(controller.signal, Promise.resolve(1))).rejects.toBe("enough");
  });
});

import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { firstDecides, together, unlessAborted } from "../../src/async/together.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const never = new AbortController().signal;

/**
 * Branches that take a moment to end once they are told to, as whoever closes a socket; and those that did.
 */
function createSlowEnds() {
  const ended: string[] = [];
  const branch = (name: string) => async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await turn();
    ended.push(name);
    signal.throwIfAborted();
  };
  return { ended, branch };
}

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
    await expect(clock.drive(together(never, [fails(500), fails(100), fails(900)]))).rejects.toThrow(
      "after 100",
    );
    expect(clock.now() - began).toBe(100);
    expect(clock.sleepers()).toBe(0);
  });

  it("throws once the others have ended, so that nothing goes on behind it", async () => {
    const { ended, branch } = createSlowEnds();
    const fails = () => turn().then(() => Promise.reject(new Error("one")));
    await expect(together(never, [branch("before"), fails, branch("after")])).rejects.toThrow("one");
    expect(ended).toEqual(["before", "after"]);
  });

  it("ends on an abort from outside with its reason", async () => {
    const clock = createVirtualClock();
    const controller = new AbortController();
    clock.at(10, () => controller.abort("enough"));
    const waiting = together(controller.signal, [
      (signal) => clock.sleep(100, { signal }),
      (signal) => clock.sleep(200, { signal }),
    ]);
    await expect(clock.drive(waiting)).rejects.toBe("enough");
    expect(clock.sleepers()).toBe(0);
  });
});

describe("firstDecides", () => {
  it("gives both results, whichever comes last", async () => {
    const clock = createVirtualClock();
    const after = (ms: number) => (signal: AbortSignal) => clock.sleep(ms, { signal }).then(() => ms);
    expect(await clock.drive(firstDecides(never, after(10), after(500)))).toEqual([10, 500]);
    expect(await clock.drive(firstDecides(never, after(500), after(10)))).toEqual([500, 10]);
  });

  it("tells the first one's error once the second has ended, so that nothing goes on behind it", async () => {
    const { ended, branch } = createSlowEnds();
    const fails = () => turn().then(() => Promise.reject(new Error("first")));
    await expect(firstDecides(never, fails, branch("second"))).rejects.toThrow("first");
    expect(ended).toEqual(["second"]);
  });

  it("tells the second one's error only when the first succeeded", async () => {
    const clock = createVirtualClock();
    const fails = (text: string, ms: number) => (signal: AbortSignal) =>
      clock.sleep(ms, { signal }).then(() => Promise.reject(new Error(text)));
    const succeeds = (signal: AbortSignal) => clock.sleep(50, { signal });
    await expect(clock.drive(firstDecides(never, succeeds, fails("second", 10)))).rejects.toThrow("second");
    await expect(clock.drive(firstDecides(never, fails("first", 50), fails("second", 10)))).rejects.toThrow(
      "first",
    );
    await expect(clock.drive(firstDecides(never, fails("first", 50), fails("second", 900)))).rejects.toThrow(
      "first",
    );
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

import { getEventListeners } from "node:events";
import { expect, it, vi } from "vitest";
import { startClock, systemClock } from "../../src/async/clock.ts";

it("sleeps, and tells the time in milliseconds since 1970", async () => {
  const before = systemClock.now();
  await systemClock.sleep(5);
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(4);
  expect(before).toBeGreaterThan(Date.UTC(2025, 0));
});

it("reads the machine's clock when it is started, and goes on evenly whatever that is set to", () => {
  const [before, began] = [startClock(), Date.now()];
  vi.useFakeTimers({ toFake: ["Date"], now: began + 3_600_000 });
  try {
    expect(startClock().now() - began).toBeGreaterThanOrEqual(3_599_999);
    expect(before.now() - began).toBeLessThan(60_000);
  } finally {
    vi.useRealTimers();
  }
});

it("rejects at once with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  const sleeping = systemClock.sleep(60_000, { signal: controller.signal });
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(systemClock.sleep(60_000, { signal: controller.signal })).rejects.toBe(reason);
});

it("sleeps longer than a timer of Node's holds, which would else take a month for a millisecond", async () => {
  const controller = new AbortController();
  let woke = false;
  const sleeping = systemClock
    .sleep(2 ** 31 + 10_000, { signal: controller.signal })
    .finally(() => (woke = true));
  await systemClock.sleep(50);
  expect(woke).toBe(false);
  controller.abort(new Error("enough"));
  await expect(sleeping).rejects.toThrow("enough");
});

it("adds one listener to the signal that many share, and leaves none: Node would take more for a leak", async () => {
  const { signal } = new AbortController();
  const sleeping = Array.from({ length: 20 }, () => systemClock.sleep(20, { signal }));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await Promise.all(sleeping);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

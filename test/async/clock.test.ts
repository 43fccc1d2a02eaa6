import { expect, it } from "vitest";
import { systemClock } from "../../src/async/clock.ts";

it("sleeps, and tells the time in milliseconds since 1970", async () => {
  const before = systemClock.now();
  await systemClock.sleep(5);
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(4);
  expect(before).toBeGreaterThan(Date.UTC(2025, 0));
});

it("rejects at once with the signal's reason", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  const sleeping = systemClock.sleep(60_000, { signal: controller.signal });
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(systemClock.sleep(60_000, { signal: controller.signal })).rejects.toBe(reason);
});

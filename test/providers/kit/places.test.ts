import { expect, it } from "vitest";
import { takePlaces } from "../../../providers/kit/places.ts";
import { createRateLimit, type Admit } from "../../../src/async/rate-limit.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const RATE = { perSecond: 1, burst: 3 };

it("lets as many requests through as places were taken, and queues for each one after them", async () => {
  const clock = createVirtualClock(0);
  const admit = await takePlaces(createRateLimit(RATE, clock).admit, 3);
  const times: number[] = [];
  for (let request = 0; request < 5; request += 1) {
    await clock.drive(admit());
    times.push(clock.now());
  }
  expect(times).toEqual([0, 0, 0, 1_000, 2_000]);
});

it("asks nobody twice: each request is admitted once", async () => {
  let admitted = 0;
  const count: Admit = async () => {
    admitted += 1;
    return count;
  };
  const admit = await takePlaces(count, 3);
  await admit();
  await admit();
  await admit();
  expect(admitted).toBe(3);
});

it("rejects with the signal's reason, also where the place is there already", async () => {
  const admit = await takePlaces(createRateLimit(RATE, createVirtualClock(0)).admit, 2);
  const reason = new Error("the user changed their mind");
  await expect(admit(AbortSignal.abort(reason))).rejects.toBe(reason);
});

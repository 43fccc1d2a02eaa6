import { afterEach, beforeEach, expect, test } from "vitest";
import { D, openFixture, txt, type Fixture } from "./bench.ts";

let now = Date.now();
let fixture: Fixture;
beforeEach(async () => {
  now = Date.now();
  fixture = await openFixture({ now: () => now, settleMs: 60_000 });
});
afterEach(() => fixture.close());

test("a change is settled once Route 53 calls it INSYNC, one question a call", async () => {
  const receipt = await fixture.provider.apply(fixture.zone, [{ before: undefined, after: txt(D, "x") }], {});
  expect(await fixture.provider.settled?.(receipt, {})).toBe(false);
  now += 60_000;
  expect(await fixture.provider.settled?.(receipt, {})).toBe(true);
  expect(fixture.operations().filter((operation) => operation === "GetChange")).toHaveLength(2);
});

test("a receipt without a change has nothing to be asked about", async () => {
  expect(await fixture.provider.settled?.({ written: 0 }, {})).toBe(true);
  expect(fixture.operations()).toEqual([]);
});

test("each request is counted once, repetitions included, and each repetition is told with its code", async () => {
  fixture.journal.inject({ operation: "ListResourceRecordSets", kind: "rate-limit", times: 2 });
  await fixture.provider.readRRsets(fixture.zone, [D], {});
  expect(fixture.calls()).toBe(3);
  expect(fixture.retries.map(({ code }) => code)).toEqual(["API_RATE_LIMITED", "API_RATE_LIMITED"]);
  expect(fixture.retries.every(({ nextInMs }) => nextInMs >= 200 && nextInMs <= 800)).toBe(true);
});

test("names nothing but itself and its traits before it is asked", async () => {
  expect(fixture.provider).toMatchObject({
    name: "route53",
    traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place" },
  });
  expect(fixture.calls()).toBe(0);
});

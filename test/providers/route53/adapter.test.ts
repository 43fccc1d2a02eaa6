import { afterEach, beforeEach, expect, test } from "vitest";
import { D, openBench, txt, type Bench } from "./bench.ts";

let now = Date.now();
let bench: Bench;
beforeEach(async () => {
  now = Date.now();
  bench = await openBench({ now: () => now, settleMs: 60_000 });
});
afterEach(() => bench.close());

test("a change is settled once Route 53 calls it INSYNC, one question a call", async () => {
  const receipt = await bench.provider.apply(bench.zone, [{ before: undefined, after: txt(D, "x") }], {});
  expect(await bench.provider.settled?.(receipt, {})).toBe(false);
  now += 60_000;
  expect(await bench.provider.settled?.(receipt, {})).toBe(true);
  expect(bench.operations().filter((operation) => operation === "GetChange")).toHaveLength(2);
});

test("a receipt without a change has nothing to be asked about", async () => {
  expect(await bench.provider.settled?.({ written: 0 }, {})).toBe(true);
  expect(bench.operations()).toEqual([]);
});

test("each request is counted once, repetitions included, and each repetition is told with its code", async () => {
  bench.journal.inject({ operation: "ListResourceRecordSets", kind: "rate-limit", times: 2 });
  await bench.provider.readRRsets(bench.zone, [D], {});
  expect(bench.calls()).toBe(3);
  expect(bench.retries.map(({ code }) => code)).toEqual(["API_RATE_LIMITED", "API_RATE_LIMITED"]);
  expect(bench.retries.every(({ nextInMs }) => nextInMs >= 200 && nextInMs <= 800)).toBe(true);
});

test("names nothing but itself and its traits before it is asked", async () => {
  expect(bench.provider).toMatchObject({
    name: "route53",
    traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place" },
  });
  expect(bench.calls()).toBe(0);
});

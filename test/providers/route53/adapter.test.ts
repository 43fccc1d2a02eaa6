import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOf, D, openFixture, txt, type Fixture } from "./bench.ts";

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

test("a change that can't be asked about is unknown, and no failure: refused, forgotten, throttled, broken", async () => {
  const receipt = { written: 1, changeId: "C404" };
  expect(await fixture.provider.settled?.(receipt, {})).toBeUndefined();
  const denied = await openFixture({ denied: ["GetChange"] });
  expect(await denied.provider.settled?.(receipt, {})).toBeUndefined();
  await denied.close();
  const written = await fixture.provider.apply(fixture.zone, [{ before: undefined, after: txt(D, "x") }], {});
  for (const kind of ["rate-limit", "server-error", "html", "slow-body"] as const) {
    fixture.journal.inject({ operation: "GetChange", kind, times: 5 });
    const provider = await fixture.newProvider({ requestMs: 300 });
    expect([kind, await provider.settled?.(written, { patienceMs: 600_000 })]).toEqual([kind, undefined]);
    while (fixture.journal.takeFault("GetChange") !== undefined);
  }
  for (const how of ["empty", "error-document", "cut-off"] as const) {
    // One that comes in the place of an answer is asked for again.
    for (let left = how === "cut-off" ? 5 : 1; left > 0; left -= 1)
      fixture.sandbox.spoilNext("GetChange", how);
    expect([how, await fixture.provider.settled?.(written, {})]).toEqual([how, undefined]);
  }
  const reason = new Error("enough");
  await expect(fixture.provider.settled?.(written, { signal: AbortSignal.abort(reason) })).rejects.toBe(
    reason,
  );
});

test("a busy zone is waited out for all of the caller's patience, other failures as ever", async () => {
  let now = Date.now();
  const busy = await openFixture({ busyMs: 60_000, now: () => now });
  const sleep = async (ms: number) => void (now += ms);
  const provider = await busy.newProvider({ now: () => now, sleep });
  await provider.apply(busy.zone, [{ before: undefined, after: txt(D, "x") }], {});
  const next = [{ before: txt(D, "x"), after: txt(D, "y") }];
  expect(await codeOf(provider.apply(busy.zone, next, {}))).toBe("API_RATE_LIMITED");
  expect(busy.operations().filter((operation) => operation === "ChangeResourceRecordSets")).toHaveLength(6);
  await provider.apply(busy.zone, next, { patienceMs: 600_000 });
  expect(busy.retries.length).toBeGreaterThan(15);
  await busy.close();
});

test("a Retry-After is kept, holds the whole account back, and is waited out within the caller's patience", async () => {
  const slept: number[] = [];
  const provider = await fixture.newProvider({ sleep: async (ms) => void slept.push(ms) });
  for (const [code, status] of [
    ["ServiceUnavailable", 503],
    ["SlowDown", 429],
  ] as const)
    fixture.sandbox.refuseNext("ListResourceRecordSets", code, "later", { status, retryAfterSeconds: 30 });
  await provider.readRRsets(fixture.zone, [D], { patienceMs: 600_000 });
  expect(slept).toEqual([30_000, 30_000]);
  expect(fixture.held).toEqual([30_000, 30_000]);
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
    traits: { swap: "atomic", writes: "rrset", batch: "all-or-nothing", replace: "in-place" },
  });
  expect(fixture.calls()).toBe(0);
});

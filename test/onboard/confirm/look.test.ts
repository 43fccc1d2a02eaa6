import { expect, it } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { createFakes, eventsOf } from "../fakes.ts";

// SES's look that fails, on fakes that keep state and by virtual time.

const AWAY = new OnboardError("API_UNAVAILABLE", "SES is away.", { hint: "Wait.", facts: { api: "ses" } });
const SURPRISE = new OnboardError("API_SURPRISE", "What is this?", {
  hint: "Report.",
  facts: { apiCode: "X" },
});

/** The first looks fail. */
function failing(run: Run, failures: OnboardError[]): Pick<Run, "identities"> {
  const { identities } = run;
  const verify: typeof identities.verify = async (domain, options) => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return identities.verify(domain, options);
  };
  return { identities: { ...identities, verify } };
}

it("one look that fails is asked for again, and told", async () => {
  const fakes = createFakes();
  const result = await fakes.play(onboardDomain, {
    ...failing(fakes.run(), [AWAY, AWAY]),
    waitMs: 120_000,
  });
  expect(result.state).toBe("verified");
  expect(fakes.events.filter(({ type }) => type === "api.retried")).toMatchObject([
    { api: "ses", attempt: 1, nextInMs: 15_000, code: "API_UNAVAILABLE", untilMs: 119_800 },
    { api: "ses", attempt: 2, nextInMs: 15_000, code: "API_UNAVAILABLE", untilMs: 104_800 },
  ]);
  // One look, however often it was asked for.
  expect(eventsOf(fakes, "identity.asked")).toMatchObject([{ attempt: 1 }]);
  expect(fakes.elapsed()).toBe(200 + 30_000);
});

it("SES that stays away until the time budget ends leaves the domain pending, and says when to come back", async () => {
  const fakes = createFakes();
  const always = Array.from({ length: 99 }, () => AWAY);
  const result = await fakes.play(onboardDomain, { ...failing(fakes.run(), always), waitMs: 120_000 });
  expect(result).toMatchObject({
    state: "pending",
    exit: 5,
    error: { code: "API_UNAVAILABLE", facts: { pending: true, retryAfter: expect.any(String) as string } },
  });
  expect(result.records.every(({ written }) => written !== null)).toBe(true);
  const retryAfter = new Date(fakes.clock.now() + 60_000).toISOString();
  expect(result.error?.facts).toMatchObject({ api: "ses", retryAfter });
  expect(result.error?.message).toBe("SES is away. It has not looked at the published records yet.");
  expect(result.error?.hint).toContain(`After ${retryAfter.slice(11, 16)} UTC run the same call again.`);
  // Another 15 seconds would be more than the budget has left.
  expect(fakes.elapsed()).toBe(200 + 7 * 15_000);
});

it("what asks for a longer silence than is left decides when to come back", async () => {
  const fakes = createFakes();
  const asked = new OnboardError("API_RATE_LIMITED", "Too many.", {
    hint: "-",
    facts: { retryAfterSeconds: 600 },
  });
  const always = Array.from({ length: 99 }, () => asked);
  const { error } = await fakes.play(onboardDomain, { ...failing(fakes.run(), always), waitMs: 20_000 });
  const retryAfter = new Date(fakes.clock.now() + 600_000).toISOString();
  expect(error).toMatchObject({ facts: { retryAfter, pending: true } });
  expect(error?.hint).toContain(`After ${retryAfter.slice(11, 16)} UTC`);
});

it("SES that goes away later is told with what it accepted when it last looked", async () => {
  const fakes = createFakes();
  fakes.identities.sees = () => fakes.host.rrsets.filter(({ type }) => type === "MX");
  const { identities } = fakes;
  let looks = 0;
  const verify: typeof identities.verify = async (domain, options) => {
    looks += 1;
    if (looks > 1) throw AWAY;
    return identities.verify(domain, options);
  };
  const { error } = await fakes.play(onboardDomain, {
    identities: { ...identities, verify },
    waitMs: 120_000,
  });
  expect(error?.message).toBe("SES is away. When it last looked, it accepted 1 of 4 records.");
});

it.each([
  [
    "a page that is not SES's",
    new OnboardError("API_SURPRISE", "A page.", { hint: "-", facts: { notTheApi: true } }),
    "API_UNAVAILABLE",
  ],
  ["a rate", new OnboardError("API_RATE_LIMITED", "Too many.", { hint: "-" }), "API_RATE_LIMITED"],
] as const)(
  "%s in SES's place is waited out, and told as what can be waited for",
  async (_what, error, code) => {
    const fakes = createFakes();
    const once = await fakes.play(onboardDomain, { ...failing(fakes.run(), [error]), waitMs: 120_000 });
    expect(once.state).toBe("verified");
    const lasting = createFakes();
    const always = Array.from({ length: 99 }, () => error);
    const result = await lasting.play(onboardDomain, { ...failing(lasting.run(), always), waitMs: 120_000 });
    expect(result).toMatchObject({ state: "pending", error: { code } });
  },
);

it("an interrupt while SES is away ends the run then", async () => {
  const fakes = createFakes();
  fakes.clock.at(1_000, () => fakes.interrupt.abort(new Interruption(143)));
  const result = await fakes.play(onboardDomain, failing(fakes.run(), [AWAY]));
  expect([result.state, result.exit, fakes.elapsed()]).toEqual(["interrupted", 143, 1_000]);
});

it("a look that fails since it was interrupted is not told as one that is asked for again", async () => {
  const fakes = createFakes();
  const { identities } = fakes;
  const verify = () => {
    fakes.interrupt.abort(new Interruption(143));
    return Promise.reject(AWAY);
  };
  const result = await fakes.play(onboardDomain, { identities: { ...identities, verify } });
  expect([result.state, result.exit]).toEqual(["interrupted", 143]);
  expect(eventsOf(fakes, "api.retried")).toEqual([]);
});

it.each([
  [15_200, "verified", 1],
  [15_199, "pending", 0],
])("a budget of %d ms, of which 200 are gone, ends: %s", async (waitMs, state, retries) => {
  const fakes = createFakes();
  const result = await fakes.play(onboardDomain, { ...failing(fakes.run(), [AWAY]), waitMs });
  expect(result.state).toBe(state);
  expect(eventsOf(fakes, "api.retried")).toHaveLength(retries);
});

it("a fault of ours is no fault of SES's", async () => {
  const fakes = createFakes();
  const { identities } = fakes;
  const verify = () => Promise.reject(new TypeError("undefined is not a function"));
  const result = await fakes.play(onboardDomain, { identities: { ...identities, verify } });
  expect([result.error?.code, fakes.elapsed()]).toEqual(["UNEXPECTED", 200]);
});

it("an answer of SES's own that nobody knows ends the run at once", async () => {
  const fakes = createFakes();
  const left = [SURPRISE, SURPRISE];
  const result = await fakes.play(onboardDomain, { ...failing(fakes.run(), left), waitMs: 120_000 });
  expect([result.state, result.error?.code, left.length]).toEqual(["failed", "API_SURPRISE", 1]);
});

import { expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { createFakes } from "../fakes.ts";

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
    { api: "ses", attempt: 1, nextInMs: 15_000, code: "API_UNAVAILABLE" },
    { api: "ses", attempt: 2, nextInMs: 15_000, code: "API_UNAVAILABLE" },
  ]);
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
});

it("an answer of SES's own that nobody knows ends the run at once", async () => {
  const fakes = createFakes();
  const left = [SURPRISE, SURPRISE];
  const result = await fakes.play(onboardDomain, { ...failing(fakes.run(), left), waitMs: 120_000 });
  expect([result.state, result.error?.code, left.length]).toEqual(["failed", "API_SURPRISE", 1]);
});

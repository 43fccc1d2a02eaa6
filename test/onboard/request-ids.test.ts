import { expect, it } from "vitest";
import { checkDomain } from "../../src/onboard/check/check-domain.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { createFakes, eventsOf } from "./fakes.ts";
import type { Identities } from "../../src/plan/identity.ts";

it("each answer of SES keeps the id of its request", async () => {
  const fakes = createFakes();
  fakes.identities.sees = () => (fakes.trace.of("ses.verify").length > 1 ? fakes.host.rrsets : []);
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  await fakes.play(checkDomain);
  const answers = [
    ...eventsOf(fakes, "identity.ready"),
    ...eventsOf(fakes, "identity.refused"),
    ...eventsOf(fakes, "identity.verified"),
  ];
  expect(answers.length).toBeGreaterThanOrEqual(4);
  expect(answers.map(({ requestId }) => requestId)).toEqual(answers.map(() => "fake"));
});

it("an answer without an id has none, instead of an empty one", async () => {
  const fakes = createFakes();
  const identities: Identities = {
    ...fakes.identities,
    ensure: async (domain, options) => ({
      ...(await fakes.identities.ensure(domain, options)),
      requestId: "",
    }),
  };
  await fakes.play(onboardDomain, { identities });
  expect(eventsOf(fakes, "identity.ready")[0]).not.toHaveProperty("requestId");
});

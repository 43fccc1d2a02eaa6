import { expect, it } from "vitest";
import { checkDomain } from "../../src/onboard/check/check-domain.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { createWorld, told } from "./world.ts";
import type { Identities } from "../../src/plan/identity.ts";

it("each answer of SES keeps the id of its request", async () => {
  const world = createWorld();
  world.identities.sees = () => (world.trace.of("ses.verify").length > 1 ? world.host.rrsets : []);
  expect(await world.play(onboardDomain)).toMatchObject({ state: "verified" });
  await world.play(checkDomain);
  const answers = [
    ...told(world, "identity.ready"),
    ...told(world, "identity.refused"),
    ...told(world, "identity.verified"),
  ];
  expect(answers.length).toBeGreaterThanOrEqual(4);
  expect(answers.map(({ requestId }) => requestId)).toEqual(answers.map(() => "fake"));
});

it("an answer without an id has none, instead of an empty one", async () => {
  const world = createWorld();
  const identities: Identities = {
    ...world.identities,
    ensure: async (domain, options) => ({
      ...(await world.identities.ensure(domain, options)),
      requestId: "",
    }),
  };
  await world.play(onboardDomain, { identities });
  expect(told(world, "identity.ready")[0]).not.toHaveProperty("requestId");
});

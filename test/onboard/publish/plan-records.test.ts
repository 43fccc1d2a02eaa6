import { expect, it } from "vitest";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { createFakes, D, eventsOf, rrset } from "../fakes.ts";

it.each([
  ["checked", [["spf", true]]],
  ["atomic", []],
] as const)(
  "a plan says which value could be overwritten in the moment before the write (swap: %s)",
  async (swap, expected) => {
    const fakes = createFakes([
      rrset("TXT", D, ["v=spf1 mx -all", "verification=1"]),
      rrset("MX", D, ["10 mx.example.net"]),
    ]);
    await fakes.play(planDomain, {
      findProvider: async () => {
        const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
        return { ...provider, traits: { ...provider.traits, swap } };
      },
    });
    const planned = eventsOf(fakes, "rrset.planned");
    expect(planned.map(({ record }) => record.purpose)).toEqual(
      expect.arrayContaining(["mx", "spf", "dmarc"]),
    );
    expect(
      planned.flatMap(({ record, unguarded }) =>
        unguarded === undefined ? [] : [[record.purpose, unguarded]],
      ),
    ).toEqual(expected);
  },
);

it("a preference that the host can't hold ends a run before anything is created", async () => {
  const fakes = createFakes();
  const result = await fakes.play(onboardDomain, {
    findProvider: async () => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      return { ...provider, traits: { ...provider.traits, mx: { min: 11, max: 50, null: false } } };
    },
  });
  expect(result).toMatchObject({ error: { code: "VALUE_REJECTED", facts: { owner: D, type: "MX" } } });
  expect(fakes.trace.of("ses.create")).toEqual([]);
});

it("a place that is written for one of two records says what was done there, and not what stood", async () => {
  const fakes = createFakes([rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"])]);
  const { asks } = fakes.identities;
  fakes.identities.asks = (domain) => [
    ...asks(domain),
    { purpose: "other", owner: domain, type: "TXT", expected: "verification=1" },
  ];
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  const written = eventsOf(fakes, "rrset.written").filter(({ rrset: { owner } }) => owner === D);
  expect(written.map(({ rrset: { type }, action }) => [type, action])).toContainEqual(["TXT", "merged"]);
});

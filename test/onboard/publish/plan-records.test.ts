import { expect, it } from "vitest";
import { planDomain } from "../../../src/onboard/onboard-domain.ts";
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

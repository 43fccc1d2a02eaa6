import type { ProviderTraits } from "../../src/dns/provider.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import {
  changesDuring,
  demand,
  demandCode,
  demandValues,
  openFixture,
  seeded,
  txt,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** All that DNS has (RFC 1035 section 3.3.9), and a null MX (RFC 7505). */
const EVERY_MX: NonNullable<ProviderTraits["mx"]> = { min: 0, max: 65_535, null: true };
const NULL_MX = "0 .";

/** Times to live, and the preferences that a host can hold. */
export const limitCases: readonly ConformanceCase[] = [
  {
    name: "a swap of the TTL alone is written, and repeating it is none",
    async run(subject) {
      const fixture = await openFixture(subject);
      const { minTtl } = fixture.provider.traits;
      const before = await seeded(fixture, {
        ...txt(fixture.at("mail"), "one", "two"),
        ttl: 2 * minTtl + 7_200,
      });
      const swap = { before, after: { ...before, ttl: minTtl + 600 } };
      const receipt = await fixture.provider.apply(fixture.zone, [swap], {});
      demand(receipt.written === 1, "one record set was written", receipt);
      const held = await subject.host.peek(before.owner, "TXT");
      demand(held?.ttl === swap.after.ttl, `the host should hold the TTL ${swap.after.ttl}`, held);
      await demandValues(fixture, before.owner, "TXT", before.values);
      const changes = await changesDuring(fixture, () => fixture.provider.apply(fixture.zone, [swap], {}));
      demand(changes === 0, "a repeated swap should not write", changes);
    },
  },
  {
    name: "takes every preference of MX that its traits name, and the host refuses the others as a value",
    async run(subject) {
      const fixture = await openFixture(subject);
      const { min, max, null: canBeNull } = fixture.provider.traits.mx ?? EVERY_MX;
      const taken = [min, max].map((preference) => `${preference} mx.example.net`);
      const refused = [min - 1, max + 1]
        .filter((preference) => preference >= EVERY_MX.min && preference <= EVERY_MX.max)
        .map((preference) => `${preference} mx.example.net`);
      (canBeNull ? taken : refused).push(NULL_MX);
      for (const value of refused) await demandRefused(fixture, mxAt(fixture, value));
      for (const [index, value] of taken.entries()) {
        const after = { ...mxAt(fixture, value), owner: fixture.at(`mail${index}`) };
        await fixture.provider.apply(fixture.zone, [{ before: undefined, after }], {});
        await demandValues(fixture, after.owner, "MX", [value]);
      }
    },
  },
];

function mxAt({ at }: Fixture, value: string): RRset {
  return { owner: at("mail"), type: "MX", ttl: 300, values: [value] };
}

async function demandRefused(fixture: Fixture, after: RRset): Promise<void> {
  const changes = await changesDuring(fixture, () =>
    demandCode(
      fixture.provider.apply(fixture.zone, [{ before: undefined, after }], {}),
      ["VALUE_REJECTED"],
      `the traits say that this host can't hold ${after.values.join()}`,
    ),
  );
  demand(changes === 0, "a refused swap should change nothing", changes);
}

import type { ProviderTraits } from "../../src/dns/provider.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";
import type { DomainName } from "../../src/dns/domain-name.ts";
import {
  changesDuring,
  demand,
  demandCode,
  demandValues,
  GOOGLE,
  NEW_SPF,
  OLD_SPF,
  openFixture,
  seeded,
  txt,
  type Fixture,
} from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** All that DNS has (RFC 1035 section 3.3.9), and a null MX (RFC 7505). */
const EVERY_MX: NonNullable<ProviderTraits["mx"]> = { min: 0, max: 65_535, null: true };
const NULL_MX = "0 .";

export const writingCases: readonly ConformanceCase[] = [
  {
    name: "creates the RRsets of several swaps, and says how many it wrote",
    async run(subject) {
      const fixture = await openFixture(subject);
      const afters = [
        txt(fixture.at("mail"), NEW_SPF),
        txt(fixture.at("k1._domainkey.mail"), `v=DKIM1; k=rsa; p=${"A".repeat(392)}`),
        { owner: fixture.at("mail"), type: "MX", ttl: 300, values: ["10 mx.example.net"] },
        { owner: fixture.at("alias.mail"), type: "CNAME", ttl: 300, values: ["target.example.net"] },
        { owner: fixture.at("host.mail"), type: "A", ttl: 300, values: ["192.0.2.7"] },
      ] satisfies readonly RRset[];
      const receipt = await fixture.provider.apply(
        fixture.zone,
        afters.map((after) => ({ before: undefined, after })),
        {},
      );
      demand(receipt.written === afters.length, `${afters.length} RRsets were written`, receipt);
      for (const after of afters) await demandValues(fixture, after.owner, after.type, after.values);
    },
  },
  {
    name: "adds a value beside foreign ones, none of which is ever absent",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = await seeded(fixture, txt(fixture.at("mail"), GOOGLE, "another"));
      await fixture.provider.apply(
        fixture.zone,
        [{ before, after: { ...before, values: [...before.values, NEW_SPF] } }],
        {},
      );
      await demandValues(fixture, before.owner, "TXT", [GOOGLE, "another", NEW_SPF]);
      await demandNeverAbsent(fixture, before, "TXT");
    },
  },
  {
    name: "changes one value of several; the others are never absent, and an in-place host never shows both or neither",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = await seeded(fixture, txt(fixture.at("mail"), GOOGLE, OLD_SPF));
      await fixture.provider.apply(
        fixture.zone,
        [{ before, after: { ...before, values: [NEW_SPF, GOOGLE] } }],
        {},
      );
      await demandValues(fixture, before.owner, "TXT", [GOOGLE, NEW_SPF]);
      await demandNeverAbsent(fixture, txt(before.owner, GOOGLE), "TXT");
      if (fixture.provider.traits.replace === "gap") return;
      for (const values of await statesSinceSeeded(fixture, before.owner, "TXT")) {
        const records = values.filter((value) => value.startsWith("v=spf1"));
        demand(records.length === 1, "there should be one SPF record at each instant", records);
      }
    },
  },
  {
    name: "removes only the value that the swap drops, and an RRset whose swap has no after",
    async run(subject) {
      const fixture = await openFixture(subject);
      const mixed = await seeded(fixture, txt(fixture.at("mail"), GOOGLE, NEW_SPF));
      const gone = await seeded(fixture, txt(fixture.at("_dmarc.mail"), "v=DMARC1; p=none"));
      const mx = await seeded(fixture, {
        owner: fixture.at("mail"),
        type: "MX",
        ttl: 300,
        values: ["10 mx.example.net"],
      });
      await fixture.provider.apply(
        fixture.zone,
        [
          { before: mixed, after: txt(mixed.owner, GOOGLE) },
          { before: gone, after: undefined },
        ],
        {},
      );
      await demandValues(fixture, mixed.owner, "TXT", [GOOGLE]);
      await demandValues(fixture, gone.owner, "TXT", []);
      await demandValues(fixture, mx.owner, "MX", mx.values);
    },
  },
  {
    name: "keeps the TTL of an RRset that is only extended, and takes the lowest TTL that its traits name",
    async run(subject) {
      const fixture = await openFixture(subject);
      const before = await seeded(fixture, { ...txt(fixture.at("mail"), GOOGLE), ttl: 7_200 });
      const lowest = {
        ...txt(fixture.at("low"), "short-lived"),
        ttl: Math.max(1, fixture.provider.traits.minTtl),
      };
      const swaps = [
        { before, after: { ...before, values: [GOOGLE, NEW_SPF] } },
        { before: undefined, after: lowest },
      ];
      await fixture.provider.apply(fixture.zone, swaps, {});
      const read = await fixture.provider.readRRsets(fixture.zone, [before.owner, lowest.owner], {});
      const ttls = read.map((rrset) => `${rrset.owner} ${rrset.ttl}`).sort();
      const wanted = [`${before.owner} 7200`, `${lowest.owner} ${lowest.ttl}`].sort();
      demand(ttls.join() === wanted.join(), `the TTLs should be ${wanted.join(", ")}`, ttls);
    },
  },
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

/** In every state since they were seeded, these values stood there. */
async function demandNeverAbsent(fixture: Fixture, kept: RRset, type: RRType): Promise<void> {
  for (const values of await statesSinceSeeded(fixture, kept.owner, type)) {
    const lost = kept.values.filter((value) => !values.includes(value));
    demand(lost.length === 0, "a value outside the swap should never be absent", lost);
  }
}

async function statesSinceSeeded(
  fixture: Fixture,
  owner: DomainName,
  type: RRType,
): Promise<readonly (readonly string[])[]> {
  const history = await fixture.subject.host.history();
  const states = history.map(
    (rrsets) => rrsets.find((rrset) => rrset.owner === owner && rrset.type === type)?.values ?? [],
  );
  return states.slice(states.findIndex((values) => values.length > 0));
}

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

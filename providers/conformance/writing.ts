import type { RRset, RRType } from "../../src/dns/rrset.ts";
import type { DomainName } from "../../src/dns/domain-name.ts";
import {
  demand,
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

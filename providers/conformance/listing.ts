import { prefixed } from "../../src/dns/domain-name.ts";
import { findRRset, sameValues, type RRset } from "../../src/dns/rrset.ts";
import { demand, demandValues, openFixture, seeded, txt, type Fixture } from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/** Before the names asked for: by name, by the order of writing, and by labels from the right. */
const IN_FRONT = 1_000;
const BEHIND = 100;
/** More than any small page, and together within what the hosts take as one record set. */
const MANY_VALUES = 100;

/** That a listing is complete, however long it is and whatever stands there. */
export const listingCases: readonly ConformanceCase[] = [
  {
    name: "reads what stands among more than a thousand other record sets, and writes there",
    async run(subject) {
      const fixture = await openFixture(subject);
      await crowd(fixture, "a", IN_FRONT);
      const wanted = [
        await seeded(fixture, txt(fixture.at("m.mail"), "one", "two")),
        await seeded(fixture, { ...txt(fixture.at("m.mail")), type: "A", values: ["192.0.2.1"] }),
        await seeded(fixture, txt(fixture.at("s1._domainkey.m.mail"), "v=DKIM1; p=AAAA")),
      ];
      await crowd(fixture, "z", BEHIND);
      const owners = [...new Set(wanted.map(({ owner }) => owner)), fixture.at("nothing.m.mail")];
      await demandExactly(fixture, owners, wanted);
      await demandExactly(fixture, owners.slice(0, 1), wanted.slice(0, 2));
      const [before] = wanted;
      demand(before !== undefined, "something is wanted");
      const after = { ...before, values: [...before.values, "three"] };
      await fixture.provider.apply(fixture.zone, [{ before, after }], {});
      await demandValues(fixture, after.owner, "TXT", after.values);
    },
  },
  {
    name: `reads and extends a record set of ${MANY_VALUES} values, none of which is lost`,
    async run(subject) {
      const fixture = await openFixture(subject);
      const values = Array.from({ length: MANY_VALUES }, (_, index) => `verification-${1_000 + index}=token`);
      const before = await seeded(fixture, txt(fixture.at("mail"), ...values));
      await demandExactly(fixture, [before.owner, fixture.at("_dmarc.mail")], [before]);
      const after = { ...before, values: [...values, "v=spf1 include:qcloudmail.com ~all"] };
      await fixture.provider.apply(fixture.zone, [{ before, after }], {});
      await demandValues(fixture, before.owner, "TXT", after.values);
    },
  },
  {
    name: "reads every type that stands at the names, also those that this program never writes",
    async run(subject) {
      const fixture = await openFixture(subject);
      const owner = fixture.at("mail");
      const child = fixture.at("child");
      const wanted: readonly RRset[] = [
        txt(owner, "one"),
        { owner, type: "A", ttl: 300, values: ["192.0.2.1", "192.0.2.2"] },
        { owner, type: "AAAA", ttl: 300, values: ["2001:db8::1"] },
        { owner, type: "MX", ttl: 300, values: ["10 mx.example.net"] },
        { owner, type: "CAA", ttl: 300, values: ['0 issue "ca.example.net"'] },
        { owner, type: "SRV", ttl: 300, values: ["10 5 5060 sip.example.net."] },
        { owner, type: "PTR", ttl: 300, values: ["target.example.net"] },
        { owner: child, type: "NS", ttl: 300, values: ["ns1.example.net", "ns2.example.net"] },
        { owner: fixture.at("alias"), type: "CNAME", ttl: 300, values: ["target.example.net"] },
      ];
      for (const rrset of wanted) await subject.host.seed(rrset);
      await demandExactly(fixture, [owner, child, fixture.at("alias")], wanted);
    },
  },
  {
    name: "reads a wildcard's record sets at the wildcard, and not at the names below it",
    async run(subject) {
      const fixture = await openFixture(subject);
      const owner = prefixed("*", fixture.at("mail"));
      const wanted = [
        await seeded(fixture, txt(owner, "for whoever asks")),
        await seeded(fixture, { owner, type: "MX", ttl: 300, values: ["10 mx.example.net"] }),
      ];
      await demandExactly(fixture, [fixture.at("mail"), owner, fixture.at("x.mail")], wanted);
      await demandExactly(fixture, [fixture.at("x.mail")], []);
    },
  },
  {
    name: "keeps two MX of one preference apart: both are read, neither is lost when one is added or removed",
    async run(subject) {
      const fixture = await openFixture(subject);
      const two = ["10 mx1.example.net", "10 mx2.example.net"];
      const mx = (values: readonly string[]): RRset => ({
        owner: fixture.at("mail"),
        type: "MX",
        ttl: 300,
        values,
      });
      const before = await seeded(fixture, mx(two));
      await demandExactly(fixture, [before.owner], [before]);
      const three = mx([...two, "10 mx3.example.net"]);
      await fixture.provider.apply(fixture.zone, [{ before, after: three }], {});
      await demandValues(fixture, before.owner, "MX", three.values);
      await fixture.provider.apply(fixture.zone, [{ before: three, after: mx(three.values.slice(1)) }], {});
      await demandValues(fixture, before.owner, "MX", three.values.slice(1));
      const fresh = { ...mx(two), owner: fixture.at("new") };
      await fixture.provider.apply(fixture.zone, [{ before: undefined, after: fresh }], {});
      await demandValues(fixture, fresh.owner, "MX", two);
    },
  },
];

/** Record sets of others, below the same name. */
async function crowd({ subject, at }: Fixture, letter: string, count: number): Promise<void> {
  const rrsets = Array.from({ length: count }, (_, index) =>
    txt(at(`${letter}${1_000 + index}.mail`), "somebody else's"),
  );
  if (subject.host.seedAll !== undefined) return subject.host.seedAll(rrsets);
  for (const rrset of rrsets) await subject.host.seed(rrset);
}

/** Types whose values have a canonical form; of the others each host has a spelling of its own. */
const CANONICAL: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME", "MX", "NS", "PTR", "TXT"]);

async function demandExactly(
  { provider, zone }: Fixture,
  owners: readonly RRset["owner"][],
  wanted: readonly RRset[],
): Promise<void> {
  const read = await provider.readRRsets(zone, owners, {});
  const surplus = read.filter(({ owner, type }) => findRRset(wanted, owner, type) === undefined);
  demand(surplus.length === 0, "nothing else stands at these names", surplus);
  for (const { owner, type, values } of wanted) {
    const found = read.filter((rrset) => rrset.owner === owner && rrset.type === type);
    demand(found.length === 1, `one ${type} set stands at ${owner}`, found);
    const same = CANONICAL.has(type)
      ? sameValues(found[0]?.values ?? [], values)
      : found[0]?.values.length === values.length;
    demand(same, `${type} at ${owner} should be ${JSON.stringify(values)}`, found[0]);
  }
}

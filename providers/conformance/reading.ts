import { parseDomainName, prefixed } from "../../src/dns/domain-name.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import { demand, demandCode, demandValues, openFixture, rejectionOf, txt } from "./demand.ts";
import type { ConformanceCase } from "./subject.ts";

/**
 * Texts at which encoders of TXT have failed: the border of a character-string, both kinds of quoting, octets
 * outside ASCII and outside UTF-8.
 */
const TEXTS: readonly string[] = [
  "v=spf1 include:_spf.example.net -all",
  "a".repeat(255),
  "b".repeat(256),
  "c".repeat(1_200),
  'says "hello" and \\ goes; (on) $ @',
  '"v=DKIM1; p=quoted"',
  "\\065\\101 are no escapes",
  "  spaces  on both sides  ",
  `${"d".repeat(254)}ü, cut between its octets`,
  "é".repeat(300),
  "octets that are no UTF-8: \udcff\udc80",
];

export const readingCases: readonly ConformanceCase[] = [
  {
    name: "finds the zone by its exact apex, and none for a name that merely ends alike",
    async run(subject) {
      const { provider } = await openFixture(subject);
      for (const other of [`not${subject.apex}`, `sub.${subject.apex}`]) {
        const zones = await provider.zonesAt(parseDomainName(other), {});
        demand(zones.length === 0, `no zone has the apex ${other}`, zones);
      }
    },
  },
  {
    name: "an empty list means that nothing is there",
    async run(subject) {
      const fixture = await openFixture(subject);
      const read = await fixture.provider.readRRsets(
        fixture.zone,
        [fixture.at("mail"), fixture.at("_dmarc.mail")],
        {},
      );
      demand(read.length === 0, "nothing should be read where nothing is", read);
    },
  },
  {
    name: "reads every RRset at the names asked for, of all types, and none of other names",
    async run(subject) {
      const fixture = await openFixture(subject);
      const owner = fixture.at("mail");
      const wanted: readonly RRset[] = [
        txt(owner, "one", "two"),
        { owner, type: "MX", ttl: 600, values: ["10 mx1.example.net", "20 mx2.example.net"] },
        { owner, type: "A", ttl: 300, values: ["192.0.2.1"] },
        txt(fixture.at("_dmarc.mail"), "v=DMARC1; p=none"),
      ];
      const others = ["notmail", "x.mail", "_dmarc", "mail.x"].map((labels) =>
        txt(fixture.at(labels), "somebody else's"),
      );
      for (const rrset of [...wanted, ...others]) await subject.host.seed(rrset);
      const read = await fixture.provider.readRRsets(
        fixture.zone,
        [owner, fixture.at("_dmarc.mail"), fixture.at("empty.mail")],
        {},
      );
      demand(sorted(read) === sorted(wanted), `exactly ${sorted(wanted)} should be read`, read);
    },
  },
  {
    name: "tells what else stands at or below a name, compared by label",
    needs: "others",
    async run(subject) {
      const { provider, zone, at } = await openFixture(subject);
      demand(
        provider.holdsOthers !== undefined,
        "the adapter has no holdsOthers: leave this case out (needs)",
      );
      const top = at("mail");
      const known = [top, at("_dmarc.mail"), prefixed("*", top)];
      const holds = async () => provider.holdsOthers?.(zone, { top, known }, {});
      for (const owner of [...known, at("notmail"), at("mail-x"), at("mailx"), at("z")])
        await subject.host.seed(txt(owner, "no other"));
      demand((await holds()) === false, "nothing else stands at or below it");
      await subject.host.seed({ owner: at("a.b.mail"), type: "A", ttl: 300, values: ["192.0.2.1"] });
      demand((await holds()) === true, "a record further below it should be told");
    },
  },
  {
    name: "reads names in their canonical form: lower case, no final dot",
    async run(subject) {
      const fixture = await openFixture(subject);
      await subject.host.seed({
        owner: fixture.at("alias"),
        type: "CNAME",
        ttl: 300,
        values: ["target.example.net"],
      });
      await demandValues(fixture, fixture.at("alias"), "CNAME", ["target.example.net"]);
      await subject.host.seed({ owner: subject.apex, type: "MX", ttl: 300, values: ["0 ."] });
      await demandValues(fixture, subject.apex, "MX", ["0 ."]);
    },
  },
  {
    name: "owner names may hold an underscore, a wildcard, and be the apex itself",
    async run(subject) {
      const fixture = await openFixture(subject);
      for (const owner of [
        fixture.at("s1._domainkey.mail"),
        prefixed("*", fixture.at("wild")),
        subject.apex,
      ]) {
        await fixture.provider.apply(
          fixture.zone,
          [{ before: undefined, after: txt(owner, `at ${owner}`) }],
          {},
        );
        await demandValues(fixture, owner, "TXT", [`at ${owner}`]);
      }
    },
  },
  ...TEXTS.map((text): ConformanceCase => ({
    name: `TXT is the joined text without quotes and escapes: ${JSON.stringify(text.slice(0, 24))}, ${text.length} characters`,
    ...needsOf(text),
    async run(subject) {
      const fixture = await openFixture(subject);
      await subject.host.seed(txt(fixture.at("found"), text));
      await demandValues(fixture, fixture.at("found"), "TXT", [text]);
      await fixture.provider.apply(
        fixture.zone,
        [{ before: undefined, after: txt(fixture.at("written"), text) }],
        {},
      );
      await demandValues(fixture, fixture.at("written"), "TXT", [text]);
    },
  })),
  {
    name: "a read that fails throws, and never says that nothing is there",
    async run(subject) {
      const fixture = await openFixture(subject);
      subject.host.inject({ on: "read", kind: "unavailable", times: 1_000 });
      const read = fixture.provider.readRRsets(fixture.zone, [fixture.at("mail")], {});
      await demandCode(
        read,
        ["API_UNAVAILABLE", "API_RATE_LIMITED", "API_SURPRISE"],
        "an unanswered read should fail",
      );
    },
  },
  {
    name: "a read that was rate-limited is tried again",
    async run(subject) {
      const fixture = await openFixture(subject);
      await subject.host.seed(txt(fixture.at("mail"), "there"));
      subject.host.inject({ on: "read", kind: "rate-limited", times: 1 });
      await demandValues(fixture, fixture.at("mail"), "TXT", ["there"]);
    },
  },
  {
    name: "a swap outside the zone is refused, compared by label",
    async run(subject) {
      const fixture = await openFixture(subject);
      const foreign = txt(parseDomainName(`not${subject.apex}`), "must not be written");
      const states = (await subject.host.history()).length;
      await rejectionOf(
        fixture.provider.apply(fixture.zone, [{ before: undefined, after: foreign }], {}),
        `${foreign.owner} is not in the zone`,
      );
      demand(
        (await subject.host.history()).length === states,
        "nothing should be written for a name outside the zone",
      );
    },
  },
];

/** Some hosts take no octets that are no text, and some no quotes, no spaces at the end, or not more than 512 octets. */
function needsOf(text: string): Pick<ConformanceCase, "needs"> {
  if (!text.isWellFormed()) return { needs: "octets" };
  const isAny = /"|\s$/.test(text) || Buffer.byteLength(text) > 512;
  return isAny ? { needs: "any-text" } : {};
}

/** RRsets as text that does not depend on order. */
function sorted(rrsets: readonly RRset[]): string {
  return JSON.stringify(
    rrsets
      .map(({ owner, type, ttl, values }) => `${owner} ${ttl} ${type} ${[...values].sort().join(" | ")}`)
      .sort(),
  );
}

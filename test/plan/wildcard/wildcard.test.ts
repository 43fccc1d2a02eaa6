import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAtOrBelow, parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import {
  findBegun,
  findUncertain,
  isForTextAlone,
  topmostBelow,
  wildcardsAround,
  wildcardsOver,
  withNamesBetween,
} from "../../../src/plan/wildcard/wildcard.ts";
import { answerFrom, createServedZone } from "../../../src/sandbox/dns/zone.ts";
import { D, DMARC_NAME, KEY_NAME, rrset } from "../support.ts";

const name = parseDomainName;
const APEX = name("example.com");
const EU = name("mail.eu.example.com");
const WILD = rrset("MX", "*.example.com", ["10 mx.example.com"]);

it("knows the wildcards above a name, the closest first", () => {
  expect(wildcardsOver(D, APEX)).toEqual(["*.example.com"]);
  expect(wildcardsOver(KEY_NAME, APEX)).toEqual([
    "*._domainkey.mail.example.com",
    "*.mail.example.com",
    "*.example.com",
  ]);
  expect(wildcardsOver(APEX, APEX)).toEqual([]);
});

it("knows of none above a zone that is a whole TLD", () => {
  const tld = name("example");
  expect([wildcardsOver(tld, tld), wildcardsOver(name("a.example"), tld)]).toEqual([[], ["*.example"]]);
});

it("knows the wildcards around names, each once, and none that would be too long for a name", () => {
  expect(wildcardsAround([D, DMARC_NAME], APEX)).toEqual([
    "*.mail.example.com",
    "*.example.com",
    "*._dmarc.mail.example.com",
  ]);
  const long = name(`${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(57)}.example.com`);
  expect(wildcardsAround([long], APEX)[0]).toMatch(/^\*\.b{60}\./);
});

it("knows the names that come into existence with others", () => {
  expect(withNamesBetween([EU, name(`_dmarc.${EU}`), APEX], APEX)).toEqual([
    EU,
    "eu.example.com",
    `_dmarc.${EU}`,
  ]);
});

it("tells names that hold text alone from those of hosts", () => {
  expect([D, DMARC_NAME, KEY_NAME].map(isForTextAlone)).toEqual([false, true, true]);
});

describe("a wildcard is taken as the one that may answer", () => {
  const at = (owner: DomainName, ...stands: readonly ReturnType<typeof rrset>[]) =>
    findUncertain([owner], [WILD, ...stands], APEX);

  it("where nothing is listed at the name, nor at one between", () => {
    expect(at(D)).toEqual([{ owner: D, wildcard: "*.example.com", top: D }]);
    expect(at(EU)).toEqual([{ owner: EU, wildcard: "*.example.com", top: "eu.example.com" }]);
    expect(at(DMARC_NAME)).toEqual([{ owner: DMARC_NAME, wildcard: "*.example.com", top: D }]);
  });

  it("and never beside one that is closer", () => {
    const closer = rrset("TXT", `*.${D}`, ["v=DMARC1; p=reject"]);
    expect(at(DMARC_NAME, closer)).toEqual([{ owner: DMARC_NAME, wildcard: `*.${D}`, top: DMARC_NAME }]);
    expect(at(EU, rrset("A", "*.eu.example.com", ["192.0.2.1"]))).toMatchObject([
      { wildcard: "*.eu.example.com", top: EU },
    ]);
  });

  it.each([
    ["the name itself", rrset("A", D, ["192.0.2.1"])],
    ["a name below it", rrset("A", `www.${D}`, ["192.0.2.1"])],
    ["a wildcard below it", rrset("A", `*.${D}`, ["192.0.2.1"])],
  ])("but not where %s is listed", (_, stands) => {
    expect(at(D, stands)).toEqual([]);
  });

  it("but not where a name between is listed", () => {
    expect(at(EU, rrset("A", "eu.example.com", ["192.0.2.1"]))).toEqual([]);
    expect(at(EU, rrset("A", "www.eu.example.com", ["192.0.2.1"]))).toEqual([]);
  });
});

describe("a write that was begun under a wildcard", () => {
  const [MINE, NAME] = [rrset("MX", D, ["10 mx.example.com"]), WILD.owner];
  const at = (...stands: readonly ReturnType<typeof rrset>[]) => findBegun([D], [WILD, ...stands], APEX);

  it("is its MX alone, written out with its TTL, be SES's beside it", () => {
    const begun = [{ owner: D, wildcard: NAME, top: D }];
    expect(at(MINE)).toEqual(begun);
    expect(at({ ...MINE, values: ["10 mx.example.com", "20 mxbiz1.qq.com"] })).toEqual(begun);
    expect(at(MINE, rrset("A", "www.example.com", ["192.0.2.1"]))).toEqual(begun);
  });

  it("is one at a name further down, too", () => {
    expect(findBegun([EU], [WILD, { ...MINE, owner: EU }], APEX)).toEqual([
      { owner: EU, wildcard: NAME, top: "eu.example.com" },
    ]);
  });

  it.each([
    ["nothing stands", []],
    ["another record came first", [rrset("TXT", D, ["10 mx.example.com"])]],
    ["more stands at the name", [MINE, rrset("TXT", D, ["x"])]],
    ["more stands below it", [MINE, rrset("TXT", DMARC_NAME, ["x"])]],
    ["the MX has another TTL", [{ ...MINE, ttl: 60 }]],
    ["the MX is another", [{ ...MINE, values: ["5 mx.mine.test"] }]],
  ])("is none where %s", (_what, stands) => {
    expect(at(...stands)).toEqual([]);
  });

  it("is none where not all that the wildcard has stands there, or it has no MX", () => {
    const two = { ...WILD, values: ["10 mx.example.com", "20 mx2.example.com"] };
    const text = rrset("TXT", NAME, ["10 mx.example.com"]);
    for (const wild of [two, text]) expect(findBegun([D], [wild, MINE], APEX)).toEqual([]);
  });
});

// The host lists the whole zone here, so nothing is left uncertain: what is found is what a server answers.
it("answers for exactly the names for which a server makes an answer from it", () => {
  const label = fc.constantFrom("a", "b", "*");
  const below = fc
    .array(label, { maxLength: 3 })
    .map((labels) => labels.reduce((above, one) => name(`${one}.${above}`), APEX));
  const soa = rrset("SOA", APEX, ["ns1.example.com h.example.com 1 2 3 4 5"]);
  const asked = fc
    .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 })
    .map((labels) => labels.reduce((above, one) => name(`${one}.${above}`), APEX));
  fc.assert(
    fc.property(fc.uniqueArray(below, { maxLength: 6 }), asked, (owners, owner) => {
      const rrsets = owners.map((one) => rrset("A", one, [`192.0.2.${owners.indexOf(one) + 1}`]));
      const zone = createServedZone(APEX, [soa, ...rrsets]);
      const exists = rrsets.some((one) => isAtOrBelow(one.owner, owner));
      const [found] = findUncertain([owner], rrsets, APEX);
      const made = exists ? [] : answerFrom([zone], { owner, type: "A" }).answers;
      expect(rrsets.find((one) => one.owner === found?.wildcard)?.values).toEqual(made[0]?.values);
      if (found !== undefined) expect(topmostBelow(found.wildcard, owner)).toBe(found.top);
    }),
    { numRuns: 500 },
  );
});

/** RFC 4592 section 3.3.1, for the one question that is asked of DNS. */
it("can be seen by one question for a name below the topmost that is uncertain", () => {
  const names = ["a", "b", "a.b", "b.a", "a.a.b", "*.b", "*.a", "*"].map((labels) =>
    name(`${labels}.example.com`),
  );
  const soa = rrset("SOA", APEX, ["ns1.example.com h.example.com 1 2 3 4 5"]);
  const asked = ["a", "b", "a.b", "b.a.b", "a.b.a"].map((labels) => name(`${labels}.example.com`));
  fc.assert(
    fc.property(fc.subarray(names), fc.constantFrom(...asked), (owners, owner) => {
      const rrsets = owners.map((one) => rrset("A", one, [`192.0.2.${owners.indexOf(one) + 1}`]));
      const zone = createServedZone(APEX, [soa, ...rrsets]);
      // A host shows the owner and the wildcards around it, and nothing else.
      const read = new Set([owner, ...wildcardsAround([owner], APEX)]);
      const [found] = findUncertain(
        [owner],
        rrsets.filter((one) => read.has(one.owner)),
        APEX,
      );
      if (found === undefined) return;
      const ask = (question: DomainName) => answerFrom([zone], { owner: question, type: "A" }).answers[0];
      const probe = ask(name(`x1y2.${found.top}`));
      const exists = rrsets.some((one) => isAtOrBelow(one.owner, owner));
      expect(probe?.values).toEqual(exists ? undefined : ask(owner)?.values);
    }),
    { numRuns: 500 },
  );
});

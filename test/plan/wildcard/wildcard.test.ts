import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAtOrBelow, parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import {
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

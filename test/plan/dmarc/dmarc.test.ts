import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import {
  dmarcNameOf,
  findDmarc,
  findDmarcBy,
  isDmarc,
  isDmarcBy,
  isDmarcName,
  isStrictDmarc,
  isTrial,
  onlyDmarc,
  psdOf,
  resemblesDmarc,
  sameDmarc,
} from "../../../src/plan/dmarc/dmarc.ts";
import { dmarcTexts } from "./trees.ts";

const RUA = "rua=mailto:a@b.example";

it("a policy stands at a name of its own in front of the domain", () => {
  const D = parseDomainName("mail.example.com");
  expect(dmarcNameOf(D)).toBe("_dmarc.mail.example.com");
  const names = [dmarcNameOf(D), D, parseDomainName("x._dmarc.example.com")];
  expect(names.map(isDmarcName)).toEqual([true, false, false]);
});

describe("what receivers take for DMARC at all", () => {
  const taken = (text: string) => [isDmarcBy("9989", text), isDmarcBy("7489", text), isDmarc(text)];

  it.each(["v=DMARC1", "V = DMARC1", " \tv\t=\tDMARC1\t;p=none", "v=DMARC1;"])("is %j, to all", (text) => {
    expect(taken(text)).toEqual([true, true, true]);
  });

  it.each(["v=dmarc1", "  V  =  Dmarc1  ; p=none"])("is %j, to the older ones alone", (text) => {
    expect(taken(text)).toEqual([false, true, true]);
  });

  it.each(["xv=DMARC1", "v=DMARC1 x", "v=DMARC", "v:DMARC1", "v=DMARC11; p=none", "=DMARC1"])(
    "is not %j",
    (text) => {
      expect(taken(text)).toEqual([false, false, false]);
    },
  );
});

describe("findDmarc", () => {
  it("reads the policy for the domain, for names below, and for those that don't exist", () => {
    expect(findDmarc("v=DMARC1; p=Reject; sp=None; np=quarantine; psd=N; t=Y; pct=50")).toMatchObject({
      policy: "reject",
      subdomainPolicy: "none",
      nonexistentPolicy: "quarantine",
      psd: "n",
      testing: true,
      percent: 50,
      flaws: [],
    });
    expect(findDmarc("v=DMARC1;p=quarantine")).toMatchObject({
      policy: "quarantine",
      subdomainPolicy: "quarantine",
      nonexistentPolicy: "quarantine",
      psd: "u",
      testing: false,
      percent: undefined,
    });
    expect(findDmarc("v=DMARC1; p=reject; sp=none")?.nonexistentPolicy).toBe("none");
  });

  it.each([
    ["an empty piece", "v=DMARC1;p=reject;;adkim=s", [""]],
    ["a piece without an equals sign", "v=DMARC1; p=reject; foo", ["foo"]],
    ["a colon for it", "v=DMARC1; p=reject; rua:mailto:a@b.example", ["rua:mailto:a@b.example"]],
    ["a tag twice", "v=DMARC1; p=none; p=reject", ["p=reject"]],
    ["a name that no tag has", "v=DMARC1; p=reject; ad-kim=s", ["ad-kim=s"]],
    ["a tag in capitals", "v=DMARC1; P=reject", ["P=reject"]],
    ["a quote at the end", 'v=DMARC1; p=reject; rua=mailto:a@b.example"', ['rua=mailto:a@b.example"']],
    ["a blank in front", " v=DMARC1; p=reject", [" v=DMARC1"]],
    ["small letters", "v=dmarc1; p=reject", ["v=dmarc1"]],
    ["a value that adkim doesn't have", "v=DMARC1; p=reject; adkim=strict", ["adkim=strict"]],
    [
      "what is no address beside one",
      "v=DMARC1; p=reject; rua=mailto:a@b.example,x",
      ["rua=mailto:a@b.example,x"],
    ],
    ["no percentage", "v=DMARC1; p=reject; pct=101", ["pct=101"]],
  ])("reads reject through %s, and names the flaw", (_what, text, flaws) => {
    expect(findDmarc(text)).toMatchObject({ policy: "reject", percent: undefined, flaws });
    expect(isStrictDmarc(text)).toBe(false);
  });

  it.each([
    "v=DMARC1",
    "v=DMARC1; p=maybe",
    "v=DMARC1; p=reject; sp=maybe",
    "v=DMARC1; p=reject; sp=maybe; np=none",
    "v=DMARC1; p=constructor",
    'v=DMARC1; p=reject"',
    "v=DMARC1; p=maybe; rua=a@b.example",
    "v=DMARC1; adkim=s; rua:mailto:a@b.example",
    "v=DMARC12; p=none",
    "v=DMARC1 p=none",
    "; v=DMARC1; p=none",
    '"v=DMARC1; p=none"',
    "p=none; v=DMARC1",
    "",
  ])("finds no policy in %j", (text) => {
    expect(findDmarc(text)).toBeUndefined();
  });

  it.each([
    `v=DMARC1; ${RUA}`,
    `v=DMARC1; p=maybe; ${RUA}!10m`,
    `v=DMARC1; p=reject; sp=x; ${RUA}`,
    `v=DMARC1; p=maybe; rua=x,${RUA.slice(4)}`,
  ])("takes %j for none, since it asks for reports", (text) => {
    expect(findDmarc(text)).toMatchObject({
      policy: "none",
      subdomainPolicy: "none",
      nonexistentPolicy: "none",
    });
  });

  it("counts an invalid np only where it is known: older receivers go on with p", () => {
    const text = `v=DMARC1; p=reject; np=maybe; ${RUA}`;
    expect(findDmarcBy("9989", text)?.policy).toBe("none");
    expect(findDmarcBy("7489", text)?.policy).toBe("reject");
    expect(findDmarc(text)).toMatchObject({ policy: "reject", flaws: ["np=maybe"] });
  });

  it("wants DMARC1 in capitals where receivers of RFC 9989 do", () => {
    expect([isDmarcBy("9989", "v=dmarc1; p=reject"), isDmarcBy("7489", "v=dmarc1; p=reject")]).toEqual([
      false,
      true,
    ]);
    expect(isDmarcBy("9989", "V = DMARC1 ;p=reject")).toBe(true);
  });

  it("never finds a policy in what is no DMARC, and names no flaw exactly where the record is valid", () => {
    fc.assert(
      fc.property(dmarcTexts(), (text) => {
        const record = findDmarc(text);
        if (record === undefined) return;
        expect(isDmarc(text)).toBe(true);
        expect(resemblesDmarc(text)).toBe(true);
        expect(sameDmarc(record, record)).toBe(true);
        if (record.tags.has("p")) expect(isStrictDmarc(text)).toBe(record.flaws.length === 0);
      }),
    );
  });
});

describe("what a text holds beside a policy", () => {
  it.each([
    ["v=DMARC1; psd=Y", "y"],
    ["v=DMARC1; psd=n; psd=y", "y"],
    ["v=DMARC1; psd=x", "u"],
    ["v=DMARC1", "u"],
  ])("has psd in %j", (text, psd) => {
    expect(psdOf(text)).toBe(psd);
  });

  it.each([
    ["v=DMARC1; p=reject; t=y", true],
    ["v=DMARC1; p=reject; pct=0", true],
    ["v=DMARC1; p=reject; pct=0; t=n", false],
    ["v=DMARC1; p=reject; pct=50", false],
    ["v=DMARC1; p=reject; pct=none", false],
  ])("is a trial in %j: %j", (text, trial) => {
    const record = findDmarc(text);
    expect(record !== undefined && isTrial(record)).toBe(trial);
  });

  it("is one record, or none that is obeyed", () => {
    expect(onlyDmarc(["hello", "v=DMARC1; p=none"])).toBe("v=DMARC1; p=none");
    expect(onlyDmarc(["v=dmarc1; p=none", "v=DMARC1; p=none"])).toBeUndefined();
    expect(onlyDmarc(["hello"])).toBeUndefined();
  });

  it.each([
    '"v=DMARC1; p=reject"',
    "\u201cv=DMARC1; p=reject\u201d",
    "\ufeffv=DMARC1; p=reject",
    "v=DMARC2; p=reject",
    "v:DMARC1; p=reject",
    "vDMARC1; p=reject",
    "DMARC1; p=reject",
    "v=MARC1; p=reject",
    "p=reject; v=DMARC1",
    "v=DMARC1",
    "adkim=s; sp=none",
    "adkim=s; sp = none",
    "vDMARC1",
    "v : = DMARC2",
    "DMARC; adkim=s",
    "DMARC1; adkim=s",
    "DMARC1 ; adkim=s",
  ])("resembles DMARC in %j", (text) => {
    expect(resemblesDmarc(text)).toBe(true);
  });

  it.each([
    "hello",
    "",
    "v=spf1 include:dmarc.example -all",
    "dmarc-verification=abc",
    "v=DKIM1; k=rsa; p=none1234",
    "p=quarantined goods",
  ])("doesn't in %j", (text) => {
    expect(resemblesDmarc(text)).toBe(false);
  });

  it("says the same in another order, and with other blanks", () => {
    const [a, b, c] = [
      `v=DMARC1; p=reject; fo=1:d; ${RUA}`,
      `v=DMARC1;fo=1 : D;${RUA};P=REJECT`,
      `v=DMARC1; p=reject; fo=1:d; rua=mailto:A@b.example`,
    ].map(findDmarc);
    if (a === undefined || b === undefined || c === undefined) throw new Error("no record");
    expect([sameDmarc(a, b), sameDmarc(a, c)]).toEqual([true, false]);
  });

  it("says something else where a tag's value holds what another record has for a tag", () => {
    const [a, b] = ["v=DMARC1; p=none; x=1; y=2", "v=DMARC1; p=none; x=1y=2"].map(findDmarc);
    expect(a && b && sameDmarc(a, b)).toBe(false);
  });

  it("says something else where an address for failure reports differs in case alone", () => {
    const [a, b] = [
      "v=DMARC1; p=none; ruf=mailto:a@b.example",
      "v=DMARC1; p=none; ruf=mailto:A@b.example",
    ].map(findDmarc);
    expect(a && b && sameDmarc(a, b)).toBe(false);
  });
});

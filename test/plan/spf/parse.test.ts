import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { findSpf, isSpf, parseSpf, resemblesSpf } from "../../../src/plan/spf/parse.ts";
import { spfRecords } from "./arbitrary.ts";

const VALID = [
  "v=spf1",
  "V=SPF1 -ALL",
  "v=spf1  include:a.example   ~all  ",
  "v=spf1 a mx ptr ?all",
  "v=spf1 a/24 mx//64 a:host.example/24//64 -all",
  "v=spf1 ip4:192.0.2.1 ip4:192.0.2.0/24 ip4:0.0.0.0/0 ip6:2001:db8::/32 ip6:::1 -all",
  "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all",
  "v=spf1 exists:%{l1r-}.lp._spf.%{d} -all",
  "v=spf1 include:%{d}",
  "v=spf1 redirect=_spf.example.com",
  "v=spf1 exp=explain._spf.%{d} -all",
  "v=spf1 moo.cow-far_out=man:dog/cat -all",
  "v=spf1 include:xn--80ak6aa92e.com. -all",
  "v=spf1 a:%%percent%_example.com -all",
  "v=spf1 all:of=this -all".replace("all:of=this", "x=all:of=this"),
  "v=spf1 exists:a=b.example.com",
];

const BROKEN: readonly (readonly [string, string])[] = [
  ["v=spf1 foo", "an unknown mechanism"],
  ["v=spf1 include:", "an include without a target"],
  ["v=spf1 include", "an include without a colon"],
  ["v=spf1 include:localhost", "a domain without a dot"],
  ["v=spf1 include:example.123", "a numeric top-level label"],
  ["v=spf1 ip4:192.0.2", "a short address"],
  ["v=spf1 ip4:192.0.2.1/33", "a prefix out of range"],
  ["v=spf1 ip4:192.0.2.1/08", "a prefix with a leading zero"],
  ["v=spf1 ip4:192.0.2.1//24", "an IPv6 prefix on IPv4"],
  ["v=spf1 ip4:2001:db8::1", "IPv6 in ip4"],
  ["v=spf1 ip6:192.0.2.1", "IPv4 in ip6"],
  ["v=spf1 ip6:fe80::1%eth0", "a zone id"],
  ["v=spf1 ip6:2001:db8::/129", "a prefix out of range"],
  ["v=spf1 a:/24", "an empty target"],
  ["v=spf1 a/", "a slash without a prefix"],
  ["v=spf1 all:example.com", "a target on all"],
  ["v=spf1 all/24", "a prefix on all"],
  ["v=spf1 ptr/24", "a prefix on ptr"],
  ["v=spf1 redirect=a.example redirect=b.example", "redirect twice"],
  ["v=spf1 EXP=a.example exp=b.example", "exp twice"],
  ["v=spf1 redirect=", "redirect without a target"],
  ["v=spf1 -redirect=a.example", "a qualifier on a modifier"],
  ["v=spf1 exists:%{z}.example.com", "an unknown macro"],
  ["v=spf1 exists:%{d0}.example.com", "a macro that keeps no label"],
  ["v=spf1 exists:%{c}.example.com", "a macro for explanations only"],
  ["v=spf1 exists:100%.example.com", "a lone percent sign"],
  ["v=spf1\tinclude:a.example", "a tab"],
  ["v=spf1 include:a.example\t-all", "a tab inside"],
  ["v=spf1 include:bücher.example -all", "a name that is not ASCII"],
  ["v=spf1 +-all", "two qualifiers"],
  ["v=spf1, -all", "a comma"],
  ["v=spf10 -all", "another version"],
];

describe("parseSpf", () => {
  it.each(VALID)("takes %j", (record) => {
    expect(parseSpf(record).text).toBe(record);
  });

  it.each(BROKEN)("refuses %j: %s", (record) => {
    expect(() => parseSpf(record)).toThrow(expect.objectContaining({ code: "SPF_UNMERGEABLE" }));
  });

  it.each([
    ["v=spf1 a include:x -all", "include:x", '"x" is no domain'],
    ["v=spf1 redirect=a.example redirect=b.example", "redirect=", "it has redirect= twice"],
    ["v=spf1 exp=a.example a exp=b.example", "exp=", "it has exp= twice"],
    ["v=spf10 -all", null, "it doesn't begin with v=spf1 and a space"],
  ])("names what breaks the grammar of %j", (record, term, because) => {
    const place = term === null ? "" : ` at "${term}"`;
    expect(() => parseSpf(record)).toThrow(
      expect.objectContaining({
        message: `The SPF record "${record}" is not valid${place}: ${because}.`,
        hint: expect.stringContaining("run again"),
        facts: { record, term, because },
      }),
    );
  });

  it("has a record of others that is not valid as none", () => {
    expect(findSpf("v=spf1 include:x")).toBeUndefined();
    expect(findSpf("v=spf1 x=1 x=2 -all")?.terms).toHaveLength(3);
  });

  it("reads qualifiers, targets and prefixes whatever the case", () => {
    const [include, a, all] = parseSpf("v=spf1 ?InClude:_SPF.Example.com -a:Host.example/24//64 ~ALL").terms;
    expect(include).toMatchObject({
      kind: "directive",
      mechanism: "include",
      qualifier: "?",
      target: "_SPF.Example.com",
      at: 7,
    });
    expect(a).toMatchObject({
      mechanism: "a",
      qualifier: "-",
      target: "Host.example",
      prefix4: 24,
      prefix6: 64,
    });
    expect(all).toMatchObject({ mechanism: "all", qualifier: "~", target: undefined });
  });

  it("knows where each term stands, so that the record can be put together again", () => {
    fc.assert(
      fc.property(spfRecords(), (record) => {
        for (const term of parseSpf(record).terms)
          expect(record.slice(term.at, term.at + term.text.length)).toBe(term.text);
      }),
    );
  });

  it("either reads a text or refuses it with SPF_UNMERGEABLE", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((end) => `v=spf1 ${end}`),
    );
    fc.assert(
      fc.property(text, (record) => {
        try {
          parseSpf(record);
        } catch (error) {
          expect(error).toBeInstanceOf(OnboardError);
          expect((error as OnboardError).code).toBe("SPF_UNMERGEABLE");
        }
      }),
    );
  });
});

describe("isSpf", () => {
  it.each(["v=spf1", "v=spf1 ", "V=spf1 -all"])("recognises %j", (value) => {
    expect(isSpf(value)).toBe(true);
    expect(resemblesSpf(value)).toBe(false);
  });

  it.each([
    "spf1 mx -all",
    "v:spf1 mx -all",
    "v spf1 -all",
    " v=spf1 -all",
    '"v=spf1 -all"',
    "v=spf1\t-all",
    "v = spf1 -all",
    '\\"v=spf1 -all\\"',
    "v=spf2",
    "v  =  spf",
    "v\t: spf1 mx",
    " ' spf1 mx",
    "spf1\tmx",
  ])("only takes %j for meant as one", (value) => {
    expect(isSpf(value)).toBe(false);
    expect(resemblesSpf(value)).toBe(true);
  });

  it.each([
    "our v=spf1 -all",
    "xspf1 -all",
    "v=sp",
    "v=x spf1 -all",
    "spf1",
    "spf1-token=abc",
    "spf2.0/pra -all",
    "google-site-verification=v=spf1",
    "",
  ])("leaves %j alone", (value) => {
    expect(isSpf(value)).toBe(false);
    expect(resemblesSpf(value)).toBe(false);
  });
});

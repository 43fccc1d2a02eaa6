import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMacros, hasMacro, isDomainSpec, isMacroString } from "../../../src/plan/spf/macro.ts";

/** The examples of RFC 7208 section 7.4. */
const OF_THE_RFC = {
  s: "strong-bad@email.example.com",
  l: "strong-bad",
  o: "email.example.com",
  d: "email.example.com",
  i: "192.0.2.3",
  v: "in-addr",
  p: "mx.example.org",
  h: "mx.example.org",
};

const EXPANSIONS = [
  ["%{s}", "strong-bad@email.example.com"],
  ["%{o}", "email.example.com"],
  ["%{d}", "email.example.com"],
  ["%{d4}", "email.example.com"],
  ["%{d3}", "email.example.com"],
  ["%{d2}", "example.com"],
  ["%{d1}", "com"],
  ["%{dr}", "com.example.email"],
  ["%{d2r}", "example.email"],
  ["%{l}", "strong-bad"],
  ["%{l-}", "strong.bad"],
  ["%{lr}", "strong-bad"],
  ["%{lr-}", "bad.strong"],
  ["%{l1r-}", "strong"],
  ["%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"],
  ["%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"],
  ["%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"],
  ["%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"],
  ["%%%_%-", "% %20"],
  ["%{S}", "strong-bad%40email.example.com"],
  ["%{D007}", "email.example.com"],
] as const;

describe("expandMacros", () => {
  it.each(EXPANSIONS)("expands %s to %s", (text, expanded) => {
    expect(expandMacros(text, OF_THE_RFC)).toBe(expanded);
  });

  it.each(["%{i}._spf.%{d}", "exists.%{l}.example.com", "%{h}", "%{p}", "%{v}", "%{s}"])(
    "does not know %s before a mail is sent",
    (text) => {
      expect(expandMacros(text, { d: "mail.example.com", o: "example.com" })).toBeUndefined();
    },
  );

  it.each(["%{z}", "%{d0}", "%", "%x", "a b", "é"])(
    "expands nothing in %j, which is no macro-string",
    (text) => {
      expect(expandMacros(text, OF_THE_RFC)).toBeUndefined();
      expect(isMacroString(text)).toBe(false);
    },
  );

  it("shortens a name that is too long by whole labels, from the left", () => {
    const long = `${"a".repeat(60)}.`.repeat(4);
    expect(expandMacros(`${long}%{d}.example.com`, { d: "b".repeat(20) })).toBe(
      `${long.slice(61)}${"b".repeat(20)}.example.com`,
    );
  });

  it("leaves every text without a percent sign as it is", () => {
    fc.assert(
      fc.property(fc.domain(), (name) => {
        expect(expandMacros(name, {})).toBe(name);
        expect(isDomainSpec(name)).toBe(true);
      }),
    );
  });
});

it.each(["%{d}", "a%%b", "a.%_", "x/y:z!~", ""])("%j is a macro-string", (text) => {
  expect(isMacroString(text)).toBe(true);
});

it.each([
  ["a.example", false],
  ["%{d}.example", true],
  ["%", true],
])("whether %j depends on macros: %j", (text, depends) => {
  expect(hasMacro(text)).toBe(depends);
});

describe("a macro's value", () => {
  it.each([
    ["%{l.-}", "a.b-c", "a.b.c"],
    ["%{l+}", "a+b", "a.b"],
    ["%{l,}", "a,b", "a.b"],
    ["%{l/}", "a/b", "a.b"],
    ["%{l_}", "a_b", "a.b"],
    ["%{l=}", "a=b", "a.b"],
    ["%{l2}", "a.b.c", "b.c"],
    ["%{lr}", "a.b.c", "c.b.a"],
    ["%{l12}", "a.b.c", "a.b.c"],
    ["%{l}", "", ""],
    ["%{l}", ".a", ".a"],
    ["%{L}", "a b!'()*~", "a%20b%21%27%28%29%2A~"],
  ])("%s of %j is %j", (macro, value, expanded) => {
    expect(expandMacros(macro, { l: value })).toBe(expanded);
  });

  it("is cut by whole labels to the longest name, and stays where it has none", () => {
    const label = "a".repeat(50);
    const fits = `${label}.${label}.${label}.${label}.${"b".repeat(49)}`;
    expect(expandMacros("%{l}", { l: fits })).toBe(fits);
    expect(expandMacros("%{l}", { l: `x.${fits}` })).toBe(fits);
    expect(expandMacros("%{l}", { l: `x${fits}` })).toBe(fits.slice(51));
    expect(expandMacros("%{l}", { l: "a".repeat(300) })).toBe("a".repeat(300));
  });
});

describe("isDomainSpec", () => {
  it.each(["a.b", "a.b.", "%{d}", "%{d}.x-y", "x%%", "a.1b", "a.b1"])("takes %s", (text) => {
    expect(isDomainSpec(text)).toBe(true);
  });
  it.each(["", "b", "a.", "a.1", "a.-b", "a.b-", "a.b_", "a..", "%{d}x"])("refuses %s", (text) => {
    expect(isDomainSpec(text)).toBe(false);
  });
});

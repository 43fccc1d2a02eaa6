import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMacros, isDomainSpec, isMacroString } from "../../../src/plan/spf/macro.ts";

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

describe("isDomainSpec", () => {
  it.each(["a.b", "a.b.", "%{d}", "%{d}.x-y", "x%%", "a.1b"])("takes %s", (text) => {
    expect(isDomainSpec(text)).toBe(true);
  });
  it.each(["", "b", "a.", "a.1", "a.-b", "a.b-", "a.b_", "a..", "%{d}x"])("refuses %s", (text) => {
    expect(isDomainSpec(text)).toBe(false);
  });
});

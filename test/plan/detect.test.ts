import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import {
  doubledName,
  findDoubledSuffix,
  findShadowedWildcard,
  isQuotedTwice,
  unquoted,
  wildcardsOver,
} from "../../src/plan/detect.ts";
import { D, KEY_NAME, rrset } from "./support.ts";

const APEX = parseDomainName("example.com");

describe("quotes inside a value", () => {
  it.each([
    ['"v=spf1 -all"', "v=spf1 -all"],
    ['\\"v=spf1 -all\\"', "v=spf1 -all"],
    ['"v=DKIM1; p=AB" "CD"', "v=DKIM1; p=ABCD"],
  ])("are seen in %j", (value, plain) => {
    expect(isQuotedTwice(value)).toBe(true);
    expect(unquoted(value)).toBe(plain);
  });

  it.each(["v=spf1 -all", 'say "hello"', '"'])("are not seen in %j", (value) => {
    expect(isQuotedTwice(value)).toBe(false);
  });
});

describe("a doubled suffix", () => {
  it("is found at the name that a console makes of an absolute one", () => {
    expect(doubledName(D, APEX)).toBe("mail.example.com.example.com");
    expect(findDoubledSuffix(D, APEX, [rrset("TXT", "mail.example.com.example.com", ["x"])])).toEqual({
      warning: "doubled-suffix",
      owner: "mail.example.com.example.com",
    });
    expect(findDoubledSuffix(D, APEX, [rrset("TXT", D, ["x"])])).toBeUndefined();
  });

  it("is no question where it would be too long for a name", () => {
    const long = parseDomainName(
      `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(50)}.example.com`,
    );
    expect(doubledName(long, long)).toBeUndefined();
  });
});

describe("a wildcard that stops answering", () => {
  const wildcard = rrset("A", "*.example.com", ["192.0.2.1"]);
  const created = rrset("TXT", KEY_NAME, ["key"]);

  it("knows which wildcards answer for a name, the closest first", () => {
    expect(wildcardsOver(D, APEX)).toEqual(["*.example.com"]);
    expect(wildcardsOver(KEY_NAME, APEX)).toEqual([
      "*._domainkey.mail.example.com",
      "*.mail.example.com",
      "*.example.com",
    ]);
    expect(wildcardsOver(APEX, APEX)).toEqual([]);
  });

  it("is named with the topmost name that comes into existence", () => {
    expect(findShadowedWildcard(created, APEX, [wildcard, rrset("TXT", "*.example.com", ["x"])])).toEqual({
      warning: "wildcard-shadowed",
      owner: D,
      wildcard: "*.example.com",
      types: ["A", "TXT"],
    });
    expect(findShadowedWildcard(rrset("TXT", D, ["x"]), APEX, [wildcard])).toMatchObject({ owner: D });
  });

  it("is none where the name exists already, or something below it, or no wildcard", () => {
    expect(findShadowedWildcard(created, APEX, [wildcard, rrset("A", D, ["192.0.2.2"])])).toBeUndefined();
    expect(
      findShadowedWildcard(created, APEX, [wildcard, rrset("A", "www.mail.example.com", ["192.0.2.2"])]),
    ).toBeUndefined();
    expect(
      findShadowedWildcard(created, APEX, [rrset("A", "*.other.example.com", ["192.0.2.2"])]),
    ).toBeUndefined();
    expect(findShadowedWildcard(created, APEX, [])).toBeUndefined();
  });
});

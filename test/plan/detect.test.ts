import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { doubledName, findDoubledSuffix, isQuotedTwice, unquoted } from "../../src/plan/detect.ts";
import { D, rrset } from "./support.ts";

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

import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { doubledName, isCutAt255, isQuotedTwice, unquoted, warnOfTcp } from "../../src/plan/detect.ts";
import { D, rrset } from "./support.ts";

const APEX = parseDomainName("example.com");

describe("quotes inside a value", () => {
  it.each([
    ['"v=spf1 -all"', "v=spf1 -all"],
    ['\\"v=spf1 -all\\"', "v=spf1 -all"],
    ['"v=DKIM1; p=AB" "CD"', "v=DKIM1; p=ABCD"],
    [' "v=spf1 -all"\t', "v=spf1 -all"],
    ['\\"AB\\"  \\"CD\\"', "ABCD"],
    ['"one\ntwo"', "one\ntwo"],
    ['"say "hello" twice"', 'say "hello" twice'],
  ])("are seen in %j", (value, plain) => {
    expect(isQuotedTwice(value)).toBe(true);
    expect(unquoted(value)).toBe(plain);
  });

  it.each(["v=spf1 -all", 'say "hello"', '"', '"a" b', ""])("are not seen in %j", (value) => {
    expect(isQuotedTwice(value)).toBe(false);
  });
});

it("a value of exactly one character-string may have been cut there, counted in octets", () => {
  const values = ["x".repeat(254), "x".repeat(255), "x".repeat(256), `${"x".repeat(253)}é`, ""];
  expect(values.map(isCutAt255)).toEqual([false, true, false, true, false]);
});

describe("a TXT set that grows", () => {
  const texts = (...lengths: readonly number[]) =>
    rrset(
      "TXT",
      D,
      lengths.map((length, index) => `${index}`.padEnd(length, "x")),
    );
  const warned = (before: ReturnType<typeof texts> | null, after: ReturnType<typeof texts> | null) =>
    warnOfTcp(before, after).map((one) => (one.warning === "answer-over-udp" ? one.limit : one));

  it("is told once it no longer fits into the smaller answer, or into the larger, and what it needs", () => {
    expect(warned(texts(100), texts(100, 250, 250))).toEqual([512]);
    expect(warned(texts(250, 250, 250), texts(250, 250, 250, 250, 250))).toEqual([1_232]);
    expect(warned(texts(100), texts(250, 250, 250, 250, 250))).toEqual([1_232]);
    const [warning] = warnOfTcp(texts(100), texts(100, 250, 250));
    expect(warning).toMatchObject({ warning: "answer-over-udp", owner: D, type: "TXT", limit: 512 });
    if (warning?.warning === "answer-over-udp") expect(warning.octets).toBeGreaterThan(600);
  });

  it("fits to the last octet", () => {
    const octets = (...lengths: readonly number[]) => {
      const [one] = warnOfTcp(texts(1), texts(...lengths));
      return one?.warning === "answer-over-udp" ? one.octets : undefined;
    };
    const over = octets(250, 250) ?? 0;
    const fits = 250 - (over - 512);
    expect([octets(250, fits), octets(250, fits + 1)]).toEqual([undefined, 513]);
    expect(warned(texts(250, fits), texts(250, fits, 1))).toEqual([512]);
  });

  it.each([
    ["still fits", texts(10), texts(10, 20)],
    ["did not fit before", texts(250, 250, 250), texts(250, 250, 260)],
    ["is new", null, texts(250, 250, 250)],
    ["is taken away", texts(10), null],
    ["is no TXT set", rrset("MX", D, ["1 a.test"]), rrset("MX", D, ["1 a.test", `2 ${"x".repeat(600)}`])],
  ])("is no matter where it %s", (_what, before, after) => {
    expect(warnOfTcp(before, after)).toEqual([]);
  });
});

describe("a name with the zone once more", () => {
  it("is the one that a console makes of an absolute one", () => {
    expect(doubledName(D, APEX)).toBe("mail.example.com.example.com");
  });

  it("is no question where it would be too long for a name", () => {
    const long = parseDomainName(
      `${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(50)}.example.com`,
    );
    expect(doubledName(long, long)).toBeUndefined();
  });
});

import { describe, expect, it } from "vitest";
import { findMistake } from "../../src/plan/mistake.ts";
import { D, KEY, rrset } from "./support.ts";

const OLD = "v=spf1 mx -all";
const SPF = "v=spf1 mx include:qcloudmail.com -all";
const changed = { before: rrset("TXT", D, [OLD, "site=abc"]), after: rrset("TXT", D, [SPF, "site=abc"]) };
const created = (type: string, value: string) => ({ before: null, after: rrset(type, D, [value]) });

describe("what a person has entered", () => {
  it.each([
    ["quotes", `"${SPF}"`],
    ["quotes", `“${SPF}”`],
    ["quotes", `\\"${SPF}\\"`],
    ["blanks", `${SPF} `],
    ["blanks", SPF.replace(" ", "\t")],
    ["blanks", SPF.replaceAll(" ", "\u00a0")],
    ["blanks", SPF.replace("include", "inc\r\nlude")],
    ["blanks", `\u200b${SPF}`],
    ["case", SPF.toUpperCase()],
    ["cut", SPF.slice(0, -5)],
    ["other", "v=spf1 include:qcloudmail.com ~all"],
  ])("is told to differ by its %s: %j", (because, value) => {
    expect(findMistake(changed, [value, "site=abc"])).toEqual({ because, value });
  });

  it("is a long key cut at 255 characters, or with its strings as a zone file has them", () => {
    const cut = KEY.slice(0, 255);
    expect(findMistake(created("TXT", KEY), [cut])).toEqual({ because: "cut", value: cut });
    const strings = `"${KEY.slice(0, 255)}" "${KEY.slice(255)}"`;
    expect(findMistake(created("TXT", KEY), [strings])).toEqual({ because: "quotes", value: strings });
  });

  it.each([
    ["MX", "10 mxbiz1.qq.com", "10 mxbiz1.qq.com.example.com"],
    ["CNAME", "target.example.net", "target.example.net.example.com"],
  ])("is a host of %s to which the console has appended the zone", (type, wanted, value) => {
    expect(findMistake(created(type, wanted), [value])).toEqual({ because: "zone-appended", value });
  });

  it("is beside what was to go, or in the place of what was to stay", () => {
    const beside = { because: "beside", value: OLD };
    expect(findMistake(changed, [SPF, OLD, "site=abc"])).toEqual(beside);
    expect(findMistake(changed, [SPF])).toEqual({ because: "gone", value: "site=abc" });
  });

  it.each([
    ["nothing yet", ["site=abc", OLD]],
    ["all that was asked for", ["site=abc", SPF]],
    ["something more that nobody asked about", ["site=abc", SPF, "other=1"]],
    ["the first half of an edit", ["site=abc"]],
  ])("is no mistake where it is %s", (_what, served) => {
    expect(findMistake(changed, served)).toBeUndefined();
  });
});

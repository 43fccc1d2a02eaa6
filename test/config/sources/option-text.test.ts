import { describe, expect, it } from "vitest";
import { tagText } from "../../../src/config/sources/option-text.ts";
import { told } from "../../support/told.ts";

// Lengths and characters as Tencent Cloud's pages on tags give them (read in November 2026).

describe("tagText", () => {
  it.each([
    ["team=mail", "team", "mail"],
    [" team = mail ", "team", "mail"],
    ["团队=邮件 1", "团队", "邮件 1"],
    ["a=b=c", "a", "b=c"],
    ["empty=", "empty", ""],
    ["k+-._:/@=v+-=._:/@", "k+-._:/@", "v+-=._:/@"],
    [`${"k".repeat(255)}=${"v".repeat(127)}`, "k".repeat(255), "v".repeat(127)],
  ])("reads %j", (text, key, value) => {
    expect(tagText(text)).toEqual({ value: { key, value } });
  });

  it.each([
    ["team", /not KEY=VALUE/],
    ["=mail", /not KEY=VALUE/],
    ["", /not KEY=VALUE/],
    ["team=a;b", /another character/],
    ["te$am=a", /another character/],
    [`${"k".repeat(256)}=v`, /too long/],
    [`k=${"v".repeat(128)}`, /too long/],
    ["qcloud:x=1", /Tencent Cloud's own/],
    ["Tencent-x=1", /Tencent Cloud's own/],
    ["project=1", /Tencent Cloud's own/],
  ])("refuses %j", (text, problem) => {
    expect(told(tagText(text))).toEqual({ problem: expect.stringMatching(problem) });
  });
});

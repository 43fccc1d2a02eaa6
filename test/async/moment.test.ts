import { describe, expect, it } from "vitest";
import { momentText } from "../../src/async/moment.ts";

describe("a moment in a hint", () => {
  it.each([
    ["later today", "2026-11-22T10:01:00Z", "10:01 UTC"],
    ["a minute later, after midnight", "2026-11-23T00:00:00Z", "2026-11-23 00:00 UTC"],
    ["the same time of day, a year later", "2027-11-22T03:00:00Z", "2027-11-22 03:00 UTC"],
  ])("%s names its day only where that is not today", (_what, at, text) => {
    expect(momentText(Date.parse(at), Date.parse("2026-11-22T03:10:00Z"))).toBe(text);
  });
});

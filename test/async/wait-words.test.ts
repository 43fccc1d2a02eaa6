import { describe, expect, it } from "vitest";
import { momentText, readRetryAfter, waitWords } from "../../src/async/wait-words.ts";
import { inEnglish } from "../../src/errors/phrase.ts";

it.each([
  [0.2, "1 seconds"],
  [30, "30 seconds"],
  [119.001, "120 seconds"],
  [300, "5 minutes"],
  [7_199, "120 minutes"],
  [7_201, "3 hours"],
  [86_400, "a day or more"],
  [Infinity, "a day or more"],
  [NaN, "a day or more"],
])("%d seconds are worded so that nobody comes back too early", (seconds, words) => {
  expect(inEnglish(waitWords(seconds))).toBe(words);
});

describe("a moment in a hint", () => {
  it.each([
    ["later today", "2026-11-22T10:01:00Z", "10:01 UTC"],
    ["a minute later, after midnight", "2026-11-23T00:00:00Z", "2026-11-23 00:00 UTC"],
    ["the same time of day, a year later", "2027-11-22T03:00:00Z", "2027-11-22 03:00 UTC"],
  ])("%s names its day only where that is not today", (_what, at, text) => {
    expect(momentText(Date.parse(at), Date.parse("2026-11-22T03:10:00Z"))).toBe(text);
  });
});

const NOW = Date.UTC(2026, 10, 26, 5);

it.each([
  ["30", 30],
  [" 1.5 ", 2],
  ["2, 7", 2],
  ["Thu, 26 Nov 2026 05:00:10 GMT", 10],
  ["Wed, 21 Oct 2015 07:28:00 GMT", undefined],
  ["-5", undefined],
  ["0", undefined],
  ["soon", undefined],
  ["", undefined],
  [null, undefined],
  ["100000", 86_400],
  ["9".repeat(400), 86_400],
  ["9999-12-31", 86_400],
])("Retry-After: %s asks for %s seconds", (header, seconds) => {
  expect(readRetryAfter(header, NOW)).toBe(seconds);
});

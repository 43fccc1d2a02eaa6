import { expect, test } from "vitest";
import { readRetryAfter } from "../../../providers/kit/retry-after.ts";

const NOW = Date.UTC(2026, 10, 26, 5);

test.each([
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

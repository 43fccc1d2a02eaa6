import { expect, it } from "vitest";
import { silenceOf } from "../../src/compose/silence.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

it("is told with how long it lasts and until when, and in full to whoever may ask again", () => {
  const { longestMs, tooLong } = silenceOf("Cloudflare", 60_000, createVirtualClock());
  expect(longestMs).toBe(60_000);
  expect(tooLong(3_600_001)).toMatchObject({
    code: "API_RATE_LIMITED",
    message: expect.stringMatching(/61 minutes, until 04:00 UTC/) as unknown,
    hint: expect.stringContaining("after 04:00 UTC") as unknown,
    facts: { retryAfterSeconds: 3_600.001, retryAfter: "2026-11-22T04:00:00.001Z" },
  });
});

it("without an end is worded, too", () => {
  const { tooLong } = silenceOf("Cloudflare", 5_000, createVirtualClock());
  expect(tooLong(Infinity)).toMatchObject({
    message: expect.stringMatching(/a day or more, until 2026-11-23 03:00 UTC/) as unknown,
    facts: { retryAfterSeconds: 86_400 },
  });
});

it("of some seconds is waited out also without a time budget", () => {
  expect(silenceOf("Cloudflare", 0, createVirtualClock()).longestMs).toBe(10_000);
});

import { describe, expect, it } from "vitest";
import { closingPause, pauseAfter } from "../../src/onboard/pace.ts";

describe("the pause before the next question", () => {
  it.each([
    [0, 100],
    [999, 100],
    [1_000, 200],
    [4_000, 200],
    [60_000, 2_700],
    [600_000, 10_000],
  ])("after %i ms is %i ms", (elapsedMs, pauseMs) => {
    expect(pauseAfter(elapsedMs, () => 0)).toBe(pauseMs);
  });

  it("is lengthened at random, so that many runs don't ask in step, and never shortened", () => {
    expect(pauseAfter(0, () => 0.999)).toBeGreaterThan(110);
    expect(pauseAfter(0, () => 0.999)).toBeLessThan(115);
  });
});

describe("the pause before a closing round", () => {
  it("is the configured one at first and doubles with each failure, up to ten seconds", () => {
    expect([0, 1, 2, 3, 9].map((failed) => closingPause(200, failed))).toEqual([200, 400, 800, 1_600, 10_000]);
  });

  it("is none where none is configured, but not once a round has failed", () => {
    expect([0, 1].map((failed) => closingPause(0, failed))).toEqual([0, 400]);
  });
});

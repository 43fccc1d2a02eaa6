import { describe, expect, it } from "vitest";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { closingPause, pauseAfter, sleptFor, strikePause } from "../../../src/onboard/propagate/pace.ts";

describe("the pause before the next question", () => {
  it.each([
    [0, 50],
    [399, 50],
    [400, 300],
    [7_000, 300],
    [60_000, 2_400],
    [600_000, 10_000],
  ])("after %i ms is %i ms", (elapsedMs, pauseMs) => {
    expect(pauseAfter(elapsedMs, 0)).toBe(pauseMs);
  });

  it("lets a server that takes a minute be asked fewer than 90 times before it agrees", () => {
    let [questions, elapsedMs] = [1, 0];
    for (; elapsedMs < 60_000; questions += 1) elapsedMs += pauseAfter(elapsedMs, 0);
    expect(questions).toBeLessThan(90);
  });

  it("is lengthened at random, so that many runs don't ask in step, and never shortened", () => {
    expect(pauseAfter(0, 0.999)).toBeGreaterThan(54);
    expect(pauseAfter(0, 0.999)).toBeLessThan(55);
  });
});

describe("the pause after a server could not be asked", () => {
  it("gives one that restarts the time to be back, and is none where it answered", () => {
    expect([0, 1, 2, 3, 9].map(strikePause)).toEqual([0, 500, 1_000, 2_000, 10_000]);
  });
});

describe("the pause before a closing round", () => {
  it("is the configured one at first and doubles with each failure, up to ten seconds", () => {
    expect([0, 1, 2, 3, 9].map((failed) => closingPause(200, failed))).toEqual([
      200, 600, 1_200, 2_400, 10_000,
    ]);
  });

  it("is none where none is configured, but not once a round has failed", () => {
    expect([0, 1].map((failed) => closingPause(0, failed))).toEqual([0, 600]);
  });
});

it("a pause tells whether it has ended of itself", async () => {
  const clock = createVirtualClock();
  const over = new AbortController();
  expect(await clock.drive(sleptFor({ clock }, 1_000, over.signal))).toBe(true);
  clock.at(500, () => over.abort("over"));
  const began = clock.now();
  expect(await clock.drive(sleptFor({ clock }, 1_000, over.signal))).toBe(false);
  expect([clock.now() - began, clock.sleepers()]).toEqual([500, 0]);
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDuration, parseDuration } from "../../../src/config/sources/duration.ts";

describe("findDuration", () => {
  it.each([
    ["0", 0],
    ["200ms", 200],
    ["90s", 90_000],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["1h2m3s4ms", 3_723_004],
    ["168h", 604_800_000],
  ])("reads %s as %i milliseconds", (text, ms) => {
    expect(findDuration(text)).toBe(ms);
  });

  it.each(["", "10", "1.5h", "-1s", "30m1h", "10 m", "10M", "m", "169h", "9999999999999999999ms"])(
    "refuses %j",
    (text) => {
      expect(findDuration(text)).toBeUndefined();
    },
  );

  it("adds the parts up, whatever they are", () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(9999), fc.nat(9999), fc.nat(9999), (h, m, s, ms) => {
        const total = h * 3_600_000 + m * 60_000 + s * 1000 + ms;
        fc.pre(total <= 604_800_000);
        expect(findDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(total);
      }),
    );
  });
});

describe("parseDuration", () => {
  it("gives milliseconds", () => {
    expect(parseDuration("10m", { flag: "--wait" })).toBe(600_000);
  });

  it("names the place where a duration without a unit was given", () => {
    expect(() => parseDuration("10", { flag: "--wait" })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(() => parseDuration("10", { flag: "--wait" })).toThrow(/--wait/);
  });
});

import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ticksOf } from "../../../../src/report/evidence/tracks/time-axis.ts";

it("has a few rising ticks from 0 on within the time, no two with the same words", () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 30 * 86_400_000, noNaN: true }), (endMs) => {
      const ticks = ticksOf(endMs);
      expect(ticks[0]).toEqual({ atMs: 0, text: "0" });
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(
        ticks.every(
          ({ atMs }, index) => atMs <= endMs && (index === 0 || atMs > (ticks[index - 1]?.atMs ?? 0)),
        ),
      ).toBe(true);
      expect(new Set(ticks.map(({ text }) => text)).size).toBe(ticks.length);
    }),
  );
});

it.each([
  [1_830, ["0", "0.5 s", "1 s", "1.5 s"]],
  [63_000, ["0", "15 s", "30 s", "45 s", "60 s"]],
  [160_900, ["0", "30 s", "60 s", "90 s", "2m", "2m30s"]],
  [
    600_000,
    ["0", "2m", "4m", "6m", "8m", "10m"].map((_, index) => ["0", "2m", "4m", "6m", "8m", "10m"][index]),
  ],
  [7_200_000, ["0", "30m", "1h", "1h30m", "2h"]],
])("counts %i ms as people do", (endMs, texts) => {
  expect(ticksOf(endMs).map(({ text }) => text)).toEqual(texts);
});

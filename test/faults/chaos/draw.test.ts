import { describe, expect, it } from "vitest";
import { cellOf, FAULT_CELLS } from "./cells.ts";
import { draw } from "./draw.ts";
import { createRandom } from "./random.ts";
import { HOST_KINDS } from "./world/hosts.ts";
import { drawZones } from "./world/zones.ts";

describe("a seed", () => {
  it("stands for the same host, scenario and faults each time", () => {
    for (const seed of [0, 1, 77, 123_456]) expect(draw(seed)).toEqual(draw(seed));
  });

  it("stands for the same zone each time", () => {
    const zonesOf = (seed: number) => drawZones(createRandom(seed, "zone"), 3, "comments");
    expect(zonesOf(5)).toEqual(zonesOf(5));
    expect(zonesOf(5)).not.toEqual(zonesOf(6));
  });

  it("is dealt so that 2,000 in a row plan each fault at each kind of host about equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 1; seed <= 2_000; seed += 1) {
      const { host, faults } = draw(seed);
      for (const fault of faults) {
        const cell = `${cellOf(fault)} at ${host.id}`;
        counts.set(cell, (counts.get(cell) ?? 0) + 1);
      }
    }
    expect(counts.size).toBe(FAULT_CELLS.length * HOST_KINDS.length);
    for (const { name, cards } of FAULT_CELLS) {
      const here = HOST_KINDS.map(({ id }) => counts.get(`${name} at ${id}`) ?? 0);
      expect(Math.max(...here) - Math.min(...here), name).toBeLessThanOrEqual(2 * cards);
    }
  });
});

it("has each trait of a DNS host at each of its values", () => {
  const traits = HOST_KINDS.map((kind) => kind.traits);
  const valuesOf = (of: (one: (typeof traits)[number]) => unknown) => new Set(traits.map(of));
  expect(valuesOf(({ swap }) => swap)).toEqual(new Set(["atomic", "checked"]));
  expect(valuesOf(({ writes }) => writes)).toEqual(new Set(["value", "rrset"]));
  expect(valuesOf(({ batch }) => batch)).toEqual(new Set(["all-or-nothing", "one-by-one"]));
  expect(valuesOf(({ replace }) => replace)).toEqual(new Set(["in-place", "gap"]));
  expect(traits.some(({ readLagMs }) => readLagMs !== undefined)).toBe(true);
});

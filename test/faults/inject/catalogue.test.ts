import { describe, expect, it } from "vitest";
import { DNS_FAULTS, HTTP_FAULTS } from "./catalogue.ts";

describe("the catalogue of faults", () => {
  it("says of each fault what the client sees, once", () => {
    for (const lines of [HTTP_FAULTS, DNS_FAULTS]) {
      const seen = lines.filter(({ ways }) => !ways.includes("host")).map(({ sees }) => sees);
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  it("has faults before and after the write on both ways to an API", () => {
    for (const way of ["ses", "host"] as const) {
      const upstream = HTTP_FAULTS.filter(({ ways }) => ways.includes(way)).map((line) => line.upstream);
      expect(new Set(upstream)).toEqual(new Set(["nothing", "part", "whole", "twice"]));
    }
  });
});

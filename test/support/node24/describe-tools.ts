import { describe, it } from "vitest";
import { areAllTestsDemanded } from "../demanded.ts";
import { missingTools } from "./tools.ts";

/** A suite that asks programs of tools/node24. */
export function describeTools(title: string, suite: () => void): void {
  describeUnlessMissing(missingTools(), title, suite);
}

/** Run where nothing is missing, left out where something is, failing where all tests have to be run. */
export function describeUnlessMissing(missing: string | undefined, title: string, suite: () => void): void {
  if (missing === undefined) return void describe(title, suite);
  if (!areAllTestsDemanded()) return void describe.skip(`${title} (left out: ${missing})`, suite);
  describe(title, () => {
    it("finds its tools installed", () => {
      throw new Error(missing);
    });
  });
}

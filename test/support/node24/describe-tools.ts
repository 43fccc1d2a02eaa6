import { describe, it } from "vitest";
import { areAllTestsDemanded } from "../demanded.ts";
import { missingTools } from "./tools.ts";

/**
 * A suite that asks programs of tools/node24: run where they are installed, left out where they are not, failing
 * where they have to be.
 */
export function describeTools(title: string, suite: () => void): void {
  const missing = missingTools();
  if (missing === undefined) return void describe(title, suite);
  if (!areAllTestsDemanded()) return void describe.skip(`${title} (left out: ${missing})`, suite);
  describe(title, () => {
    it("finds the tools of Node 24 installed", () => {
      throw new Error(missing);
    });
  });
}

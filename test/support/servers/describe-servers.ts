import { describe, it } from "vitest";
import { areAllTestsDemanded } from "../demanded.ts";
import { missingPrograms } from "./programs.ts";

/**
 * A suite on real name servers: run where the programs are, left out where they are not, failing where they
 * have to be.
 */
export function describeServers(title: string, suite: () => void): void {
  const missing = missingPrograms();
  if (missing.length === 0) return void describe(title, suite);
  if (!areAllTestsDemanded())
    return void describe.skip(`${title} (left out: ${missing.join(", ")} not installed)`, suite);
  describe(title, () => {
    it("finds the name servers installed", () => {
      throw new Error(`not installed: ${missing.join(", ")}`);
    });
  });
}

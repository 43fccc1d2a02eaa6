import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { openPowerDns } from "./subject.ts";

// Own fake; the same cases run on a real PowerDNS in test/servers/powerdns.test.ts, and with a lag in
// test/exhaustive/providers.

/** PowerDNS locks nothing, has one key that may all, and no word on its secondaries. */
const LACKING = ["locks", "keys", "probes", "settled", "others"] as const;

describe("a host of whole record sets without compare-and-swap keeps every promise of its traits", () => {
  for (const { name, run } of casesWithout(...LACKING, "lag")) {
    test(name, async () => {
      // Honest traits: a value that comes in between the check and the replacement is lost, and counted.
      const window = name.startsWith("of 20 foreign values") ? { lost: 20, rounds: 20 } : undefined;
      expect(await run(await openPowerDns())).toEqual(window);
    });
  }
});

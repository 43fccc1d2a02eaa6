import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { openDnspod } from "./bench.ts";

// Own fake: the sandbox's API; test/exhaustive/providers has its other shape. DNSPod has no word of its own that a
// change is everywhere, and JSON has none for octets that are no UTF-8: convert.test.ts has what becomes of them.

describe("the DNSPod adapter keeps every promise", () => {
  for (const { name, run } of casesWithout("settled", "octets")) {
    test(name, async () => {
      await expect(run(await openDnspod())).resolves.toBeUndefined();
    });
  }
});

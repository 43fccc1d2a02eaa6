import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { openCloudflare } from "./bench.ts";

// Own fake: the sandbox's API. test/exhaustive/providers has its other shapes.

describe("the Cloudflare adapter keeps every promise", () => {
  for (const { name, run } of casesWithout("lag", "settled")) {
    test(name, async () => {
      await expect(run(await openCloudflare())).resolves.toBeUndefined();
    });
  }
});

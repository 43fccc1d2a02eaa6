import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { openAlidns } from "./bench.ts";

// Own fake: the sandbox's API. It has no word of its own that a change is everywhere, nothing is known of a lag of its
// listing, and a query has no way to say octets that are no UTF-8. It changes some texts and takes none over 512 octets: convert.test.ts has what becomes of all these.

describe("the adapter for Alibaba Cloud DNS keeps every promise", () => {
  for (const { name, run } of casesWithout("settled", "octets", "any-text", "lag")) {
    test(name, async () => {
      await expect(run(await openAlidns())).resolves.toBeUndefined();
    });
  }
});

import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { subjectOn } from "./subject.ts";

// Own fake: the sandbox's API. test/exhaustive/providers has its other wording.

describe("the Route 53 adapter keeps every promise", () => {
  for (const { name, run } of casesWithout("lag")) {
    test(name, async () => {
      await expect(run(await subjectOn({ batchErrorShape: "error-response" }))).resolves.toBeUndefined();
    });
  }
});

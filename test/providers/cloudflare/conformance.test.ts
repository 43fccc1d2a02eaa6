import { describe, expect, test } from "vitest";
import { casesWithout, type Need } from "../../../providers/conformance.ts";
import { openCloudflare } from "./bench.ts";

// Own fake: the sandbox's API.

/**
 * What this adapter does not do yet: known locks (`RRset.locked`) and `mayWrite`. These cases are expected to fail, so
 * that this list goes the moment that it does.
 */
const NOT_YET: ReadonlySet<Need | undefined> = new Set(["locks", "probes"] as const);

const cases = casesWithout("lag", "settled").map((one) => ({
  ...one,
  it: NOT_YET.has(one.needs) ? test.fails : test,
}));

describe("the Cloudflare adapter keeps every promise", () => {
  for (const { name, run, it } of cases) {
    it(name, async () => {
      await expect(run(await openCloudflare())).resolves.toBeUndefined();
    });
  }
});

describe("also where the API is the one of before October 2024, and where it no longer lists permissions", () => {
  for (const { name, run } of conformanceCases) {
    test(name, async () => {
      await expect(
        run(await openCloudflare({ api: { wrapsValidation: true, listsPermissions: false } })),
      ).resolves.toBeUndefined();
    });
  }
});

describe("also where the API lists TXT bare and holds three records a page", () => {
  for (const { name, run, it } of cases) {
    it(name, async () => {
      await expect(
        run(await openCloudflare({ api: { txtSpelling: "bare", pageLimit: 3 } })),
      ).resolves.toBeUndefined();
    });
  }
});

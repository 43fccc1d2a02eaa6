import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { openCloudflare } from "./bench.ts";

// Own fake: the sandbox's API.

describe("the Cloudflare adapter keeps every promise", () => {
  for (const { name, run } of casesWithout("lag", "settled")) {
    test(name, async () => {
      await expect(run(await openCloudflare())).resolves.toBeUndefined();
    });
  }
});

describe("also where the API is the one of before October 2024, and where it no longer lists permissions", () => {
  for (const { name, run } of casesWithout("lag", "settled")) {
    test(name, async () => {
      await expect(
        run(await openCloudflare({ api: { wrapsValidation: true, listsPermissions: false } })),
      ).resolves.toBeUndefined();
    });
  }
});

describe("also where the API lists TXT bare and holds three records a page", () => {
  for (const { name, run } of casesWithout("lag", "settled")) {
    test(name, async () => {
      await expect(
        run(await openCloudflare({ api: { txtSpelling: "bare", pageLimit: 3 } })),
      ).resolves.toBeUndefined();
    });
  }
});

import { describe, expect, test } from "vitest";
import { casesWithout } from "../../../providers/conformance.ts";
import { openCloudflare } from "../../providers/cloudflare/bench.ts";
import { openDnspod } from "../../providers/dnspod/bench.ts";
import { openPowerDns } from "../../providers/powerdns/subject.ts";
import { subjectOn } from "../../providers/route53/subject.ts";

// Every promise again, on the other shapes in which the APIs answer or have answered (own fakes). Here for their
// number: stalls take real time.

describe("at Cloudflare, where the API is the one of before October 2024, and where it no longer lists permissions", () => {
  for (const { name, run } of casesWithout("lag", "settled")) {
    test(name, async () => {
      await expect(
        run(await openCloudflare({ api: { wrapsValidation: true, listsPermissions: false } })),
      ).resolves.toBeUndefined();
    });
  }
});

describe("at Cloudflare, where the API lists TXT bare and holds three records a page", () => {
  for (const { name, run } of casesWithout("lag", "settled")) {
    test(name, async () => {
      await expect(
        run(await openCloudflare({ api: { txtSpelling: "bare", pageLimit: 3 } })),
      ).resolves.toBeUndefined();
    });
  }
});

describe("at Route 53, where the text of a refusal is in messages alone", () => {
  for (const { name, run } of casesWithout("lag")) {
    test(name, async () => {
      await expect(run(await subjectOn({ batchErrorShape: "bare-messages" }))).resolves.toBeUndefined();
    });
  }
});

describe("at DNSPod's international site, where its API refuses whatever its pages leave out", () => {
  const api = { site: "international", undocumented: "refused", mx: { min: 1, max: 65_535 } } as const;
  // Cases with a lag count requests, and here some are refused before the one that is carried out.
  for (const { name, run } of casesWithout("lag", "settled", "octets")) {
    test(name, async () => {
      await expect(run(await openDnspod({ api }))).resolves.toBeUndefined();
    });
  }
});

describe("at a host of whole record sets whose listings are up to half a minute old", () => {
  for (const { name, run } of casesWithout("locks", "keys", "probes", "settled", "others")) {
    test(name, async () => {
      const window = name.startsWith("of 20 foreign values") ? { lost: 20, rounds: 20 } : undefined;
      expect(await run(await openPowerDns(30_000))).toEqual(window);
    });
  }
});

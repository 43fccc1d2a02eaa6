import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Lookup } from "../../../src/dns/observation.ts";
import { findKeyAbove } from "../../../src/onboard/dnssec/signed.ts";
import { createFakes } from "../fakes.ts";

const APEX = parseDomainName("news.example.com");
const DIGEST = "ab".repeat(32);
const ds = (numbers: string): string => `\\# 36 3039${numbers}${DIGEST}`;
const [KNOWN, UNKNOWN_ALGORITHM, UNKNOWN_DIGEST] = [ds("0d02"), ds("c802"), ds("0dc8")];

/** What the zones above hold: owner → DS records, or no answer. */
async function keyOf(held: Readonly<Record<string, readonly string[] | "failed">>) {
  const fakes = createFakes();
  fakes.authority.lookup = ({ owner, type }): Promise<Lookup> => {
    const values = held[owner];
    if (values === undefined) return Promise.resolve({ kind: "nodata" });
    if (values === "failed") return Promise.resolve({ kind: "failed", because: "silent" });
    return Promise.resolve({
      kind: "answer",
      canonicalName: owner,
      rrset: { owner, type, ttl: 300, values },
    });
  };
  return findKeyAbove({ authority: fakes.authority, signal: new AbortController().signal }, APEX);
}

describe("a zone is validated by", () => {
  it.each([
    ["its own key", { [APEX]: [KNOWN] }, "own"],
    ["its own key, beside one of a kind that nobody knows", { [APEX]: [UNKNOWN_ALGORITHM, KNOWN] }, "own"],
    ["nobody, where the only key is of an unknown algorithm", { [APEX]: [UNKNOWN_ALGORITHM] }, "none"],
    ["nobody, where its digest is of an unknown kind", { [APEX]: [UNKNOWN_DIGEST] }, "none"],
    ["that of a zone around it", { "example.com": [KNOWN] }, "around"],
    [
      "its own, though that of the zone around it was not told",
      { [APEX]: [KNOWN], "example.com": "failed" },
      "own",
    ],
    ["nobody", {}, "none"],
  ] as const)("%s", async (_what, held, key) => {
    expect(await keyOf(held)).toBe(key);
  });

  it("somebody or nobody, where that was not told", async () => {
    expect(await keyOf({ "example.com": "failed" })).toBeUndefined();
  });
});

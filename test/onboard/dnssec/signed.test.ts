import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Lookup } from "../../../src/dns/observation.ts";
import { findKeyAbove, isSigned } from "../../../src/onboard/dnssec/signed.ts";
import { createFakes } from "../fakes.ts";

const APEX = parseDomainName("a.b.example.com");
const DIGEST = "ab".repeat(32);
const ds = (numbers: string): string => `\\# 36 3039${numbers}${DIGEST}`;
const [KNOWN, UNKNOWN_ALGORITHM, UNKNOWN_DIGEST] = [ds("0d02"), ds("c802"), ds("0dc8")];

/** What the zones above hold: owner → DS records, or no answer. */
type Held = Readonly<Record<string, readonly string[] | "failed">>;

async function keyOf(held: Held, apex = APEX) {
  return findKeyAbove(holding(held), apex);
}

function holding(held: Held) {
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
  return { authority: fakes.authority, signal: new AbortController().signal };
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
    ["that of one of the zones around it", { "b.example.com": [KNOWN] }, "around"],
    ["nobody", {}, "none"],
  ] as const)("%s", async (_what, held, key) => {
    expect(await keyOf(held)).toBe(key);
  });

  it.each([
    ["bytes in capitals", KNOWN.toUpperCase().replace("\\# 36", "\\# 36")],
    // A host's own spelling, which this program does not know: better taken for a key than for none.
    ["a spelling of its own", `12345 13 2 ${DIGEST}`],
    ["bytes that end before the digest", "\\# 3 30390d"],
    ["words before the bytes", `x ${UNKNOWN_ALGORITHM}`],
  ])("its own key, told by %s", async (_what, value) => {
    expect(await keyOf({ [APEX]: [value] })).toBe("own");
  });

  it("nobody, where the algorithm is unknown in capitals, too", async () => {
    expect(await keyOf({ [APEX]: [UNKNOWN_ALGORITHM.toUpperCase()] })).toBe("none");
  });

  it("somebody or nobody, where that was not told", async () => {
    expect(await keyOf({ "example.com": "failed" })).toBeUndefined();
  });
});

it("names above the registrable domain are not asked", async () => {
  expect(await keyOf({ com: [KNOWN] })).toBe("none");
  // A zone that is a public suffix itself has its own key alone.
  expect(await keyOf({ com: [KNOWN] }, parseDomainName("co.uk"))).toBe("none");
});

it("a zone is signed where somebody validates it, and not known to be where that was not told", async () => {
  expect(await isSigned(holding({ [APEX]: [KNOWN] }), APEX)).toBe(true);
  expect(await isSigned(holding({}), APEX)).toBe(false);
  expect(await isSigned(holding({ [APEX]: "failed" }), APEX)).toBeUndefined();
});

it("who is interrupted asks no longer", async () => {
  const { authority } = createFakes();
  const signals: (AbortSignal | undefined)[] = [];
  authority.lookup = (_question, options): Promise<Lookup> => {
    signals.push(options?.signal);
    return Promise.resolve({ kind: "nodata" });
  };
  const { signal } = new AbortController();
  await findKeyAbove({ authority, signal }, APEX);
  expect(signals).toEqual([signal, signal, signal]);
});

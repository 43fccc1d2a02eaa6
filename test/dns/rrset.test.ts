import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import {
  findRRset,
  keyOf,
  keyOfSwap,
  keyText,
  sameKey,
  sameRRset,
  sameValues,
  type RRset,
} from "../../src/dns/rrset.ts";

const owner = parseDomainName("mail.example.com");
const TXT: RRset = { owner, type: "TXT", ttl: 300, values: ["a", "b"] };

describe("RRsets", () => {
  it("are sets: order and repetition mean nothing", () => {
    expect(sameValues(["a", "b"], ["b", "a", "b"])).toBe(true);
    expect(sameValues(["a"], ["a", "b"])).toBe(false);
    expect(sameValues(["a", "a"], ["a", "b"])).toBe(false);
    expect(sameValues(["a", "b"], ["a", "c"])).toBe(false);
    expect(sameValues(["a"], ["b"])).toBe(false);
    expect(sameRRset(TXT, { ...TXT, values: ["b", "a"] })).toBe(true);
  });

  it("differ by owner, type, TTL and values; absent equals absent only", () => {
    const others: readonly RRset[] = [
      { ...TXT, ttl: 60 },
      { ...TXT, type: "MX" },
      { ...TXT, values: ["a"] },
      { ...TXT, owner: parseDomainName("example.com") },
    ];
    for (const other of others) expect(sameRRset(TXT, other)).toBe(false);
    expect(sameRRset(undefined, undefined)).toBe(true);
    expect(sameRRset(TXT, undefined)).toBe(false);
    expect(sameRRset(undefined, { ...TXT, values: [] })).toBe(false);
  });

  it("are found by owner and type", () => {
    expect(findRRset([TXT], owner, "TXT")).toBe(TXT);
    expect(findRRset([TXT], owner, "MX")).toBeUndefined();
    expect(findRRset([TXT], parseDomainName("example.com"), "TXT")).toBeUndefined();
  });

  it("give a swap its place, from either side", () => {
    expect(keyOfSwap({ before: undefined, after: TXT })).toEqual({ owner, type: "TXT" });
    expect(keyOfSwap({ before: TXT, after: undefined })).toEqual({ owner, type: "TXT" });
    expect(() => keyOfSwap({ before: undefined, after: undefined })).toThrow(
      new TypeError("a swap needs a side"),
    );
  });

  it("have a key of owner and type alone, also as text", () => {
    expect(keyOf(TXT)).toEqual({ owner, type: "TXT" });
    expect(keyText(TXT)).toBe("TXT mail.example.com");
    expect(sameKey(TXT, { owner, type: "TXT" })).toBe(true);
    expect(sameKey(TXT, { owner, type: "MX" })).toBe(false);
    expect(sameKey(TXT, { owner: parseDomainName("example.com"), type: "TXT" })).toBe(false);
  });
});

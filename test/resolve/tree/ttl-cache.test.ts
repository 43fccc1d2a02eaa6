import { describe, expect, it } from "vitest";
import { createTtlCache } from "../../../src/resolve/tree/ttl-cache.ts";
import { createManualClock } from "../../support/dns-clock.ts";

describe("createTtlCache", () => {
  it("remembers for the TTL, and for an hour at most", () => {
    const clock = createManualClock();
    const cache = createTtlCache<string>(clock);
    cache.set("short", "a", 2);
    cache.set("long", "b", 172_800);
    clock.advance(1_999);
    expect(cache.get("short")).toBe("a");
    clock.advance(1);
    expect(cache.get("short")).toBeUndefined();
    clock.advance(3_598_000);
    expect(cache.get("long")).toBeUndefined();
  });

  it("stays bounded by dropping the oldest", () => {
    const cache = createTtlCache<number>(createManualClock());
    for (let index = 0; index < 1_001; index += 1) cache.set(String(index), index, 60);
    expect([cache.get("0"), cache.get("1"), cache.get("1000")]).toStrictEqual([undefined, 1, 1000]);
  });

  it("forgets one entry", () => {
    const cache = createTtlCache<number>(createManualClock());
    for (const key of ["a", "b", "c"]) cache.set(key, 1, 60);
    cache.delete("a");
    expect([cache.get("a"), cache.get("b")]).toStrictEqual([undefined, 1]);
  });
});

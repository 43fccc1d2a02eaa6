import { expect, it } from "vitest";
import type { SpfLookup } from "../../../../src/plan/spf/count.ts";
import { namesOfAddress } from "../../../../src/plan/spf/impact/owner-of-address.ts";

const WORLD: Readonly<Record<string, readonly string[]>> = {
  "PTR 1.2.0.192.in-addr.arpa": ["not a name", "h.example", "other.example", "gone.example"],
  "A h.example": ["none", "192.0.2.9", "192.0.2.1"],
  "A other.example": ["192.0.2.9"],
};

it("an address belongs to the names that it is said to have and that have it", async () => {
  const asked: string[] = [];
  const lookup: SpfLookup = async ({ owner, type }) => {
    asked.push(`${type} ${owner}`);
    const values = WORLD[`${type} ${owner}`];
    return values === undefined
      ? { kind: "nxdomain" }
      : { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values } };
  };
  expect(await namesOfAddress({ family: 4, bits: 0xc0000201n }, lookup)).toEqual(["h.example"]);
  expect(asked).toEqual(["PTR 1.2.0.192.in-addr.arpa", "A h.example", "A other.example", "A gone.example"]);
});

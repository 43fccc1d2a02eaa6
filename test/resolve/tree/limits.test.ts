import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { ServerAddress } from "../../../src/dns/observation.ts";
import {
  MOST_ADDRESSES_OF_NAME,
  MOST_ADDRESSES_OF_ZONE,
  MOST_NAME_SERVERS,
  withinLimits,
} from "../../../src/resolve/tree/limits.ts";
import type { TestTree } from "../../support/dns-tree.ts";
import { NS1, smallTreesOn, TLD } from "./small-tree.ts";

// Whoever owns a zone chooses the addresses that are asked for it, so how many is bounded.

const open: TestTree[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((tree) => tree.close()));
});
const { at, zones, plant } = smallTreesOn("127.80.14", open);

const elsewhere = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `127.81.${index >> 8}.${index & 255}`);

describe("the servers of a zone", () => {
  it("are asked at eight addresses of a name in each family, the same ones whatever order they come in", async () => {
    const addresses = elsewhere(100);
    const found = [];
    for (const inOrder of [addresses, addresses.toReversed()]) {
      const own = [
        "example.test 300 NS ns1.example.test",
        ...[at(NS1), ...inOrder].map((address) => `ns1.example.test 300 A ${address}`),
        "ns1.example.test 300 AAAA ::1",
      ];
      const registry = ["example.test 300 NS ns1.example.test", `ns1.example.test 300 A ${at(NS1)}`];
      const { walk } = await plant({
        [at(TLD)]: [zones.registry(...registry)],
        [at(NS1)]: [{ apex: "example.test", records: [zones.example().records[0] ?? "", ...own] }],
      });
      found.push(await walk());
    }
    const [one, other] = found.map(({ addresses }) => addresses.map(({ address }) => address).toSorted());
    expect(one).toHaveLength(MOST_ADDRESSES_OF_NAME + 1);
    expect(one).toStrictEqual(other);
    expect(found[0]?.leftOut).toStrictEqual({ servers: 0, addresses: 101 - MOST_ADDRESSES_OF_NAME });
  });

  it("are looked up by sixteen names, those first that the zone is delegated to", async () => {
    const child = Array.from({ length: 30 }, (_, index) => [
      `example.test 300 NS a${index}.example.test`,
      `a${index}.example.test 300 A ${at(NS1)}`,
    ]).flat();
    const { walk } = await plant({ [at(NS1)]: [zones.example(...child)] });
    const { addresses, unresolved, leftOut } = await walk();
    const names = new Set(addresses.map(({ server }) => server));
    expect(names.size).toBe(MOST_NAME_SERVERS);
    expect([...names]).toEqual(expect.arrayContaining(["ns1.example.test", "ns2.example.test"]));
    expect(unresolved).toStrictEqual([]);
    expect(leftOut).toStrictEqual({ servers: 32 - MOST_NAME_SERVERS, addresses: 0 });
  });

  it("are asked at 64 addresses in all, the first of each before the second of any", () => {
    const places = Array.from({ length: 16 }, (_, name) =>
      elsewhere(8).map((address): ServerAddress => ({
        server: parseDomainName(`ns${name}.example.test`),
        address,
        port: 53,
      })),
    );
    const kept = withinLimits(places.flat());
    expect(kept).toHaveLength(MOST_ADDRESSES_OF_ZONE);
    for (const ofName of places) expect(kept.filter((one) => ofName.includes(one))).toHaveLength(4);
  });

  it("are all asked where they are no more than that, in the order in which they were found", () => {
    const places = ["192.0.2.9", "192.0.2.1", "2001:db8::1"].map((address): ServerAddress => ({
      server: parseDomainName("ns1.example.test"),
      address,
      port: 53,
    }));
    expect(withinLimits(places)).toStrictEqual(places);
  });
});

import { afterEach, expect, test } from "vitest";
import { prefixed } from "../../../../src/dns/domain-name.ts";
import { zoneIdOf } from "../../../../src/sandbox/route53/listings.ts";
import { APEX, codeOf, D, name, openBench, type Bench, type BenchSettings } from "../bench.ts";

const benches: Bench[] = [];
afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.close();
});

async function opened(settings: BenchSettings = {}): Promise<Bench> {
  const bench = await openBench(settings);
  benches.push(bench);
  return bench;
}

test("finds the zone with its name servers, in two calls", async () => {
  const bench = await opened();
  expect(await bench.provider.zonesAt(APEX, {})).toEqual([
    { ...bench.zone, nameServers: ["ns1.dns-host.test", "ns2.dns-host.test"] },
  ]);
  expect(bench.operations()).toEqual(["ListHostedZonesByName", "GetHostedZone"]);
});

test("takes no zone that the list merely runs on to: later names, names below, names that end alike, private ones", async () => {
  const others = ["fexample.test", "mail.example.test", "notexample.test", "zzz.test"].map((apex) => ({
    apex: name(apex),
  }));
  const bench = await opened({ otherZones: [...others, { apex: APEX, isPrivate: true }] });
  expect((await bench.provider.zonesAt(APEX, {})).map((zone) => zone.id)).toEqual([bench.zone.id]);
  expect(await bench.provider.zonesAt(name("ample.test"), {})).toEqual([]);
});

test("gives every public zone of one name with its own servers, over a page's end", async () => {
  const twins = Array.from({ length: 101 }, (_, index) => ({
    apex: APEX,
    nameServers: [prefixed(`ns${index}`, name("other.test"))],
  }));
  const bench = await opened({ otherZones: twins });
  const zones = await bench.provider.zonesAt(APEX, {});
  expect(new Set(zones.map((zone) => zone.id)).size).toBe(102);
  expect(new Set(zones.map((zone) => zone.nameServers?.[0])).size).toBe(102);
});

test("with zoneId asks for that zone alone, and needs no right to list", async () => {
  const bench = await opened({ denied: ["ListHostedZonesByName"] });
  const provider = await bench.newProvider({ zoneId: bench.zone.id });
  expect((await provider.zonesAt(APEX, {})).map((zone) => zone.id)).toEqual([bench.zone.id]);
  expect(bench.operations()).toEqual(["GetHostedZone"]);
});

test("refuses a zoneId of another zone, of a private one, and of none", async () => {
  const bench = await opened({ otherZones: [{ apex: APEX, isPrivate: true }] });
  const privateZone = bench.store.zones[1];
  const privateId = privateZone === undefined ? "" : zoneIdOf(privateZone);
  expect(await codeOf((await bench.newProvider({ zoneId: bench.zone.id })).zonesAt(D, {}))).toBe(
    "ZONE_NOT_FOUND",
  );
  expect(await codeOf((await bench.newProvider({ zoneId: privateId })).zonesAt(APEX, {}))).toBe(
    "ZONE_NOT_FOUND",
  );
  expect(await codeOf((await bench.newProvider({ zoneId: "ZNOSUCHZONE" })).zonesAt(APEX, {}))).toBe(
    "ZONE_NOT_FOUND",
  );
});

test.each(["ListHostedZonesByName", "GetHostedZone"])(
  "a proxy's page in the place of %s is no answer",
  async (operation) => {
    const bench = await opened();
    bench.journal.inject({ operation, kind: "html", times: 1 });
    expect(await codeOf(bench.provider.zonesAt(APEX, {}))).toBe("API_SURPRISE");
  },
);

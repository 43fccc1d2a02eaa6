import { afterEach, expect, test } from "vitest";
import { prefixed } from "../../../../src/dns/domain-name.ts";
import { zoneIdOf } from "../../../../src/sandbox/route53/listings.ts";
import { APEX, codeOf, D, name, openFixture, type Fixture, type BenchSettings } from "../bench.ts";

const benches: Fixture[] = [];
afterEach(async () => {
  for (const fixture of benches.splice(0)) await fixture.close();
});

async function opened(settings: BenchSettings = {}): Promise<Fixture> {
  const fixture = await openFixture(settings);
  benches.push(fixture);
  return fixture;
}

test("finds the zone with its name servers, in two calls", async () => {
  const fixture = await opened();
  expect(await fixture.provider.zonesAt(APEX, {})).toEqual([
    { ...fixture.zone, nameServers: ["ns1.dns-host.test", "ns2.dns-host.test"] },
  ]);
  expect(fixture.operations()).toEqual(["ListHostedZonesByName", "GetHostedZone"]);
});

test("takes no zone that the list merely runs on to: later names, names below, names that end alike, private ones", async () => {
  const others = ["fexample.test", "mail.example.test", "notexample.test", "zzz.test"].map((apex) => ({
    apex: name(apex),
  }));
  const fixture = await opened({ otherZones: [...others, { apex: APEX, isPrivate: true }] });
  expect((await fixture.provider.zonesAt(APEX, {})).map((zone) => zone.id)).toEqual([fixture.zone.id]);
  expect(await fixture.provider.zonesAt(name("ample.test"), {})).toEqual([]);
});

test.each([
  ["which says that it goes on", false],
  ["which does not say so", true],
])(
  "gives every public zone of one name with its own servers, over the end of a page %s",
  async (_what, leavesOutIsTruncated) => {
    const twins = Array.from({ length: 101 }, (_, index) => ({
      apex: APEX,
      nameServers: [prefixed(`ns${index}`, name("other.test"))],
    }));
    const fixture = await opened({ otherZones: twins, leavesOutIsTruncated });
    const zones = await fixture.provider.zonesAt(APEX, {});
    expect(new Set(zones.map((zone) => zone.id)).size).toBe(102);
    expect(new Set(zones.map((zone) => zone.nameServers?.[0])).size).toBe(102);
  },
);

test("with zoneId asks for that zone alone, and needs no right to list", async () => {
  const fixture = await opened({ denied: ["ListHostedZonesByName"] });
  const provider = await fixture.newProvider({ zoneId: fixture.zone.id });
  expect((await provider.zonesAt(APEX, {})).map((zone) => zone.id)).toEqual([fixture.zone.id]);
  expect(fixture.operations()).toEqual(["GetHostedZone"]);
});

test("refuses a zoneId of another zone, of a private one, and of none", async () => {
  const fixture = await opened({ otherZones: [{ apex: APEX, isPrivate: true }] });
  const privateZone = fixture.store.zones[1];
  const privateId = privateZone === undefined ? "" : zoneIdOf(privateZone);
  expect(await codeOf((await fixture.newProvider({ zoneId: fixture.zone.id })).zonesAt(D, {}))).toBe(
    "ZONE_NOT_FOUND",
  );
  expect(await codeOf((await fixture.newProvider({ zoneId: privateId })).zonesAt(APEX, {}))).toBe(
    "ZONE_NOT_FOUND",
  );
  expect(await codeOf((await fixture.newProvider({ zoneId: "ZNOSUCHZONE" })).zonesAt(APEX, {}))).toBe(
    "ZONE_NOT_FOUND",
  );
});

test.each(["ListHostedZonesByName", "GetHostedZone"])(
  "a proxy's page in the place of %s is no answer",
  async (operation) => {
    const fixture = await opened();
    fixture.journal.inject({ operation, kind: "html", times: 10 });
    expect(await codeOf(fixture.provider.zonesAt(APEX, {}))).toBe("API_SURPRISE");
  },
);

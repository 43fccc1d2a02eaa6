import { expect, test } from "vitest";
import type { Zone } from "../../../src/dns/provider.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { findZones } from "../../../providers/cloudflare/zones.ts";
import { apex, openCloudflare, TOKEN, type BenchOptions } from "./bench.ts";

// Against our own fake of the API, which follows recorded traffic of 2024 and 2025.

const READ_ONLY = ["#zone:read", "#dns_records:read"];

test("name servers of the customer's own count beside those that Cloudflare assigned", async () => {
  const vanity = ["ns1.brand.test", "ns2.dns-host.test"].map(parseDomainName);
  const [zone] = await zonesWith({ zone: { vanityNameServers: vanity } });
  expect(zone?.nameServers).toEqual(["ns1.dns-host.test", "ns2.dns-host.test", "ns1.brand.test"]);
});

test.each([
  [[null, 5, {}], [[]], undefined],
  [null, "ns1.brand.test", undefined],
  [["ns9.other.test", null], null, ["ns9.other.test"]],
])("of name servers told as %j and %j only names count", async (servers, vanity, nameServers) => {
  const item = { id: "z", name: apex, status: "active", type: "full" };
  const result = [{ ...item, name_servers: servers, vanity_name_servers: vanity }];
  const result_info = { page: 1, per_page: 20, count: 1, total_count: 1, total_pages: 1 };
  const list = () => Promise.resolve({ result, result_info });
  const client = { zones: { list, get: () => expect.fail("asked by id") } };
  const [listed] = await findZones(client, apex, {});
  expect(listed?.zone.nameServers).toEqual(nameServers);
});

test("an internal twin of a public zone is no second zone", async () => {
  const fixture = await openCloudflare();
  const twin = fixture.store.add({ apex, type: "internal" });
  const zones = await (await fixture.createProvider()).zonesAt(apex, {});
  expect(zones.map(({ id }) => id)).toEqual([fixture.zone.id]);

  const byId = await openCloudflare({ zone: { type: "internal" } });
  const context = { ...byId.context, settings: { ...byId.context.settings, zoneId: byId.zone.id } };
  const [listed] = await (await byId.createProvider(context)).zonesAt(apex, {});
  expect(listed).toMatchObject({ notServing: "internal" });
  expect(twin.id).not.toBe(fixture.zone.id);
});

test.each([
  ["all that is needed", {}, undefined],
  ["no right to edit", { tokens: [{ token: TOKEN, permissions: READ_ONLY }] }, true],
  [
    "a right to edit among others",
    { tokens: [{ token: TOKEN, permissions: [...READ_ONLY, "#dns_records:edit"] }] },
    undefined,
  ],
  [
    "nothing, for the API no longer lists it",
    { tokens: [{ token: TOKEN, permissions: READ_ONLY }], listsPermissions: false },
    undefined,
  ],
] as const)("a zone beside which the API lists %s", async (_what, api, readOnlyKey) => {
  const [zone] = await zonesWith({ api });
  expect(zone).toBeDefined();
  expect(zone?.readOnlyKey).toBe(readOnlyKey);
});

test.each([
  [undefined, undefined],
  [null, undefined],
  [[], undefined],
  [["#zone:read"], false],
  [["#dns_records:edit"], true],
])("permissions %j tell about the right to edit: %s", async (permissions, mayEdit) => {
  const item = { id: "1", name: apex, type: "full", status: "active", permissions };
  const page = { result: [item], result_info: { total_pages: 1, total_count: 1 } };
  const client = { zones: { list: () => Promise.resolve(page), get: () => Promise.resolve(item) } };
  const [listed] = await findZones(client, apex, {});
  expect(listed?.mayEdit).toBe(mayEdit);
  expect(listed?.zone.readOnlyKey).toBe(mayEdit === false ? true : undefined);
});

async function zonesWith(options: BenchOptions): Promise<readonly Zone[]> {
  return (await (await openCloudflare(options)).createProvider()).zonesAt(apex, {});
}

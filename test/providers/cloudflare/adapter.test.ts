import { expect, test } from "vitest";
import type { DnsProvider, Zone } from "../../../src/dns/provider.ts";
import { parseDomainName, prefixed, type DomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, RRType } from "../../../src/dns/rrset.ts";
import {
  apex,
  openCloudflare,
  recordsAt,
  seed,
  TOKEN,
  type BenchOptions,
  type CloudflareBench,
} from "./bench.ts";

const mail = prefixed("mail", apex);
const dkim = prefixed("k1._domainkey", mail);
const dmarc = prefixed("_dmarc", mail);
const OLD_SPF = "v=spf1 include:_spf.google.com ~all";
const NEW_SPF = "v=spf1 include:_spf.google.com include:qcloudmail.com ~all";

test("a new domain costs five requests, and a second run two and no write", async () => {
  const { fixture, provider } = await opened();
  const [zone] = await provider.zonesAt(apex, {});
  await provider.readRRsets(known(zone), [mail, dmarc], {});
  const swaps = [
    txt(mail, NEW_SPF),
    txt(dkim, "v=DKIM1; p=abc"),
    txt(dmarc, "v=DMARC1; p=none"),
    mx(mail, "10 mx.example.net"),
  ].map((after) => ({
    before: undefined,
    after,
  }));
  await provider.apply(known(zone), swaps, {});
  expect(fixture.journal.operations("cloudflare")).toEqual([
    "GET zones",
    "GET dns_records",
    "GET dns_records",
    "POST dns_records/batch",
    "GET dns_records",
  ]);
  fixture.journal.entries.length = 0;
  await provider.zonesAt(apex, {});
  await provider.readRRsets(known(zone), [mail, dmarc, dkim], {});
  await provider.apply(known(zone), [], {});
  expect(fixture.journal.operations("cloudflare")).toEqual(["GET zones", "GET dns_records"]);
});

test("a repeated swap costs one read", async () => {
  const { fixture, provider, zone } = await opened();
  const swaps = [{ before: undefined, after: txt(mail, NEW_SPF) }];
  await provider.apply(zone, swaps, {});
  fixture.journal.entries.length = 0;
  expect(await provider.apply(zone, swaps, {})).toEqual({ written: 0 });
  expect(fixture.journal.operations("cloudflare")).toEqual(["GET dns_records"]);
});

test("a changed value keeps its record's id, comment, tags and TTL, and other records are not mentioned", async () => {
  const { fixture, provider, zone } = await opened();
  const before = txt(mail, "google-site-verification=abc", OLD_SPF);
  const [verification, spf] = seed(fixture.zone, before, { comment: "do not touch", tags: ["team:web"] });
  await provider.apply(zone, [{ before, after: txt(mail, NEW_SPF, "google-site-verification=abc") }], {});
  expect(recordsAt(fixture.zone, mail, "TXT")).toEqual([
    verification,
    expect.objectContaining({ ...spf, value: NEW_SPF }),
  ]);
  const batch = fixture.journal.entries.find(({ operation }) => operation === "POST dns_records/batch");
  expect(JSON.parse(batch?.request.body ?? "{}")).toMatchObject({
    deletes: [],
    posts: [],
    patches: [{ id: spf?.id }],
  });
});

test("a record that it creates carries a comment within the free plan's limit, and is not proxied", async () => {
  const { fixture, provider, zone } = await opened();
  await provider.apply(
    zone,
    [{ before: undefined, after: { owner: mail, type: "CNAME", ttl: 300, values: ["target.example.net"] } }],
    {},
  );
  const [record] = recordsAt(fixture.zone, mail, "CNAME");
  expect(record).toMatchObject({ proxied: false, value: "target.example.net", ttl: 300 });
  expect(record?.comment).toMatch(/ses-onboard/);
});

test("an automatic TTL reads as 300 seconds and stays automatic when the RRset is extended", async () => {
  const { fixture, provider, zone } = await opened();
  const before = txt(mail, "google-site-verification=abc");
  seed(fixture.zone, before, { automaticTtl: true });
  expect(await provider.readRRsets(zone, [mail], {})).toEqual([before]);
  await provider.apply(zone, [{ before, after: txt(mail, ...before.values, NEW_SPF) }], {});
  expect(recordsAt(fixture.zone, mail, "TXT").map(({ automaticTtl }) => automaticTtl)).toEqual([true, true]);
});

test("a TTL that the host does not take becomes the nearest that it takes, and a repeated swap still writes nothing", async () => {
  const { fixture, provider, zone } = await opened();
  const swaps = [
    { before: undefined, after: { ...txt(mail, "short"), ttl: 5 } },
    { before: undefined, after: { ...txt(dmarc, "long"), ttl: 604_800 } },
  ];
  await provider.apply(zone, swaps, {});
  expect([mail, dmarc].map((owner) => recordsAt(fixture.zone, owner, "TXT")[0]?.ttl)).toEqual([60, 86_400]);
  expect(await provider.apply(zone, swaps, {})).toEqual({ written: 0 });
});

test("a swap of the TTL alone is written to every record of the RRset", async () => {
  const { fixture, provider, zone } = await opened();
  const before = txt(mail, "one", "two");
  seed(fixture.zone, before);
  const swap = { before, after: { ...before, ttl: 3_600 } };
  expect(await provider.apply(zone, [swap], {})).toEqual({ written: 1 });
  expect(recordsAt(fixture.zone, mail, "TXT").map(({ ttl }) => ttl)).toEqual([3_600, 3_600]);
  expect(await provider.apply(zone, [swap], {})).toEqual({ written: 0 });
});

test("a value cut into other pieces is the same value", async () => {
  const { fixture, provider, zone } = await opened();
  const listed = `"v=spf1 " "include:_spf.google.com" " ~all"`;
  await request(fixture, "POST", `/zones/${zone.id}/dns_records`, {
    name: mail,
    type: "TXT",
    content: listed,
    ttl: 300,
  });
  expect(await provider.readRRsets(zone, [mail], {})).toEqual([txt(mail, OLD_SPF)]);
});

test("a read-only record of Email Routing is left alone beside a new value, and refused when it is to change", async () => {
  const { fixture, provider, zone } = await opened();
  const before = mx(mail, "10 route1.mx.cloudflare.net");
  seed(fixture.zone, before, { locked: "Email Routing" });
  const replaced = provider.apply(zone, [{ before, after: mx(mail, "10 mx.example.net") }], {});
  await expect(replaced).rejects.toMatchObject({
    code: "RECORD_IN_THE_WAY",
    facts: { locked: "Email Routing" },
  });
  await provider.apply(zone, [{ before, after: mx(mail, ...before.values, "20 mx.example.net") }], {});
  expect(recordsAt(fixture.zone, mail, "MX").map(({ value }) => value)).toEqual([
    ...before.values,
    "20 mx.example.net",
  ]);
});

test("what Email Routing has locked, and what it would take away with itself, is told when it is read", async () => {
  const { fixture, provider, zone } = await opened();
  const spf = txt(mail, "v=spf1 include:_spf.mx.cloudflare.net ~all");
  seed(fixture.zone, spf, { locked: "Email Routing" });
  seed(fixture.zone, mx(mail, "10 route1.mx.cloudflare.net"), { belongsTo: "Email Routing" });
  seed(fixture.zone, txt(dmarc, "v=DMARC1; p=none"));
  expect(await provider.readRRsets(zone, [mail, dmarc], {})).toEqual(
    expect.arrayContaining([
      { ...spf, locked: "Email Routing" },
      { ...mx(mail, "10 route1.mx.cloudflare.net"), belongsTo: "Email Routing" },
      txt(dmarc, "v=DMARC1; p=none"),
    ]),
  );
  const merged = provider.apply(zone, [{ before: spf, after: txt(mail, NEW_SPF) }], {});
  await expect(merged).rejects.toMatchObject({
    code: "RECORD_IN_THE_WAY",
    hint: expect.stringMatching(/^Unlock/),
  });
});

test("a CNAME at a name that was not read before is refused, although the host would take the TXT", async () => {
  const { fixture, provider, zone } = await opened();
  seed(fixture.zone, { owner: dkim, type: "CNAME", ttl: 300, values: ["dkim.example.net"] });
  const applied = provider.apply(zone, [{ before: undefined, after: txt(dkim, "v=DKIM1; p=abc") }], {});
  await expect(applied).rejects.toMatchObject({ code: "CNAME_IN_THE_WAY", facts: { owner: dkim } });
});

test("a CNAME makes room for TXT in one batch", async () => {
  const { fixture, provider, zone } = await opened();
  const alias: RRset = { owner: dmarc, type: "CNAME", ttl: 300, values: ["dmarc.example.net"] };
  seed(fixture.zone, alias);
  const swaps = [
    { before: alias, after: undefined },
    { before: undefined, after: txt(dmarc, "v=DMARC1; p=reject") },
  ];
  expect(await provider.apply(zone, swaps, {})).toEqual({ written: 2 });
  expect(await provider.readRRsets(zone, [dmarc], {})).toEqual([txt(dmarc, "v=DMARC1; p=reject")]);
});

test("an address record that came in between is named as the record in the way", async () => {
  const { fixture, provider, zone } = await opened();
  fixture.host.intercept("write", () =>
    fixture.host.seed({ owner: mail, type: "A", ttl: 300, values: ["192.0.2.1"] }),
  );
  const applied = provider.apply(
    zone,
    [{ before: undefined, after: { owner: mail, type: "CNAME", ttl: 300, values: ["t.example.net"] } }],
    {},
  );
  await expect(applied).rejects.toMatchObject({
    code: "RECORD_IN_THE_WAY",
    facts: { hostErrors: [{ code: 81053 }] },
  });
});

test("a record that is gone when it is to change (81044) is a lost race", async () => {
  const { fixture, provider, zone } = await opened();
  const before = txt(mail, OLD_SPF);
  seed(fixture.zone, before);
  fixture.host.intercept("write", () => fixture.host.seed({ ...before, values: [] }));
  const applied = provider.apply(zone, [{ before, after: txt(mail, NEW_SPF) }], {});
  await expect(applied).rejects.toMatchObject({
    code: "RRSET_CHANGED",
    facts: { found: null, written: false },
  });
});

test("a second SPF record added beside ours is told with both, for the caller to merge", async () => {
  const { fixture, provider, zone } = await opened();
  fixture.host.intercept("write", () => fixture.host.seed(txt(mail, OLD_SPF)));
  const ours = "v=spf1 include:qcloudmail.com ~all";
  const applied = provider.apply(zone, [{ before: undefined, after: txt(mail, ours) }], {});
  await expect(applied).rejects.toMatchObject({
    code: "RRSET_CHANGED",
    facts: { written: true, found: { values: [OLD_SPF, ours] } },
  });
});

test("an answer lost after the commit counts as written also where somebody added a value beside ours", async () => {
  const { fixture, provider, zone } = await opened();
  const ours = "v=spf1 include:qcloudmail.com ~all";
  fixture.host.inject({ on: "write", kind: "answer-lost", times: 1 });
  fixture.host.intercept("write", () =>
    fixture.host.intercept("read", () => fixture.host.seed(txt(mail, ours, OLD_SPF))),
  );
  const raced = provider.apply(zone, [{ before: undefined, after: txt(mail, ours) }], {});
  await expect(raced).rejects.toMatchObject({ code: "RRSET_CHANGED", facts: { written: true } });
});

test("an answer lost after the commit is found out by reading, and counts as written", async () => {
  const { fixture, provider, zone } = await opened();
  fixture.host.inject({ on: "write", kind: "answer-lost", times: 1 });
  expect(await provider.apply(zone, [{ before: undefined, after: txt(mail, NEW_SPF) }], {})).toEqual({
    written: 1,
  });
  expect(
    fixture.journal.operations("cloudflare").filter((operation) => operation.startsWith("POST")),
  ).toHaveLength(1);
});

test("a write that the host refused has not arrived, for certain", async () => {
  const { provider, zone } = await opened({ api: { recordQuota: 0 } });
  const refused = await provider
    .apply(zone, [{ before: undefined, after: txt(mail, NEW_SPF) }], {})
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "QUOTA_EXCEEDED" });
  expect(refused).not.toHaveProperty("facts.mayHaveArrived");
});

test("of the batch nothing is applied when the host refuses one value", async () => {
  const { fixture, provider, zone } = await opened();
  const swaps = [txt(mail, NEW_SPF), txt(dkim, "x".repeat(5_000))].map((after) => ({
    before: undefined,
    after,
  }));
  const applied = provider.apply(zone, swaps, {});
  await expect(applied).rejects.toMatchObject({
    code: "VALUE_REJECTED",
    facts: { hostErrors: [{ code: 9207 }] },
  });
  expect(fixture.zone.current.records).toEqual([]);
});

test("a full zone is a quota, and not a failure of the API", async () => {
  const { provider, zone } = await opened({ api: { recordQuota: 0 } });
  const applied = provider.apply(zone, [{ before: undefined, after: txt(mail, NEW_SPF) }], {});
  await expect(applied).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
});

test("a type that it can't write is refused before anything is sent", async () => {
  const { fixture, provider, zone } = await opened();
  const applied = provider.apply(
    zone,
    [{ before: undefined, after: { owner: mail, type: "CAA", ttl: 300, values: ['0 issue ";"'] } }],
    {},
  );
  await expect(applied).rejects.toMatchObject({ code: "VALUE_REJECTED" });
  expect(fixture.journal.operations("cloudflare")).not.toContain("POST dns_records/batch");
});

test("all pages are read, and not one more", async () => {
  const { fixture, provider, zone } = await opened({ api: { pageLimit: 4 } });
  for (let host = 0; host < 8; host += 1)
    seed(fixture.zone, { owner: prefixed(`h${host}`, mail), type: "A", ttl: 300, values: ["192.0.2.1"] });
  seed(fixture.zone, txt(dmarc, "v=DMARC1; p=none"));
  seed(fixture.zone, txt(prefixed("zz", mail), "the last one"));
  fixture.journal.entries.length = 0;
  expect(await provider.readRRsets(zone, [dmarc, prefixed("zz", mail)], {})).toHaveLength(2);
  expect(fixture.journal.operations("cloudflare")).toEqual([
    "GET dns_records",
    "GET dns_records",
    "GET dns_records",
  ]);
});

test("a zone of many pages is asked name by name instead", async () => {
  const { fixture, provider, zone } = await opened({ api: { pageLimit: 2 } });
  for (let host = 0; host < 40; host += 1)
    seed(fixture.zone, { owner: prefixed(`h${host}`, apex), type: "A", ttl: 300, values: ["192.0.2.1"] });
  seed(fixture.zone, txt(apex, "a", "b", "c"));
  seed(fixture.zone, txt(prefixed("_dmarc", apex), "v=DMARC1; p=none"));
  fixture.journal.entries.length = 0;
  const read = await provider.readRRsets(zone, [apex, prefixed("_dmarc", apex)], {});
  expect(read).toEqual([txt(apex, "a", "b", "c"), txt(prefixed("_dmarc", apex), "v=DMARC1; p=none")]);
  expect(fixture.journal.entries).toHaveLength(1 + 2 + 1);
});

test("a listing shorter than its page numbers announce is an error, and not an empty name", async () => {
  const { fixture, provider, zone } = await opened({ api: { pageLimit: 1 } });
  seed(fixture.zone, txt(mail, "one", "two"));
  fixture.host.intercept("read", () => fixture.host.intercept("read", () => fixture.host.seed(txt(mail))));
  await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject({ code: "API_SURPRISE" });
});

test("the zone tells its name servers, and why it would not be served", async () => {
  for (const [settings, notServing] of [
    [{}, undefined],
    [{ type: "partial" }, "partial"],
    [{ type: "secondary" }, "secondary"],
    [{ status: "pending" }, "pending"],
  ] as const) {
    const { zone } = await opened({ zone: settings });
    expect(zone.nameServers).toEqual(["ns1.dns-host.test", "ns2.dns-host.test"]);
    expect(zone.notServing).toBe(notServing);
  }
});

test("a configured zone id is looked up, and must be the zone that was asked for", async () => {
  const { fixture } = await opened();
  const byId = await openCloudflareWith(fixture, { zoneId: fixture.zone.id });
  expect(await byId.zonesAt(apex, {})).toMatchObject([{ apex, id: fixture.zone.id }]);
  await expect(byId.zonesAt(parseDomainName("example.org"), {})).rejects.toMatchObject({
    code: "ZONE_NOT_FOUND",
    facts: { found: apex },
  });
  const wrong = await openCloudflareWith(fixture, { zoneId: "0".repeat(32) });
  await expect(wrong.zonesAt(apex, {})).rejects.toMatchObject({ code: "ZONE_NOT_FOUND" });
});

test("the zone is always asked for by name, since a zone-scoped token may not list without one", async () => {
  const { fixture, provider } = await opened({ api: { tokens: [{ token: TOKEN, zones: [apex] }] } });
  expect(await provider.zonesAt(apex, {})).toHaveLength(1);
  expect(fixture.journal.entries.map(({ request }) => request.query.get("name"))).toEqual([apex, apex]);
});

test("tokens are told apart: unknown, malformed, for another zone, without the right to edit", async () => {
  const stranger = await openCloudflare({ token: "another-token-another-token-another-token" });
  await expect((await stranger.createProvider()).zonesAt(apex, {})).rejects.toMatchObject({
    code: "CREDENTIALS_REJECTED",
  });

  const key = await openCloudflare({ token: "0123456789abcdef0123456789abcdef01234" });
  const malformed = {
    code: "CREDENTIALS_REJECTED",
    facts: { status: 400, hostErrors: [{ code: 6003, chain: [{ code: 6111 }] }] },
  };
  await expect((await key.createProvider()).zonesAt(apex, {})).rejects.toMatchObject(malformed);

  const elsewhere = await openCloudflare({
    api: { tokens: [{ token: TOKEN, zones: [parseDomainName("example.org")] }] },
  });
  const provider = await elsewhere.createProvider();
  expect(await provider.zonesAt(apex, {})).toEqual([]);
  const zone = { apex, id: elsewhere.zone.id, nameServers: undefined };
  await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject({
    code: "RIGHTS_MISSING",
    facts: { hostErrors: [{ code: 10000 }] },
  });

  const reader = await opened({
    api: { tokens: [{ token: TOKEN, permissions: ["#zone:read", "#dns_records:read"] }] },
  });
  const applied = reader.provider.apply(reader.zone, [{ before: undefined, after: txt(mail, NEW_SPF) }], {});
  await expect(applied).rejects.toMatchObject({ code: "RIGHTS_MISSING" });
});

test("a rate limit is waited out as asked where there is patience for it, else not asked again at all", async () => {
  const { fixture, provider } = await opened({ api: { retryAfterSeconds: 300 } });
  fixture.journal.inject({ operation: "GET zones", kind: "rate-limit", times: 2 });
  expect(await provider.zonesAt(apex, { patienceMs: 600_000 })).toHaveLength(1);
  expect(fixture.pauses).toEqual([300_000, 300_000]);
  const sent = fixture.journal.entries.length;
  fixture.journal.inject({ operation: "GET zones", kind: "rate-limit", times: 10 });
  await expect(provider.zonesAt(apex, {})).rejects.toMatchObject({
    code: "API_RATE_LIMITED",
    facts: { retryAfterSeconds: 300 },
  });
  expect(fixture.journal.entries).toHaveLength(sent + 1);
});

test("an abort ends the pause before another attempt, at once", async () => {
  const fixture = await openCloudflare();
  const controller = new AbortController();
  const reason = new Error("stop");
  const sleep = () => {
    controller.abort(reason);
    return Promise.reject(reason);
  };
  const { createCloudflareProvider } = await import("../../../providers/cloudflare/adapter.ts");
  const { createCloudflareClient } = await import("../../../providers/cloudflare/client.ts");
  const provider = createCloudflareProvider(createCloudflareClient(fixture.context, TOKEN), {
    ...fixture.context,
    clock: { ...fixture.context.clock, sleep },
  });
  fixture.journal.inject({ operation: "GET zones", kind: "server-error", times: 10 });
  await expect(provider.zonesAt(apex, { signal: controller.signal })).rejects.toBe(reason);
  expect(fixture.journal.entries).toHaveLength(1);
});

async function opened(
  options: BenchOptions = {},
): Promise<{ fixture: CloudflareBench; provider: DnsProvider; zone: Zone }> {
  const fixture = await openCloudflare(options);
  const provider = await fixture.createProvider();
  const [zone] = await provider.zonesAt(apex, {});
  if (options.api?.tokens === undefined) fixture.journal.entries.length = 0;
  return { fixture, provider, zone: known(zone) };
}

async function openCloudflareWith(
  fixture: CloudflareBench,
  settings: Readonly<Record<string, string>>,
): Promise<DnsProvider> {
  const { createProvider } = await import("../../../providers/cloudflare/index.ts");
  return createProvider({ ...fixture.context, settings: { ...fixture.context.settings, ...settings } });
}

async function request(fixture: CloudflareBench, method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const response = await fetch(`${fixture.baseUrl}${path}`, { method, headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

function known(zone: Zone | undefined): Zone {
  if (zone === undefined) throw new Error("the zone should be found");
  return zone;
}

function txt(owner: DomainName, ...values: readonly string[]): RRset {
  return rrset(owner, "TXT", values);
}

function mx(owner: DomainName, ...values: readonly string[]): RRset {
  return rrset(owner, "MX", values);
}

function rrset(owner: DomainName, type: RRType, values: readonly string[]): RRset {
  return { owner, type, ttl: 300, values };
}

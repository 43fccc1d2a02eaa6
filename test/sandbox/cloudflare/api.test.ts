import { beforeEach, describe, expect, test } from "vitest";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import type { Api } from "../../../src/sandbox/api-server.ts";
import { createCloudflareApi } from "../../../src/sandbox/cloudflare/api.ts";
import { ZoneStore, type StoredZone } from "../../../src/sandbox/zone-store.ts";

const TOKEN = "t".repeat(40);
const SCOPED = "s".repeat(40);
const READER = "r".repeat(40);
const apex = parseDomainName("example.test");
const mail = prefixed("mail", apex);

let store: ZoneStore;
let zone: StoredZone;
let api: Api;

beforeEach(() => {
  store = new ZoneStore();
  zone = store.add({
    apex,
    records: [
      { owner: apex, type: "NS", values: ["ns1.dns-host.test"] },
      { owner: apex, type: "SOA", values: ["ns1.dns-host.test hostmaster.example.test 1 2 3 4 5"] },
      { owner: mail, type: "TXT", values: ['says "hi"'] },
      { owner: mail, type: "MX", values: ["10 mx.example.net"] },
    ],
  });
  api = createCloudflareApi(store, {
    tokens: [
      { token: TOKEN },
      { token: SCOPED, zones: [apex] },
      { token: READER, permissions: ["#zone:read", "#dns_records:read"] },
    ],
    recordQuota: 10,
  });
});

describe("zones", () => {
  test("are found by their exact name only", async () => {
    expect((await call("GET", "/zones?name=example.test")).result).toMatchObject([
      { id: zone.id, name: apex, type: "full", status: "active" },
    ]);
    expect((await call("GET", "/zones?name=ample.test")).result).toEqual([]);
    expect((await call("GET", `/zones/${zone.id}`)).result).toMatchObject({
      name: apex,
      name_servers: ["ns1.dns-host.test", "ns2.dns-host.test"],
    });
  });

  test("name servers of the customer's own, and internal twins, are listed beside the public zone", async () => {
    const vanity = ["ns1.example.test", "ns2.example.test"].map(parseDomainName);
    store.add({ apex, type: "internal", vanityNameServers: vanity });
    const { result } = await call("GET", "/zones?name=example.test");
    expect(result).toMatchObject([{ type: "full" }, { type: "internal", vanity_name_servers: vanity }]);
    expect((result as object[])[0]).not.toHaveProperty("vanity_name_servers");
  });

  test("of other hosts, and private ones, are not listed", async () => {
    store.add({ apex: parseDomainName("elsewhere.test"), hosts: ["route53"] });
    store.add({ apex: parseDomainName("private.test"), isPrivate: true });
    expect((await call("GET", "/zones")).result).toHaveLength(1);
  });
});

describe("tokens", () => {
  test.each([
    ["no header", {}, 400, 6003],
    ["a key in a token's place", { authorization: "Bearer 0123456789abcdef" }, 400, 6003],
    ["a key header beside the token", { authorization: `Bearer ${TOKEN}`, "x-auth-key": "k" }, 400, 6003],
    ["an unknown token", { authorization: `Bearer ${"u".repeat(40)}` }, 401, 10000],
  ])("%s is refused", async (_what, headers, status, code) => {
    expect(await call("GET", "/zones?name=example.test", { headers })).toMatchObject({
      status,
      success: false,
      errors: [{ code }],
    });
  });

  test("made for a zone may not list without a name, and see no other zone", async () => {
    const other = store.add({ apex: parseDomainName("other.test") });
    expect(await call("GET", "/zones", { token: SCOPED })).toMatchObject({
      status: 403,
      errors: [{ code: 9109 }],
    });
    expect((await call("GET", "/zones?name=other.test", { token: SCOPED })).result).toEqual([]);
    expect(await call("GET", `/zones/${other.id}/dns_records`, { token: SCOPED })).toMatchObject({
      status: 403,
      errors: [{ code: 10000 }],
    });
    expect((await call("GET", `${at()}?name=${mail}`, { token: SCOPED })).result).toHaveLength(2);
  });

  test("without the right to edit may only read", async () => {
    expect((await call("GET", at(), { token: READER })).success).toBe(true);
    expect(await call("POST", at(), { token: READER, body: txt("x") })).toMatchObject({
      status: 403,
      errors: [{ code: 10000 }],
    });
    expect((await call("GET", "/zones?name=example.test", { token: READER })).result).toMatchObject([
      { permissions: ["#zone:read", "#dns_records:read"] },
    ]);
  });

  test("are judged before a record is looked for: 81044 is only for those who may write", async () => {
    const body = { deletes: [{ id: "0".repeat(32) }] };
    const codes = [];
    for (const token of [TOKEN, READER])
      codes.push((await call("POST", `${at()}/batch`, { token, body })).errors[0]?.code);
    expect(codes).toEqual([81044, 10000]);
  });

  test("need each permission where it is used, and name none where the API no longer lists them", async () => {
    api = createCloudflareApi(store, {
      tokens: [{ token: READER, permissions: [] }, { token: TOKEN }],
      listsPermissions: false,
    });
    for (const path of ["/zones?name=example.test", `/zones/${zone.id}`, at()])
      expect(await call("GET", path, { token: READER })).toMatchObject({
        status: 403,
        errors: [{ code: 10000 }],
      });
    expect((await call("GET", `/zones/${zone.id}`)).result).not.toHaveProperty("permissions");
  });

  test("for other zones get 9109 by a zone's id, and those for other addresses everywhere, in other words", async () => {
    const other = store.add({ apex: parseDomainName("other.test") });
    const message = "Unauthorized to access requested resource";
    expect(await call("GET", `/zones/${other.id}`, { token: SCOPED })).toMatchObject({
      status: 403,
      errors: [{ code: 9109, message }],
    });
    api = createCloudflareApi(store, {
      tokens: [
        { token: TOKEN, addresses: ["192.0.2.1"] },
        { token: SCOPED, addresses: ["127.0.0.1"] },
      ],
    });
    expect(await call("GET", "/zones?name=example.test")).toMatchObject({
      status: 403,
      errors: [{ code: 9109, message: "Cannot use the access token from location: 127.0.0.1" }],
    });
    expect(await call("GET", "/zones?name=example.test", { token: SCOPED })).toMatchObject({ success: true });
  });
});

describe("listing records", () => {
  test("shows neither the SOA nor the zone's own NS records", async () => {
    const { result } = await call("GET", at());
    expect(result).toMatchObject([
      { type: "TXT", content: '"says \\"hi\\""', ttl: 300 },
      { type: "MX", content: "mx.example.net", priority: 10 },
    ]);
  });

  test("filters by characters, ignoring case", async () => {
    await call("POST", at(), { body: { ...txt("x"), name: "notmail.example.test" } });
    const counts = [
      "name=mail.example.test",
      "name.exact=MAIL.example.test",
      "name.endswith=mail.example.test",
      "name.endswith=mail.example.test&type=TXT",
    ];
    const found = await Promise.all(
      counts.map(async (query) => (await call("GET", `${at()}?${query}`)).result),
    );
    expect(found.map((result) => (result as unknown[]).length)).toEqual([2, 2, 3, 2]);
  });

  test("names the delegations at and above a name", async () => {
    await call("POST", at(), {
      body: { name: "sub.example.test", type: "NS", content: "ns.example.net", ttl: 1 },
    });
    expect((await call("GET", `${at()}?shadowing_name=mail.sub.example.test`)).result).toMatchObject([
      { name: "sub.example.test" },
    ]);
    expect((await call("GET", `${at()}?shadowing_name=mail.example.test`)).result).toEqual([]);
  });

  test("comes in pages that say how many there are", async () => {
    const { result, result_info: info } = await call("GET", `${at()}?per_page=1&page=2`);
    expect(result).toHaveLength(1);
    expect(info).toEqual({ page: 2, per_page: 1, count: 1, total_count: 2, total_pages: 2 });
  });

  test("lags a write where it is told to, and a single record does not", async () => {
    let now = 1_000;
    store = new ZoneStore(() => now);
    zone = store.add({ apex });
    api = createCloudflareApi(store, { tokens: [{ token: TOKEN }], listLagMs: 500 });
    const { result } = await call("POST", at(), { body: txt("new") });
    expect((await call("GET", at())).result).toEqual([]);
    expect((await call("GET", `${at()}/${(result as { id: string }).id}`)).success).toBe(true);
    expect(await call("POST", at(), { body: txt("new") })).toMatchObject({ errors: [{ code: 81058 }] });
    now += 500;
    expect((await call("GET", at())).result).toHaveLength(1);
  });

  test("refuses a parameter that it does not know", async () => {
    expect((await call("GET", `${at()}?owner=mail`)).success).toBe(false);
  });
});

describe("one record", () => {
  test("is created, read, changed by PATCH with its comment kept, replaced by PUT without, and deleted", async () => {
    const { result } = await call("POST", at(), { body: { ...txt("one"), comment: "ours" } });
    const { id } = result as { id: string };
    expect((await call("GET", `${at()}/${id}`)).result).toMatchObject({
      content: '"one"',
      ttl: 1,
      comment: "ours",
    });
    expect((await call("PATCH", `${at()}/${id}`, { body: { content: '"two"' } })).result).toMatchObject({
      id,
      content: '"two"',
      comment: "ours",
    });
    expect((await call("PUT", `${at()}/${id}`, { body: txt("three") })).result).toMatchObject({
      id,
      content: '"three"',
      comment: null,
    });
    expect((await call("DELETE", `${at()}/${id}`)).result).toEqual({ id });
    expect(await call("GET", `${at()}/${id}`)).toMatchObject({ status: 404, errors: [{ code: 81044 }] });
  });

  test("with a name outside the zone ends up below it, as a relative name", async () => {
    const { result } = await call("POST", at(), { body: { ...txt("lost"), name: "mail.example.org" } });
    expect(result).toMatchObject({ name: "mail.example.org.example.test" });
  });

  test("keeps an automatic TTL as 1, and is served with 300 seconds", async () => {
    const { result } = await call("POST", at(), { body: { ...txt("one"), ttl: 1 } });
    expect(result).toMatchObject({ ttl: 1 });
    expect(zone.current.records.at(-1)?.ttl).toBe(300);
  });

  test.each([
    [9021, { ttl: 30 }],
    [9021, { ttl: 86_401 }],
    [9051, { content: '"ü"' }],
    [9207, { content: `"${"x".repeat(4_080)}"` }],
    [9300, { tags: ["a:b"] }],
    [9313, { comment: "c".repeat(101) }],
    [9004, { proxied: true }],
    [9000, { type: "TYPE65535" }],
    [9000, { name: "two..dots" }],
    [9020, { content: "" }],
    [9100, { type: "MX", content: "mx.example.net" }],
    [9005, { type: "A", content: "::1" }],
    [9006, { type: "AAAA", content: "192.0.2.1" }],
  ])(
    "is refused with %i for %o, wrapped in 1004 where the API is the one of before October 2024",
    async (code, fault) => {
      const body = { ...txt("fine"), ...fault };
      expect(await call("POST", at(), { body })).toMatchObject({ status: 400, errors: [{ code }] });
      api = createCloudflareApi(store, { tokens: [{ token: TOKEN }], wrapsValidation: true });
      expect(await call("POST", at(), { body })).toMatchObject({
        status: 400,
        errors: [{ code: 1004, error_chain: [{ code }] }],
      });
    },
  );

  test("beside a delegation is refused with 81056, below the zone's own name", async () => {
    const delegation = { name: "sub.example.test", type: "NS", content: "ns.example.net" };
    expect((await call("POST", at(), { body: delegation })).success).toBe(true);
    const body = { ...txt("x"), name: "sub.example.test" };
    expect(await call("POST", at(), { body })).toMatchObject({ status: 400, errors: [{ code: 81056 }] });
    expect((await call("POST", at(), { body: { ...txt("x"), name: "@" } })).success).toBe(true);
  });

  test.each([
    [81058, { name: mail, type: "MX", content: "mx.example.net.", priority: 10 }],
    [81053, { name: "web.example.test", type: "CNAME", content: "t.example.net" }],
    [81054, { name: "alias.example.test", type: "A", content: "192.0.2.1" }],
  ])("is refused with %i beside what excludes it", async (code, body) => {
    await call("POST", at(), { body: { name: "web.example.test", type: "A", content: "192.0.2.1" } });
    await call("POST", at(), {
      body: { name: "alias.example.test", type: "CNAME", content: "t.example.net" },
    });
    expect(await call("POST", at(), { body })).toMatchObject({ status: 400, errors: [{ code }] });
  });

  test("beyond the zone's quota is refused with 81045", async () => {
    for (let index = 0; index < 6; index += 1) await call("POST", at(), { body: txt(`value ${index}`) });
    expect(await call("POST", at(), { body: txt("too many") })).toMatchObject({
      status: 400,
      errors: [{ code: 81045 }],
    });
  });

  test("of Email Routing says so and can't be changed", async () => {
    const locked = zone.newRecord({
      owner: apex,
      type: "MX",
      value: "1 route1.mx.cloudflare.net",
      ttl: 300,
      locked: "Email Routing",
    });
    zone.commit((records) => [...records, locked]);
    expect((await call("GET", `${at()}/${locked.id}`)).result).toMatchObject({
      meta: { email_routing: true, read_only: true },
    });
    expect((await call("DELETE", `${at()}/${locked.id}`)).success).toBe(false);
  });

  test("that Email Routing has unlocked can be changed, and stays a record of Email Routing", async () => {
    const routed = store.add({
      apex: parseDomainName("routed.test"),
      records: [
        {
          owner: parseDomainName("routed.test"),
          type: "TXT",
          values: ["v=spf1 -all"],
          belongsTo: "Email Routing",
        },
      ],
    });
    const [record] = routed.current.records;
    const path = `/zones/${routed.id}/dns_records/${record?.id}`;
    expect(await call("PATCH", path, { body: { content: '"v=spf1 ~all"' } })).toMatchObject({
      success: true,
    });
    const { result } = await call("GET", path);
    expect(result).toMatchObject({ content: '"v=spf1 ~all"', meta: { email_routing: true } });
    expect(result).not.toHaveProperty("meta.read_only");
  });
});

describe("a batch", () => {
  test("deletes first, so that a CNAME can make room, and is one version of the zone", async () => {
    const { result: alias } = await call("POST", at(), {
      body: { name: "a.example.test", type: "CNAME", content: "t.example.net" },
    });
    const versions = zone.versions.length;
    const body = {
      posts: [{ name: "a.example.test", type: "A", content: "192.0.2.1" }],
      patches: [{ id: zone.current.records.find(({ type }) => type === "TXT")?.id, content: '"changed"' }],
      deletes: [{ id: (alias as { id: string }).id }],
    };
    const { result } = await call("POST", `${at()}/batch`, { body });
    expect(result).toMatchObject({
      deletes: [{ type: "CNAME" }],
      patches: [{ content: '"changed"' }],
      puts: [],
      posts: [{ type: "A" }],
    });
    expect(zone.versions).toHaveLength(versions + 1);
  });

  test("of which one is refused applies nothing, and answers with the first refusal", async () => {
    const before = zone.current;
    const body = {
      deletes: before.records.slice(2, 3).map(({ id }) => ({ id })),
      posts: [txt("fine"), { ...txt("bad"), ttl: 2 }],
      patches: [{ id: "gone" }],
    };
    expect(await call("POST", `${at()}/batch`, { body })).toMatchObject({
      status: 404,
      errors: [{ code: 81044 }],
    });
    expect(zone.current).toBe(before);
  });

  test("of more than 200 operations is refused, and an empty one makes no version", async () => {
    const posts = Array.from({ length: 201 }, (_, index) => txt(`value ${index}`));
    expect((await call("POST", `${at()}/batch`, { body: { posts } })).success).toBe(false);
    expect((await call("POST", `${at()}/batch`, { body: {} })).success).toBe(true);
    expect(zone.versions).toHaveLength(1);
  });
});

test("answers carry the rate limit, and a 429 says when to come back", async () => {
  const request = requestFor("GET", "/zones?name=example.test", {});
  expect((await api.answer(request)).headers).toHaveProperty("ratelimit");
  expect(api.rateLimited(request)).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  expect(api.serverError(request).status).toBe(503);
});

test("requests are named in the API's own terms, and unknown ones answered with 404", async () => {
  const names = [
    ["GET", "/zones?name=x"],
    ["POST", `${at()}/batch`],
    ["PATCH", `${at()}/abc`],
  ].map(([method = "", path = ""]) => api.operationOf(requestFor(method, path, {})));
  expect(names).toEqual(["GET zones", "POST dns_records/batch", "PATCH dns_records/id"]);
  expect(await call("GET", "/accounts")).toMatchObject({ status: 404, errors: [{ code: 7003 }] });
  expect(await call("GET", `/zones/${"0".repeat(32)}/dns_records`)).toMatchObject({
    status: 404,
    errors: [{ code: 7003 }],
  });
});

test("a body that is no JSON is refused", async () => {
  expect(await call("POST", at(), { rawBody: "{" })).toMatchObject({ status: 400, success: false });
});

interface Options {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly rawBody?: string;
}

interface Answer {
  readonly status: number;
  readonly success: boolean;
  readonly result: unknown;
  readonly errors: readonly { readonly code: number }[];
  readonly result_info?: unknown;
}

async function call(method: string, path: string, options: Options = {}): Promise<Answer> {
  const { status, body } = await api.answer(requestFor(method, path, options));
  return { status, ...(JSON.parse(body) as Omit<Answer, "status">) };
}

function requestFor(method: string, path: string, { token = TOKEN, headers, body, rawBody }: Options) {
  const url = new URL(`http://sandbox/client/v4${path}`);
  const sent = rawBody ?? (body === undefined ? "" : JSON.stringify(body));
  return {
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: headers ?? { authorization: `Bearer ${token}` },
    body: sent,
  };
}

function at(): string {
  return `/zones/${zone.id}/dns_records`;
}

function txt(text: string) {
  return { name: mail, type: "TXT", content: `"${text}"` };
}

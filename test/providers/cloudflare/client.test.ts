import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createProvider, meta } from "../../../providers/cloudflare/index.ts";
import { createStrictFetch } from "../../../providers/cloudflare/strict-fetch.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { ApiJournal, serveApi, type ApiResponse } from "../../../src/sandbox/api-server.ts";
import { startConnectProxy } from "../../support/connect-proxy.ts";
import { CLOSED_PORT } from "../../support/dns-server.ts";
import { apex, openCloudflare, TOKEN } from "./bench.ts";

afterEach(() => void vi.unstubAllEnvs());

test("success:false with status 200 is a failure, and not null", async () => {
  const body = JSON.stringify({
    result: null,
    success: false,
    errors: [{ code: 7003, message: "no route" }],
    messages: [],
  });
  await expect(zonesAnswering({ status: 200, body })).rejects.toMatchObject({
    code: "ZONE_NOT_FOUND",
    facts: { hostErrors: [{ code: 7003 }] },
  });
});

test.each([10000, 9109])(
  "%i with status 403 on the zone list is a token that is none, since any other would merely see no zone",
  async (code) => {
    const body = JSON.stringify({
      result: null,
      success: false,
      errors: [{ code, message: "Authentication error" }],
      messages: [],
    });
    await expect(zonesAnswering({ status: 403, body })).rejects.toMatchObject({
      code: "CREDENTIALS_REJECTED",
      facts: { status: 403 },
    });
  },
);

test.each([
  [
    "an HTML page with status 200",
    { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in</html>" },
  ],
  ["JSON that is no envelope", { status: 200, body: JSON.stringify({ result: [] }) }],
  ["an empty body", { status: 200, body: "" }],
  [
    "a list without page numbers",
    { status: 200, body: JSON.stringify({ success: true, errors: [], result: [] }) },
  ],
  [
    "a result that is no list",
    {
      status: 200,
      body: JSON.stringify({
        success: true,
        errors: [],
        result: null,
        result_info: { total_pages: 0, total_count: 0 },
      }),
    },
  ],
  ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:9/" }, body: "" }],
  [
    "an unknown refusal",
    { status: 400, body: JSON.stringify({ success: false, errors: [{ code: 99999, message: "new" }] }) },
  ],
] as const)("%s is a surprise, and not an account without zones", async (_what, answer) => {
  await expect(zonesAnswering(answer)).rejects.toMatchObject({ code: "API_SURPRISE" });
});

test.each([
  [
    "5xx with a page instead of an envelope",
    { status: 522, headers: { "content-type": "text/html" }, body: "<html>" },
  ],
  ["408 with a page", { status: 408, headers: { "content-type": "text/html" }, body: "<html>" }],
  [
    "5xx with an envelope",
    { status: 503, body: JSON.stringify({ success: false, errors: [{ code: 10000, message: "internal" }] }) },
  ],
])("%s means that the API is down", async (_what, answer) => {
  await expect(zonesAnswering(answer)).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
});

test("a body that stalls ends with the request's deadline", async () => {
  const fixture = await openCloudflare({ requestTimeout: 50 });
  fixture.journal.inject({ operation: "GET zones", kind: "slow-body", times: 4 });
  await expect((await fixture.createProvider()).zonesAt(apex, {})).rejects.toMatchObject({
    code: "API_UNAVAILABLE",
  });
  expect(fixture.journal.entries).toHaveLength(4);
});

test.each([
  ["a body in chunks", (whole: Buffer) => [half(whole)]],
  ["a compressed body", (whole: Buffer) => [half(gzipSync(whole)), "end"]],
] as const)(
  "%s that breaks off is a broken connection: what was read is asked for again",
  async (what, cut) => {
    let asked = 0;
    const envelope = {
      success: true,
      errors: [],
      result: [],
      result_info: { total_pages: 0, total_count: 0 },
    };
    const whole = Buffer.from(JSON.stringify(envelope));
    const server = createServer(({ socket }, response) => {
      asked += 1;
      const isCut = asked === 1;
      const encoding = isCut && what !== "a body in chunks" ? { "content-encoding": "gzip" } : {};
      response.writeHead(200, { "content-type": "application/json", connection: "close", ...encoding });
      const [octets, end] = isCut ? cut(whole) : [whole, "end"];
      response.write(octets, () => (end === undefined ? socket.end() : response.end()));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const fixture = await openCloudflare({ settings: { baseUrl: `http://127.0.0.1:${port}/client/v4` } });
    expect(await (await fixture.createProvider()).zonesAt(apex, {})).toEqual([]);
    expect(asked).toBeGreaterThan(1);
  },
);

function half(octets: Buffer): Buffer {
  return octets.subarray(0, octets.length / 2);
}

test("nobody listening is an API that can't be reached", async () => {
  const fixture = await openCloudflare({
    settings: { baseUrl: `http://127.0.0.1:${CLOSED_PORT}/client/v4` },
  });
  await expect((await fixture.createProvider()).zonesAt(apex, {})).rejects.toMatchObject({
    code: "API_UNAVAILABLE",
  });
});

test("neither the environment's other credentials nor its base URL, headers or log level are used", async () => {
  vi.stubEnv("CLOUDFLARE_API_KEY", "the-global-key");
  vi.stubEnv("CLOUDFLARE_EMAIL", "somebody@example.test");
  vi.stubEnv("CLOUDFLARE_API_USER_SERVICE_KEY", "v1.0-service");
  vi.stubEnv("CLOUDFLARE_API_TOKEN", "another-token-another-token-another-token");
  vi.stubEnv("CLOUDFLARE_BASE_URL", "http://127.0.0.1:9");
  vi.stubEnv("CLOUDFLARE_CUSTOM_HEADERS", "X-Auth-Key: injected");
  vi.stubEnv("CLOUDFLARE_LOG", "debug");
  const written = vi.spyOn(console, "debug");
  const fixture = await openCloudflare();
  expect(await (await fixture.createProvider()).zonesAt(apex, {})).toHaveLength(1);
  const [entry] = fixture.journal.entries;
  expect(entry?.request.headers["authorization"]).toBe(`Bearer ${TOKEN}`);
  expect(Object.keys(entry?.request.headers ?? {}).filter((name) => name.startsWith("x-"))).toEqual([]);
  expect(written).not.toHaveBeenCalled();
});

test("the API's version is pinned and we say who we are", async () => {
  const fixture = await openCloudflare();
  await (await fixture.createProvider()).zonesAt(apex, {});
  const [entry] = fixture.journal.entries;
  expect(entry?.request.headers).toMatchObject({
    "api-version": "2026-11-01",
    "user-agent": "ses-onboard/test",
  });
});

test("every request is counted, repeated ones too", async () => {
  const fixture = await openCloudflare();
  const admit = vi.fn(admitAll);
  const onRetry = vi.fn<() => void>();
  const provider = await createProvider({ ...fixture.context, admit, onRetry });
  fixture.journal.inject({ operation: "GET zones", kind: "server-error", times: 2 });
  await provider.zonesAt(apex, {});
  expect(admit).toHaveBeenCalledTimes(3);
  expect(onRetry.mock.calls).toEqual([
    [1, expect.any(Number), "API_UNAVAILABLE", undefined],
    [2, expect.any(Number), "API_UNAVAILABLE", undefined],
  ]);
});

test("a proxy that never answers is not waited for when the call is given up", async () => {
  const abort = new AbortController();
  const proxy = await startConnectProxy(() => abort.abort(new Error("enough")));
  onTestFinished(() => proxy.close());
  const ended = proxy.nextEnd();
  const send = createStrictFetch(new URL("https://api.example.test/"), { HTTPS_PROXY: proxy.url });
  const began = performance.now();
  await expect(send("https://api.example.test/zones", { signal: abort.signal })).rejects.toThrow("enough");
  await ended;
  expect(performance.now() - began).toBeLessThan(5_000);
});

test("HTTPS_PROXY holds for the SDK, and never for the loopback", async () => {
  const asked: string[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void proxy.close());
  const { port } = proxy.address() as AddressInfo;
  const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };

  const fixture = await openCloudflare({ settings: { baseUrl: "https://api.example.test/client/v4" } });
  const through = await createProvider({ ...fixture.context, env });
  await expect(through.zonesAt(apex, {})).rejects.toMatchObject({ code: "API_UNAVAILABLE" });
  expect(new Set(asked)).toEqual(new Set(["api.example.test:443"]));

  asked.length = 0;
  const plain = await openCloudflare();
  expect(await (await createProvider({ ...plain.context, env })).zonesAt(apex, {})).toHaveLength(1);
  expect(asked).toEqual([]);
});

test("a missing token and one with a line break are refused, and no error names the token", async () => {
  const { context } = await openCloudflare();
  const withToken = (apiToken: string) => createProvider({ ...context, settings: { apiToken } });
  await expect(withToken(" ")).rejects.toMatchObject({ code: "CREDENTIALS_MISSING" });
  const broken = await withToken("first-half\nsecond-half").catch((error: unknown) => error);
  expect(broken).toMatchObject({ code: "CREDENTIALS_REJECTED" });
  expect(JSON.stringify(broken) + String(broken)).not.toMatch(/half/);
  await expect(withToken(`${TOKEN}\n`)).resolves.toMatchObject({ name: "cloudflare" });
});

test("its own description holds: traits, settings, name servers, credentials in the environment", async () => {
  const provider = await (await openCloudflare()).createProvider();
  expect(provider.traits).toEqual(meta.traits);
  expect(meta.nameServers.some((pattern) => pattern.test("ada.ns.cloudflare.com"))).toBe(true);
  expect(meta.nameServers.some((pattern) => pattern.test("ada.ns.cloudflare.com.example"))).toBe(false);
  expect(
    [
      {},
      { CLOUDFLARE_API_TOKEN: "" },
      { CLOUDFLARE_API_TOKEN: "t" },
      { CLOUDFLARE_API_TOKEN_FILE: "/t" },
    ].map((env) => meta.isConfigured(env)),
  ).toEqual([false, false, true, true]);
});

/** zonesAt, where every request is answered with this. */
async function zonesAnswering(answer: ApiResponse): Promise<unknown> {
  const reply = () => answer;
  const server = await serveApi(
    { name: "strange", operationOf: () => "any", answer: reply, rateLimited: reply, serverError: reply },
    new ApiJournal(),
  );
  onTestFinished(() => server.close());
  const { context } = await openCloudflare();
  const provider = await createProvider({
    ...context,
    settings: { ...context.settings, baseUrl: server.url },
  });
  return provider.zonesAt(apex, {});
}

test("however many requests are made, none leaves a listener on the signal of the run", async () => {
  const fixture = await openCloudflare();
  const provider = await fixture.createProvider();
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, "addEventListener");
  for (let request = 0; request < 12; request += 1) await provider.zonesAt(apex, { signal });
  expect(added).not.toHaveBeenCalled();
});

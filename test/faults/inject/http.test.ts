import { once } from "node:events";
import { Agent, createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { HTTP_FAULTS, type HttpFaultId, type Upstream } from "./catalogue.ts";
import type { HttpFault, HttpFaultsOptions, SeenRequest } from "./fault.ts";
import { startHttpFaults } from "./http.ts";
import { TRUSTED } from "./http/certificates.ts";

// Real sockets: an API that counts, a plain client, and the proxy in between.

describe("a fault between a client and an API", () => {
  it.each(HTTP_FAULTS)("$id: $sees", async ({ id, tls = false, upstream: sees }) => {
    const upstream = await startUpstream();
    const proxy = await startBetween(upstream.url, {
      tls,
      choose: ({ ordinal }) => (ordinal === 3 ? { id, ms: 40 } : undefined),
    });
    const ask = client(tls);
    expect(await ask(`${proxy.url}/a`)).toEqual({ ...SOUND, body: "/a 1" });
    expect(await ask(`${proxy.url}/b`)).toEqual({ ...SOUND, body: "/b 2" });
    const third = await ask(`${proxy.url}/b`);
    expect(third).toMatchObject(SEEN[id]);
    await upstream.quiet();
    expect([upstream.whole() - 2, upstream.begun() - 2]).toEqual(COUNTS[sees]);
    await proxy.close();
    expect(proxy.hits.map((hit) => [hit.id, hit.at.ordinal])).toEqual([[id, 3]]);
  });

  it("lasts a while where a port is closed, or a certificate is another", async () => {
    const upstream = await startUpstream();
    for (const [id, tls, word] of LASTING) {
      let isOver = false;
      const chosen: HttpFault = { id, ms: 150 };
      const choose = (): HttpFault | undefined => (isOver ? undefined : chosen);
      const proxy = await startBetween(upstream.url, { tls, choose });
      const ask = client(tls);
      await ask(proxy.url);
      isOver = true;
      expect(await ask(proxy.url)).toMatchObject({ error: word });
      await expect.poll(async () => (await ask(proxy.url)).status, { timeout: 5_000 }).toBe(200);
      expect(proxy.hits).toHaveLength(1);
    }
  });

  it("is no hit where it changes nothing", async () => {
    const upstream = await startUpstream(() => "the same");
    const faults: HttpFaultId[] = ["stale", "mixed-up", "kept-alive-closed", "cut-gzip", "stale"];
    const proxy = await startBetween(upstream.url, {
      choose: ({ ordinal }) => ({ id: faults[ordinal - 1] ?? "late" }),
    });
    for (const _ of [...faults, "late"]) {
      const ask = client(false, { "accept-encoding": "identity" });
      expect(await ask(proxy.url)).toEqual({ ...SOUND, body: "the same" });
    }
    expect(proxy.hits.map(({ id }) => id)).toEqual(["late"]);
  });

  it("notes who follows a redirect, and what of secrets came along", async () => {
    const upstream = await startUpstream();
    const proxy = await startBetween(upstream.url, { choose: () => ({ id: "redirect-307" }) });
    await fetch(`${proxy.url}/a`, { headers: { authorization: "Bearer x", "x-tc-token": "y" } });
    expect(proxy.strayed).toEqual([{ method: "GET", credentials: ["x-tc-token"] }]);
    expect(upstream.whole()).toBe(0);
  });
});

describe("the proxy before an API", () => {
  it("hands on what a signature covers, and what stands behind the host", async () => {
    const upstream = await startUpstream();
    const proxy = await startBetween(`${upstream.url}/client/v4`, { choose: () => undefined });
    expect(new URL(proxy.url).pathname).toBe("/client/v4");
    await client(false)(`${proxy.url}/zones?page=2`);
    expect(upstream.heard()).toMatchObject({
      url: "/client/v4/zones?page=2",
      headers: { host: new URL(proxy.url).host },
    });
  });

  it.each([
    ["ses", "POST", "/", { "x-tc-action": "CreateEmailIdentity" }, "CreateEmailIdentity", true],
    ["ses", "POST", "/", { "x-tc-action": "GetEmailIdentity" }, "GetEmailIdentity", false],
    ["cloudflare", "GET", "/client/v4/zones", {}, "GET zones", false],
    [
      "cloudflare",
      "POST",
      `/client/v4/zones/${"a".repeat(32)}/dns_records/batch`,
      {},
      "POST dns_records/batch",
      true,
    ],
    [
      "cloudflare",
      "PATCH",
      `/client/v4/zones/${"a".repeat(32)}/dns_records/${"b".repeat(32)}`,
      {},
      "PATCH dns_records/id",
      true,
    ],
    ["route53", "POST", "/2013-04-01/hostedzone/Z1/rrset/", {}, "ChangeResourceRecordSets", true],
    ["route53", "GET", "/2013-04-01/hostedzonesbyname", {}, "ListHostedZonesByName", false],
    ["other", "PUT", "/zones/a.test", {}, "PUT /zones/a.test", true],
  ] as const)(
    "calls a request of %s by its name (%s %s %o: %s)",
    async (api, method, path, headers, action, writes) => {
      const upstream = await startUpstream();
      const seen: SeenRequest[] = [];
      const proxy = await startBetween(upstream.url, { api, choose: (one) => void seen.push(one) });
      await client(false, headers, method)(`${proxy.url}${path}`);
      expect(seen).toMatchObject([{ api, action, writes, ordinal: 1, nth: 1 }]);
    },
  );

  it("tells when the API has answered, before the client hears of it", async () => {
    const upstream = await startUpstream();
    const order: string[] = [];
    const proxy = await startBetween(upstream.url, {
      choose: () => void order.push(`chosen after ${upstream.whole()}`),
      onAnswered: (_, status) => void order.push(`answered ${status}`),
    });
    await client(false)(proxy.url);
    order.push("heard");
    expect(order).toEqual(["chosen after 0", "answered 200", "heard"]);
  });

  it("does the same with the same numbers", async () => {
    const upstream = await startUpstream();
    const bodies = await Promise.all(
      [1, 2].map(async () => {
        const proxy = await startBetween(upstream.url, {
          choose: () => ({ id: "wrong-shape" }),
          random: () => 0.4,
        });
        return (await client(false)(proxy.url)).body;
      }),
    );
    expect(bodies[0]).toBe(bodies[1]);
  });
});

interface Outcome {
  readonly status?: number | undefined;
  readonly type?: string | undefined;
  readonly body?: string;
  readonly error?: string;
  readonly interim?: readonly number[];
}

const SOUND = { status: 200, type: "application/json", interim: [] };
const FRESH = { ...SOUND, body: "/b 3" };
const RESET = { error: "ECONNRESET" };
const LASTING = [
  ["refused", false, "ECONNREFUSED"],
  ["tls-expired", true, "CERT_HAS_EXPIRED"],
  ["tls-name", true, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["tls-untrusted", true, "DEPTH_ZERO_SELF_SIGNED_CERT"],
] as const;
const limited = { status: 429, body: '{"error":"too many requests"}' };
const failed = { type: "application/json", body: '{"error":"internal"}' };
const elsewhere = { status: 307, body: "" };

/** What the upstream saw whole, and what it saw of at all. */
const COUNTS: Readonly<Record<Upstream, readonly number[]>> = {
  nothing: [0, 0],
  part: [0, 1],
  whole: [1, 1],
  twice: [2, 2],
};

const SEEN: Readonly<Record<HttpFaultId, Outcome>> = {
  refused: RESET,
  "reset-before": RESET,
  "reset-after": RESET,
  "half-open-before": RESET,
  "half-open-after": RESET,
  "kept-alive-closed": RESET,
  "truncated-request": RESET,
  garbage: { error: "HPE_INVALID_CONSTANT" },
  late: FRESH,
  "slow-headers": FRESH,
  "slow-body": FRESH,
  "stalled-body": RESET,
  "cut-length": RESET,
  "cut-chunked": RESET,
  "cut-reset": RESET,
  "cut-gzip": { status: 200, error: "Z_BUF_ERROR" },
  "interim-100": { ...FRESH, interim: [100, 100] },
  "interim-103": { ...FRESH, interim: [103] },
  "switched-101": { status: 101 },
  "second-answer": FRESH,
  "html-200": { status: 200, type: "text/html; charset=UTF-8" },
  "html-403": { status: 403, type: "text/html; charset=UTF-8" },
  "html-502": { status: 502, type: "text/html; charset=UTF-8" },
  "html-502-after": { status: 502, type: "text/html; charset=UTF-8" },
  "html-504-after": { status: 504, type: "text/html; charset=UTF-8" },
  "redirect-302": { ...elsewhere, status: 302 },
  "redirect-307": elsewhere,
  "redirect-308": { ...elsewhere, status: 308 },
  "redirect-self": elsewhere,
  "error-in-200": { status: 200, ...failed },
  "error-500": { status: 500, ...failed },
  "error-503": { status: 503, ...failed },
  "error-500-after": { status: 500, ...failed },
  "limited-own": limited,
  "limited-bare": limited,
  "limited-second": limited,
  "limited-date": limited,
  "limited-past": limited,
  "limited-absurd": limited,
  "limited-odd": limited,
  "empty-before": { ...SOUND, body: "" },
  "empty-after": { ...SOUND, body: "" },
  "wrong-shape": { ...SOUND, body: "{}" },
  "wrong-type": { ...FRESH, type: "application/octet-stream" },
  "mixed-up": { ...SOUND, body: "/a 1" },
  stale: { ...SOUND, body: "/b 2" },
  "doubled-first": { ...SOUND, body: "/b 3" },
  "doubled-second": { ...SOUND, body: "/b 4" },
  "tls-expired": RESET,
  "tls-name": RESET,
  "tls-untrusted": RESET,
};

async function startBetween(
  upstream: string,
  options: Partial<HttpFaultsOptions> & Pick<HttpFaultsOptions, "choose">,
) {
  const proxy = await startHttpFaults({ api: "other", upstream, random: () => 0.4, ...options });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Answers `/path n`, n being the number of whole requests so far. */
async function startUpstream(say = (url: string, n: number): string => `${url} ${n}`) {
  let [whole, begun, open] = [0, 0, 0];
  let heard: IncomingMessage | undefined;
  const server = createServer((incoming, response) => {
    heard = incoming;
    incoming.resume().once("end", () => {
      whole += 1;
      response.writeHead(200, { "content-type": "application/json" }).end(say(incoming.url ?? "", whole));
    });
  });
  server.on("connection", (socket) => {
    open += 1;
    begun += 1;
    socket.once("close", () => (open -= 1));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    whole: () => whole,
    begun: () => begun,
    heard: () => ({ url: heard?.url, headers: heard?.headers }),
    quiet: () => expect.poll(() => open).toBe(0),
  };
}

/** One connection that is kept; each call ends with what was seen. */
function client(tls: boolean, headers: Readonly<Record<string, string>> = {}, method = "GET") {
  const agent = tls
    ? new TlsAgent({ keepAlive: true, maxSockets: 1, ca: TRUSTED })
    : new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return (url: string): Promise<Outcome> =>
    new Promise((resolve) => {
      const interim: number[] = [];
      const request = (tls ? httpsRequest : httpRequest)(url, {
        agent,
        method,
        headers: { "accept-encoding": "gzip", ...headers },
      });
      const fail = (error: NodeJS.ErrnoException): void => resolve({ error: error.code ?? error.message });
      request.on("error", fail);
      request.on("information", ({ statusCode }) => interim.push(statusCode));
      request.on("upgrade", ({ statusCode }, socket) => {
        socket.destroy();
        resolve({ status: statusCode });
      });
      request.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", fail);
        response.on("end", () => resolve({ interim, ...outcomeOf(response, Buffer.concat(chunks)) }));
      });
      request.end();
    });
}

function outcomeOf({ statusCode: status, headers }: IncomingMessage, octets: Buffer): Outcome {
  const type = headers["content-type"];
  try {
    const body = (headers["content-encoding"] === "gzip" ? gunzipSync(octets) : octets).toString("utf8");
    return { status, type, body };
  } catch (error) {
    return { status, error: (error as NodeJS.ErrnoException).code ?? "" };
  }
}

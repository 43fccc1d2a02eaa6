import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { createAgent } from "../../src/net/agent.ts";
import { connectFaultOf } from "../../src/net/connect-fault.ts";
import { sendRequest, type PlainResponse } from "../../src/net/request.ts";
import { startConnectProxy, type ConnectProxy } from "../support/connect-proxy.ts";
import { CLOSED_PORT } from "../support/dns-server.ts";
import { LOOPBACK_CERTIFICATE } from "../support/loopback-certificate.ts";
import { toldText } from "../support/told.ts";

/** Only a proxy leads there. */
const API = new URL("https://api.example.test/path");
const LONG_MS = 15_000;
const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

async function apiPort(): Promise<number> {
  const server = createServer(LOOPBACK_CERTIFICATE, (request, response) =>
    response.end(`${request.headers.host}${request.url}`),
  ).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function proxyTo(...given: Parameters<typeof startConnectProxy>): Promise<ConnectProxy> {
  const proxy = await startConnectProxy(...given);
  onTestFinished(() => proxy.close());
  return proxy;
}

interface Circumstances {
  readonly connectMs?: number;
  readonly signal?: AbortSignal;
}

function get(proxy: string, { connectMs = LONG_MS, signal }: Circumstances = {}): Promise<PlainResponse> {
  const agent = createAgent(API, { HTTPS_PROXY: proxy }, { connectMs, signal });
  return sendRequest(API, { method: "GET", headers: {} }, { agent, signal: undefined });
}

/** Node 20 reads trusted certificates at its start only, so that this is how a test has one taken. */
function trustEverybody(): void {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  onTestFinished(() => void vi.unstubAllEnvs());
}

it.each([{ tls: false }, { tls: true }])(
  "speaks TLS with the host behind a proxy, itself reached by TLS: $tls",
  async (how) => {
    trustEverybody();
    const proxy = await proxyTo(await apiPort(), how);
    expect(await get(proxy.url)).toMatchObject({ status: 200, body: "api.example.test/path" });
    expect(proxy.asked).toEqual(["api.example.test:443"]);
    expect(proxy.authorizations).toEqual([undefined]);
  },
);

it("trusts no certificate behind the proxy that nobody vouches for", async () => {
  const proxy = await proxyTo(await apiPort());
  await expect(get(proxy.url)).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

it("tells the proxy who asks, and the host behind it not", async () => {
  trustEverybody();
  const proxy = await proxyTo(await apiPort());
  await get(proxy.url.replace("//", "//user:100%@"));
  expect(proxy.authorizations).toEqual([`Basic ${Buffer.from("user:100%").toString("base64")}`]);
});

it("takes a refusal for the proxy's, and never for an answer of the host", async () => {
  const proxy = await proxyTo((socket) => socket.end("HTTP/1.1 407 Who are you\r\n\r\n"));
  const error: unknown = await get(proxy.url.replace("//", "//user:word@")).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "EPROXY" });
  expect(String(error)).toMatch(
    /connect EPROXY: the proxy 127\.0\.0\.1:\d+ .* api\.example\.test:443 .* 407/,
  );
  expect(String(error)).not.toContain("word");
});

it("leaves no connection to a proxy that refused and holds the line", async () => {
  const proxy = await proxyTo((socket) => void socket.write("HTTP/1.1 403 No\r\n\r\n"));
  const ended = proxy.nextEnd();
  await expect(get(proxy.url)).rejects.toMatchObject({ code: "EPROXY" });
  await ended;
});

it("asks a proxy that hangs up once, and not again and again", async () => {
  const proxy = await proxyTo((socket) => socket.destroy());
  await expect(get(proxy.url)).rejects.toMatchObject({
    code: "EPROXY",
    fault: { mayPass: true, hint: expect.objectContaining({ facts: ["HTTPS_PROXY"] }) as object },
  });
  expect(proxy.asked).toHaveLength(1);
});

it("says that nobody listens where the proxy should be", async () => {
  await expect(get(`127.0.0.1:${CLOSED_PORT}`)).rejects.toMatchObject({
    code: "EPROXY",
    cause: { code: "ECONNREFUSED" },
  });
});

it("gives up on a proxy that never answers, and leaves no connection to it", async () => {
  const proxy = await proxyTo(() => {});
  const ended = proxy.nextEnd();
  await expect(get(proxy.url, { connectMs: 50 })).rejects.toThrow(/EPROXY.* \(not within 50 ms\)/);
  await ended;
});

it.each([
  ["is silent", (socket: Socket) => void socket.write(ESTABLISHED), 50],
  ["ends", (socket: Socket) => void socket.end(ESTABLISHED), LONG_MS],
])("takes a tunnel that %s before TLS stands for a failure of the proxy", async (_does, serve, connectMs) => {
  const proxy = await proxyTo(serve);
  const ended = proxy.nextEnd();
  await expect(get(proxy.url, { connectMs })).rejects.toMatchObject({
    code: "EPROXY",
    fault: { mayPass: true },
  });
  await ended;
});

it("sees that a tunnel leads to somebody who speaks no TLS, also where he speaks first", async () => {
  const proxy = await proxyTo((socket) => void socket.write(`${ESTABLISHED}<html>Sign in</html>`));
  const error: unknown = await get(proxy.url).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "EPROTO", fault: { mayPass: false } });
  expect(String(error)).toBe(
    "Error: connect EPROTO: no TLS with api.example.test:443 (wrong version number)",
  );
});

it.each([
  [407, /user and password/, false],
  [403, /let CONNECT through/, false],
  [502, /Check the proxy that HTTPS_PROXY names/, true],
  [429, /Check the proxy that HTTPS_PROXY names/, true],
])("tells what to do where the proxy answers %i", async (status, hint, mayPass) => {
  const proxy = await proxyTo((socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`));
  const fault = connectFaultOf(
    new Error("of an SDK", { cause: await get(proxy.url).catch((e: unknown) => e) }),
  );
  expect(fault).toMatchObject({ mayPass, reason: expect.stringContaining(String(status)) as string });
  expect(toldText(fault?.hint)).toMatch(hint);
});

it("ends a connection that is not made yet when it is aborted", async () => {
  const abort = new AbortController();
  const proxy = await proxyTo(() => abort.abort());
  const ended = proxy.nextEnd();
  await expect(get(proxy.url, { signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
  await ended;
});

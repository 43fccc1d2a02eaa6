import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { Observation } from "../../../../src/dns/observation.ts";
import { createAskDoh, parseDohEndpoint } from "../../../../src/resolve/transport/doh/doh.ts";
import { startConnectProxy, type ConnectProxy } from "../../../support/connect-proxy.ts";
import { createManualClock } from "../../../support/dns-clock.ts";
import { record, replyTo } from "../../../support/dns-reply.ts";
import { LOOPBACK_CERTIFICATE } from "../../../support/loopback-certificate.ts";
import { CLOSED_PORT } from "../../../support/dns-server.ts";
import {
  startDohServer,
  type DohScript,
  type DohServer,
  type DohServerOptions,
} from "../../../support/doh-server.ts";

const OWNER = parseDomainName("example.test");
const QUESTION = { owner: OWNER, type: "TXT" };
const TIMEOUT_MS = 4000;
/**
 * Of a network that is reserved for documentation, so that only a proxy leads there; the certificate names
 * it.
 */
const FAR_AWAY = "https://192.0.2.53/dns-query";

const answer: DohScript = ({ query }) =>
  replyTo(query, { authoritative: false, answers: [record(OWNER, "TXT", "yes")] });
const body =
  (
    octets: Buffer,
    headers: Readonly<Record<string, string>> = { "content-type": "application/dns-message" },
  ): DohScript =>
  () =>
  (response) =>
    void response.writeHead(200, headers).end(octets);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(script: DohScript, options?: DohServerOptions): Promise<DohServer> {
  const server = await startDohServer(script, options);
  open.push(server);
  return server;
}

async function proxyTo(
  target: number | (() => void),
): Promise<{ readonly proxy: ConnectProxy; readonly env: Readonly<Record<string, string>> }> {
  const proxy = await startConnectProxy(target);
  open.push(proxy);
  return { proxy, env: { HTTPS_PROXY: proxy.url } };
}

interface Circumstances {
  readonly clock?: ReturnType<typeof createManualClock>;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onQuery?: () => void;
  readonly authorities?: string;
}

/** Asks with a clock that only a test moves: nothing times out unless it says so. */
async function ask(url: string, circumstances: Circumstances = {}): Promise<Observation> {
  const { clock = createManualClock(), env = {}, signal, onQuery = () => {}, authorities } = circumstances;
  const askDoh = createAskDoh({ clock, env, onQuery, timeoutMs: TIMEOUT_MS, authorities });
  return (await askDoh(parseDohEndpoint(url), QUESTION, { signal })).observation;
}

describe("asking by HTTPS", () => {
  it("posts the wire format of RFC 8484 with recursion desired, and reads the answer", async () => {
    const server = await serve(answer);
    let sent = 0;
    expect(await ask(server.url, { onQuery: () => (sent += 1) })).toMatchObject({
      kind: "answer",
      transport: "doh",
      rrset: { values: ["yes"] },
    });
    const [received] = server.received;
    expect(received).toMatchObject({
      method: "POST",
      url: "/dns-query",
      headers: { "content-type": "application/dns-message", accept: "application/dns-message" },
      query: { header: { rd: 1 }, questions: [{ name: OWNER, type: Packet.TYPE.TXT }] },
    });
    expect(sent).toBe(1);
  });

  it("reaches a resolver at an IPv6 address", async () => {
    const server = await serve(answer, { address: "::1" });
    expect(await ask(server.url)).toMatchObject({ kind: "answer" });
  });

  it("takes a resolver's failure for one, with its reasons", async () => {
    const server = await serve(({ query }) =>
      replyTo(query, { authoritative: false, rcode: Packet.RCODE.SERVFAIL }),
    );
    expect(await ask(server.url)).toMatchObject({ kind: "servfail", transport: "doh" });
  });

  it("does not follow a redirect", async () => {
    const elsewhere = await serve(answer);
    const server = await serve(
      () => (response) => void response.writeHead(307, { location: elsewhere.url }).end(),
    );
    expect(await ask(server.url)).toMatchObject({ kind: "malformed", because: "HTTP status 307" });
    expect(elsewhere.received).toHaveLength(0);
  });

  it.each<[string, DohScript]>([
    ["an error of the web server", () => (response) => void response.writeHead(502).end()],
    ["a portal's page", body(Buffer.from("<html>"), { "content-type": "text/html" })],
    ["a page without a type", body(Buffer.from("<html>"), {})],
    ["nothing", body(Buffer.alloc(0))],
    [
      "an answer cut short",
      ({ query }) =>
        body(
          replyTo(query, { answers: [record(OWNER, "TXT", "yes")] })
            .toBuffer()
            .subarray(0, -2),
        )({} as never),
    ],
    ["more than a DNS message holds", body(Buffer.alloc(70_000))],
    ["an answer to another question", body(replyTo(new Packet(new Packet.Header({ id: 1 })), {}).toBuffer())],
    ["a truncated answer", ({ query }) => replyTo(query, { truncated: true })],
  ])("takes %s for malformed, never for nothing there", async (_what, script) => {
    const server = await serve(script);
    expect(await ask(server.url)).toMatchObject({ kind: "malformed", transport: "doh" });
  });

  it("says unreachable where nobody listens, and where the connection ends inside an answer", async () => {
    expect(await ask(`http://127.0.0.1:${CLOSED_PORT}/dns-query`)).toMatchObject({
      kind: "unreachable",
      because: "refused",
      family: 4,
    });
    const half = await serve(() => (response) => {
      response.writeHead(200, { "content-type": "application/dns-message", "content-length": "100" });
      response.write("x", () => response.destroy());
    });
    expect(await ask(half.url)).toMatchObject({ kind: "unreachable", because: "reset" });
    const wordless = await serve(() => (response) => void response.destroy());
    expect(await ask(wordless.url)).toMatchObject({ kind: "unreachable", because: "reset" });
  });

  it("gives up on a silent resolver in time, whether it says nothing or never ends", async () => {
    const scripts: readonly ((clock: ReturnType<typeof createManualClock>) => DohScript)[] = [
      (clock) => () => {
        clock.advance(TIMEOUT_MS);
        return undefined;
      },
      (clock) => () => (response) => {
        response.writeHead(200, { "content-type": "application/dns-message" });
        response.write("x", () => clock.advance(TIMEOUT_MS));
      },
    ];
    for (const script of scripts) {
      const clock = createManualClock();
      const server = await serve(script(clock));
      expect(await ask(server.url, { clock })).toMatchObject({
        kind: "unreachable",
        because: "timeout",
        roundTripMs: TIMEOUT_MS,
      });
    }
  });

  it("rejects at once with the reason when aborted, and sends nothing when aborted before", async () => {
    const abort = new AbortController();
    const server = await serve(() => {
      abort.abort("enough");
      return undefined;
    });
    await expect(ask(server.url, { signal: abort.signal })).rejects.toBe("enough");
    await expect(ask(server.url, { signal: abort.signal })).rejects.toBe("enough");
    expect(server.received).toHaveLength(1);
  });
});

describe("asking by HTTPS with TLS", () => {
  it("trusts no certificate that nobody vouches for", async () => {
    const server = await serve(answer, { tls: true });
    expect(await ask(server.url)).toMatchObject({
      kind: "malformed",
      because: "no trustworthy HTTPS (DEPTH_ZERO_SELF_SIGNED_CERT)",
    });
    expect(server.received).toHaveLength(0);
  });

  it("takes a server without TLS for malformed", async () => {
    const server = await serve(answer);
    expect(await ask(server.url.replace("http:", "https:"))).toMatchObject({ kind: "malformed" });
  });

  it("speaks TLS with one whose authority is trusted", async () => {
    const server = await serve(answer, { tls: true });
    const authorities = LOOPBACK_CERTIFICATE.cert;
    expect(await ask(server.url, { authorities })).toMatchObject({ kind: "answer", transport: "doh" });
  });
});

describe("asking by HTTPS through a proxy", () => {
  it("goes through the one that the environment names, with TLS to the resolver itself", async () => {
    const server = await serve(answer, { tls: true });
    const { proxy, env } = await proxyTo(server.port);
    expect(await ask(FAR_AWAY, { env })).toMatchObject({
      kind: "malformed",
      because: "no trustworthy HTTPS (DEPTH_ZERO_SELF_SIGNED_CERT)",
    });
    const authorities = LOOPBACK_CERTIFICATE.cert;
    expect(await ask(FAR_AWAY, { env, authorities })).toMatchObject({ kind: "answer", transport: "doh" });
    expect(proxy.asked).toStrictEqual(["192.0.2.53:443", "192.0.2.53:443"]);
  });

  it("leaves it aside for the loopback", async () => {
    const server = await serve(answer, { tls: true });
    const { proxy, env } = await proxyTo(server.port);
    expect(await ask(server.url, { env })).toMatchObject({ kind: "malformed" });
    expect(proxy.asked).toStrictEqual([]);
  });

  it("leaves no connection behind when the proxy never answers", async () => {
    const clock = createManualClock();
    const { proxy, env } = await proxyTo(() => clock.advance(TIMEOUT_MS));
    const ended = proxy.nextEnd();
    expect(await ask(FAR_AWAY, { clock, env })).toMatchObject({ kind: "unreachable", because: "timeout" });
    await ended;
  });

  it("says unreachable when the proxy is not there", async () => {
    const { proxy, env } = await proxyTo(CLOSED_PORT);
    await proxy.close();
    open.length = 0;
    expect(await ask(FAR_AWAY, { env })).toMatchObject({ kind: "unreachable", because: "refused" });
  });
});

describe("parseDohEndpoint", () => {
  it("takes https anywhere and http on the loopback", () => {
    expect(parseDohEndpoint("https://[2620:fe::fe]/dns-query")).toMatchObject({
      address: "2620:fe::fe",
      port: 443,
    });
    expect(parseDohEndpoint("http://127.0.0.1:8053/dns-query")).toMatchObject({
      address: "127.0.0.1",
      port: 8053,
    });
  });

  it.each(["http://192.0.2.1/dns-query", "ftp://127.0.0.1/", "1.1.1.1"])("refuses %s", (text) => {
    expect(() => parseDohEndpoint(text)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});

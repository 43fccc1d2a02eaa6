import { describe, expect, it, onTestFinished } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { Observation } from "../../../../src/dns/observation.ts";
import { createAskDoh, parseDohEndpoint } from "../../../../src/resolve/transport/doh/doh.ts";
import { startConnectProxy } from "../../../support/connect-proxy.ts";
import { createManualClock } from "../../../support/dns-clock.ts";
import { record, replyTo } from "../../../support/dns-reply.ts";
import {
  startDohServer,
  type DohScript,
  type DohServer,
  type DohServerOptions,
} from "../../../support/doh-server.ts";
import { AUTHORITY, EXPIRED, FOR_ADDRESS, FOR_LOCALHOST } from "../../../support/test-authority.ts";

// The way to a resolver: which version of HTTP, whose certificate, and how many connections.

const OWNER = parseDomainName("example.test");
/** Of a network that is reserved for documentation, so that only a proxy leads there; FOR_ADDRESS names it. */
const FAR_AWAY = "https://192.0.2.53/dns-query";
const TIMEOUT_MS = 4000;

const answer: DohScript = ({ query }) =>
  replyTo(query, { authoritative: false, answers: [record(OWNER, "TXT", "yes")] });
const VERSIONS = ["HTTP/1.1", "HTTP/2", "both"] as const;

async function serve(options: DohServerOptions = {}, script = answer): Promise<DohServer> {
  const server = await startDohServer(script, { tls: FOR_ADDRESS, ...options });
  onTestFinished(() => server.close());
  return server;
}

async function proxyTo(...given: Parameters<typeof startConnectProxy>) {
  const proxy = await startConnectProxy(...given);
  onTestFinished(() => proxy.close());
  return proxy;
}

interface Circumstances {
  readonly clock?: ReturnType<typeof createManualClock>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Trusts the tests' authority and nobody else. */
function asking({ clock = createManualClock(), env = {} }: Circumstances = {}) {
  const means = { clock, env, onQuery: () => {}, timeoutMs: TIMEOUT_MS, authorities: AUTHORITY };
  const askDoh = createAskDoh(means);
  return async (url: string, signal?: AbortSignal): Promise<Observation> =>
    (await askDoh(parseDohEndpoint(url), { owner: OWNER, type: "TXT" }, { signal })).observation;
}

describe("the version of HTTP", () => {
  it.each(VERSIONS)("is one that the resolver speaks: %s", async (speaks) => {
    const server = await serve({ speaks });
    expect(await asking()(server.url)).toMatchObject({ kind: "answer", transport: "doh" });
    expect(server.received[0]).toMatchObject({
      version: speaks === "HTTP/1.1" ? "1.1" : "2.0",
      method: "POST",
      url: "/dns-query",
      headers: { "content-type": "application/dns-message", accept: "application/dns-message" },
    });
  });

  it.each(VERSIONS)("is agreed on through a proxy, too: %s", async (speaks) => {
    const server = await serve({ speaks });
    const proxy = await proxyTo(server.port);
    expect(await asking({ env: { HTTPS_PROXY: proxy.url } })(FAR_AWAY)).toMatchObject({ kind: "answer" });
    expect(proxy.asked).toEqual(["192.0.2.53:443"]);
  });
});

describe("the certificate", () => {
  it.each([{ by: "directly" }, { by: "through a proxy" }])(
    "is checked for the address $by: a trusted one for localhost does not pass as its own",
    async ({ by }) => {
      const server = await serve({ tls: FOR_LOCALHOST });
      const isDirect = by === "directly";
      const env = isDirect ? {} : { HTTPS_PROXY: (await proxyTo(server.port)).url };
      expect(await asking({ env })(isDirect ? server.url : FAR_AWAY)).toMatchObject({
        kind: "malformed",
        because: "no trustworthy HTTPS (ERR_TLS_CERT_ALTNAME_INVALID)",
      });
      expect(server.received).toEqual([]);
    },
  );

  it.each(VERSIONS)("is checked for its time: %s", async (speaks) => {
    const server = await serve({ tls: EXPIRED, speaks });
    expect(await asking()(server.url)).toMatchObject({
      because: "no trustworthy HTTPS (CERT_HAS_EXPIRED)",
    });
  });

  it("is checked for the name where the URL has one", async () => {
    const server = await serve();
    const env = { HTTPS_PROXY: (await proxyTo(server.port)).url };
    expect(await asking({ env })("https://doh.example.test/dns-query")).toMatchObject({ kind: "answer" });
    expect(await asking({ env })("https://other.example.test/dns-query")).toMatchObject({
      because: "no trustworthy HTTPS (ERR_TLS_CERT_ALTNAME_INVALID)",
    });
  });
});

describe("a connection", () => {
  it.each(VERSIONS)("serves one question after the other: %s", async (speaks) => {
    const server = await serve({ speaks });
    const ask = asking();
    for (let nth = 0; nth < 5; nth += 1) expect(await ask(server.url)).toMatchObject({ kind: "answer" });
    expect(server.connections()).toBe(1);
  });

  it.each([
    { speaks: "HTTP/2", most: 1 },
    { speaks: "HTTP/1.1", most: 6 },
  ] as const)("serves six questions at once by $most connections of $speaks", async ({ speaks, most }) => {
    const server = await serve({ speaks });
    const ask = asking();
    const ends = await Promise.all(Array.from({ length: 6 }, () => ask(server.url)));
    expect(new Set(ends.map(({ kind }) => kind))).toEqual(new Set(["answer"]));
    expect(server.connections()).toBeLessThanOrEqual(most);
    const made = server.connections();
    await ask(server.url);
    expect(server.connections()).toBe(made);
  });

  it.each(VERSIONS)("is made anew where the kept one was closed meanwhile: %s", async (speaks) => {
    const server = await serve({ speaks });
    const ask = asking();
    for (let nth = 1; nth <= 3; nth += 1) {
      expect(await ask(server.url)).toMatchObject({ kind: "answer" });
      expect(server.connections()).toBe(nth);
      server.endConnections();
    }
  });

  it("is made anew for each question where the resolver closes it after each answer", async () => {
    const closing: DohScript = (received) => (response) => {
      const reply = answer(received);
      const head = { "content-type": "application/dns-message", connection: "close" };
      if (reply !== undefined && typeof reply !== "function")
        response.writeHead(200, head).end(reply.toBuffer());
    };
    const server = await serve({}, closing);
    const ask = asking();
    for (let nth = 1; nth <= 3; nth += 1) expect(await ask(server.url)).toMatchObject({ kind: "answer" });
    expect(server.connections()).toBe(3);
  });

  it.each(VERSIONS)("takes no further question after one that was given up on it: %s", async (speaks) => {
    const clock = createManualClock();
    let isSilent = true;
    const server = await serve({ speaks }, (received) => {
      if (!isSilent) return answer(received);
      clock.advance(TIMEOUT_MS);
      return undefined;
    });
    const ask = asking({ clock });
    expect(await ask(server.url)).toMatchObject({ kind: "unreachable", because: "timeout" });
    isSilent = false;
    expect(await ask(server.url)).toMatchObject({ kind: "answer" });
    expect(server.connections()).toBe(2);
  });

  it("that nobody waits for any more is given up, and what comes then makes its own", async () => {
    const proxy = await proxyTo(() => {});
    const ended = proxy.nextEnd();
    const abort = new AbortController();
    const ask = asking({ env: { HTTPS_PROXY: proxy.url } });
    const both = [ask(FAR_AWAY, abort.signal), ask(FAR_AWAY, abort.signal)];
    await expect.poll(() => proxy.asked.length).toBe(1);
    abort.abort("enough");
    for (const one of both) await expect(one).rejects.toBe("enough");
    await ended;
    const later = new AbortController();
    const again = ask(FAR_AWAY, later.signal);
    await expect.poll(() => proxy.asked.length).toBe(2);
    later.abort("enough");
    await expect(again).rejects.toBe("enough");
  });
});

import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/async/clock.ts";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { createDns, type Dns, type DnsSettings } from "../../../../src/resolve/dns.ts";
import { dohUrlOf } from "../../../../src/resolve/transport/doh/doh.ts";
import { createManualClock } from "../../../support/dns-clock.ts";
import { record, replyTo, soa } from "../../../support/dns-reply.ts";
import {
  CLOSED_PORT,
  startDnsServer,
  type Script,
  type TestServer,
  type TestServerOptions,
} from "../../../support/dns-server.ts";
import {
  startDohServer,
  type DohScript,
  type DohServer,
  type DohServerOptions,
} from "../../../support/doh-server.ts";
import { AUTHORITY, FOR_ADDRESS } from "../../../support/test-authority.ts";

// The public resolvers by HTTPS, for a host whose port 53 is of no use.

const APEX = parseDomainName("example.test");
const NAME = parseDomainName("mail.example.test");
const QUESTION = { owner: NAME, type: "TXT" };
const FIRST = "127.84.0.1";
const SECOND = "127.84.0.2";
const THIRD = "127.84.0.3";
const { NXDOMAIN, SERVFAIL, REFUSED } = Packet.RCODE;

const knows: DohScript = ({ query }) => {
  const isNs = query.questions[0]?.type === Packet.TYPE.NS;
  const answers = isNs
    ? [record(APEX, "NS", "ns1.host.test"), record(APEX, "NS", "NS2.host.test")]
    : [soa(APEX, { serial: 9 })];
  return replyTo(query, { authoritative: false, recursionAvailable: true, answers });
};
const fails: DohScript = ({ query }) => replyTo(query, { authoritative: false, rcode: SERVFAIL });
const denies: DohScript = ({ query }) =>
  replyTo(query, { authoritative: false, rcode: NXDOMAIN, authorities: [soa("test")] });
const text =
  (value: string): DohScript =>
  ({ query }) =>
    replyTo(query, { authoritative: false, answers: [record(NAME, "TXT", value)] });
const textByDns: Script = ({ query }) =>
  replyTo(query, { authoritative: false, answers: [record(NAME, "TXT", "by port 53")] });
const proxyInBetween: Script = ({ query }) =>
  replyTo(query, { authoritative: false, recursionAvailable: true, rcode: REFUSED });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(script: DohScript, options: DohServerOptions = {}): Promise<DohServer> {
  const server = await startDohServer(script, {
    address: options.tls === undefined ? FIRST : "127.0.0.1",
    ...options,
  });
  open.push(server);
  return server;
}

async function serveDns(script: Script, options?: TestServerOptions): Promise<TestServer> {
  const server = await startDnsServer(script, options);
  open.push(server);
  return server;
}

/** Resolvers whose port 53 is closed, and whose HTTPS is where these servers listen. */
async function create(servers: readonly DohServer[], settings: Partial<DnsSettings> = {}): Promise<Dns> {
  const urls = new Map(servers.map(({ address, url }) => [address, url]));
  return createDns({
    resolvers: servers.map(({ address }) => `${address}:${CLOSED_PORT}`),
    clock: systemClock,
    dohUrl: (address) => urls.get(address) ?? dohUrlOf(address),
    ...settings,
  });
}

/** Two resolvers that say the same. */
async function serveTwo(
  script: DohScript,
  first = FIRST,
  second = SECOND,
): Promise<readonly [DohServer, DohServer]> {
  return [await serve(script, { address: first }), await serve(script, { address: second })];
}

describe("the delegation by resolvers", () => {
  it("gives the NS set for both sides, the SOA's times and no addresses", async () => {
    const { resolvers } = await create(await serveTwo(knows));
    expect(await resolvers.delegation(APEX, {})).toStrictEqual({
      apex: APEX,
      parentNameServers: ["ns1.host.test", "ns2.host.test"],
      childNameServers: ["ns1.host.test", "ns2.host.test"],
      addresses: [],
      unresolved: [],
      soa: { serial: 9, negativeTtl: 60, refreshSeconds: 3600, retrySeconds: 600 },
    });
  });

  it("asks for nothing but NS and SOA of the apex, which exists, so that no resolver learns a no", async () => {
    const servers = await serveTwo(knows);
    await (await create(servers)).resolvers.delegation(APEX, {});
    const asked = servers.flatMap(({ received }) =>
      received.map(
        ({ query }) => `${query.questions[0]?.name} ${Packet.typeName(query.questions[0]?.type ?? 0)}`,
      ),
    );
    expect(asked.toSorted()).toStrictEqual(["example.test NS", "example.test NS", "example.test SOA"]);
  });

  it("asks the next resolver when one fails, denies, or is silent", async () => {
    for (const script of [fails, denies, () => undefined] satisfies readonly DohScript[]) {
      const servers = [await serve(script), ...(await serveTwo(knows, SECOND, THIRD))];
      expect(await (await create(servers)).resolvers.delegation(APEX, {})).toMatchObject({
        apex: APEX,
        soa: { serial: 9 },
      });
    }
  });

  it("gives the name servers though the SOA can't be had", async () => {
    const servers = await serveTwo((received) =>
      received.query.questions[0]?.type === Packet.TYPE.NS ? knows(received) : fails(received),
    );
    expect(await (await create(servers)).resolvers.delegation(APEX, {})).toMatchObject({
      parentNameServers: ["ns1.host.test", "ns2.host.test"],
      soa: undefined,
    });
  });

  it("says ZONE_NOT_DELEGATED where two resolvers deny the zone", async () => {
    const { resolvers } = await create([await serve(fails), ...(await serveTwo(denies, SECOND, THIRD))]);
    await expect(resolvers.delegation(APEX, {})).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: { missing: APEX },
    });
  });

  it("says NOT_OBSERVABLE where no resolver answers, and what each of them did", async () => {
    const { resolvers } = await create([await serve(fails), await serve(fails, { address: SECOND })]);
    await expect(resolvers.delegation(APEX, {})).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      facts: { resolvers: [`each of ${FIRST}, ${SECOND} can't look the zone up (SERVFAIL)`] },
    });
  });

  it("says nothing where there is no resolver, and where HTTPS is switched off", async () => {
    const server = await serve(fails);
    expect(await (await create([])).resolvers.delegation(APEX, {})).toBeUndefined();
    const asked = server.received.length;
    expect(
      await (await create([server], { transports: ["udp", "tcp"] })).resolvers.delegation(APEX, {}),
    ).toBeUndefined();
    expect(server.received).toHaveLength(asked);
  });

  it("rejects at once when aborted", async () => {
    const abort = new AbortController();
    const server = await serve(() => {
      abort.abort("enough");
      return undefined;
    });
    await expect((await create([server])).resolvers.delegation(APEX, { signal: abort.signal })).rejects.toBe(
      "enough",
    );
  });
});

describe("many domains", () => {
  const everyZone: DohScript = ({ query }) => {
    const { name = "", type } = query.questions[0] ?? {};
    const answers =
      type === Packet.TYPE.NS ? [record(name, "NS", "ns1.host.test")] : [soa(name, { serial: 9 })];
    return replyTo(query, { authoritative: false, recursionAvailable: true, answers });
  };
  const thirty = Array.from({ length: 30 }, (_, index) => index);
  /** Nobody is so slow that another one is asked. */
  const inTime = async (servers: readonly DohServer[]): Promise<Dns["resolvers"]> => {
    const doh = servers.map(({ url }) => url);
    return (await create([], { doh, authorities: AUTHORITY, clock: createManualClock() })).resolvers;
  };
  const serveTls = async (speaks: "HTTP/1.1" | "HTTP/2"): Promise<readonly [DohServer, DohServer]> => [
    await serve(everyZone, { tls: FOR_ADDRESS, speaks }),
    await serve(everyZone, { tls: FOR_ADDRESS, speaks }),
  ];

  it.each([
    { speaks: "HTTP/2", handshakes: 1 },
    { speaks: "HTTP/1.1", handshakes: 2 },
  ] as const)(
    "of one zone cost three questions, one after the other or at once: $handshakes handshakes by $speaks",
    async ({ speaks, handshakes }) => {
      for (const atOnce of [false, true]) {
        const servers = await serveTls(speaks);
        const resolvers = await inTime(servers);
        const one = () => resolvers.delegation(APEX, {});
        if (atOnce) await Promise.all(thirty.map(one));
        else for (const _ of thirty) await one();
        // Both for the NS set, and one for the times of the zone.
        expect(servers.map(({ received }) => received.length)).toEqual([2, 1]);
        for (const server of servers) expect(server.connections()).toBeLessThanOrEqual(handshakes);
      }
    },
  );

  it("of thirty zones cost one handshake a resolver, one after the other or at once, by HTTP/2", async () => {
    const servers = await serveTls("HTTP/2");
    const resolvers = await inTime(servers);
    const one = (nth: number) => resolvers.delegation(parseDomainName(`zone${nth}.test`), {});
    for (const nth of thirty) await one(nth);
    await Promise.all(thirty.map((nth) => one(100 + nth)));
    expect(servers.map(({ received }) => received.length)).toEqual([120, 60]);
    expect(servers.map((server) => server.connections())).toEqual([1, 1]);
  });
});

describe("resolvers that are named by their URLs", () => {
  it("are asked by HTTPS in the place of those at addresses, in their order", async () => {
    const [address, first, second, third] = [
      await serve(knows),
      await serve(fails, { address: SECOND }),
      await serve(knows),
      await serve(knows),
    ];
    const { resolvers } = await create([address], { doh: [first, second, third].map(({ url }) => url) });
    expect(await resolvers.delegation(APEX, {})).toMatchObject({ apex: APEX });
    expect([address, first, second].map(({ received }) => received.length)).toEqual([0, 2, 2]);
    expect(third.received).not.toEqual([]);
  });

  it("are asked to report under their URLs, beside those at addresses on port 53", async () => {
    const gateway = await serve(text("by HTTPS"));
    const resolver = await serveDns(textByDns, { address: FIRST });
    const at = `${FIRST}:${resolver.port}`;
    const { resolvers } = await create([], { resolvers: [at], doh: [gateway.url] });
    expect(await Promise.all(resolvers.ask(QUESTION, {}))).toMatchObject([
      { resolver: at, observation: { transport: "udp", rrset: { values: ["by port 53"] } } },
      { resolver: gateway.url, observation: { transport: "doh", rrset: { values: ["by HTTPS"] } } },
    ]);
  });

  it("alone are asked once port 53 is known to be of no use", async () => {
    const gateway = await serve(text("by HTTPS"));
    const [root, resolver] = [await serveDns(proxyInBetween), await serveDns(textByDns, { address: FIRST })];
    const { authority, resolvers } = await create([], {
      roots: [`127.0.0.1:${root.port}`],
      rootsAre: "public",
      resolvers: [`${FIRST}:${resolver.port}`],
      doh: [gateway.url],
    });
    await expect(authority.delegation(NAME, {})).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
    expect(await Promise.all(resolvers.ask(QUESTION, {}))).toMatchObject([{ resolver: gateway.url }]);
    expect(resolver.received).toEqual([]);
  });
});

describe("a question to resolvers", () => {
  it("goes by HTTPS where a resolver's port 53 is out of reach, and says so", async () => {
    const { resolvers } = await create([
      await serve(text("by HTTPS")),
      await serve(fails, { address: SECOND }),
    ]);
    expect(
      (await Promise.all(resolvers.ask(QUESTION, {}))).map(({ observation }) => observation),
    ).toMatchObject([
      { kind: "answer", transport: "doh", rrset: { values: ["by HTTPS"] } },
      { kind: "servfail", transport: "doh" },
    ]);
  });

  it("tells how port 53 failed when HTTPS is of no use either", async () => {
    const { resolvers } = await create([await serve(() => (response) => void response.writeHead(505).end())]);
    expect((await Promise.all(resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
      kind: "unreachable",
      because: "refused",
    });
  });

  it("leaves HTTPS alone where port 53 answers, or where it is switched off", async () => {
    const server = await serve(text("by HTTPS"));
    const resolver = await serveDns(textByDns, { address: FIRST });
    const { resolvers } = await create([server], { resolvers: [`${FIRST}:${resolver.port}`] });
    expect((await Promise.all(resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
      transport: "udp",
    });
    const off = await create([server], { transports: ["udp", "tcp"] });
    expect((await Promise.all(off.resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
      kind: "unreachable",
    });
    expect(server.received).toHaveLength(0);
  });

  it("asks by TCP alone where UDP is switched off, and by UDP alone where TCP is", async () => {
    const resolver = await serveDns(textByDns, { address: FIRST });
    for (const only of ["tcp", "udp"] as const) {
      const { resolvers } = await create([], {
        resolvers: [`${FIRST}:${resolver.port}`],
        transports: [only],
      });
      expect((await Promise.all(resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
        kind: "answer",
        transport: only,
      });
    }
    resolver.answerWith(({ query }) => replyTo(query, { truncated: true }));
    const { resolvers } = await create([], { resolvers: [`${FIRST}:${resolver.port}`], transports: ["udp"] });
    expect((await Promise.all(resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
      kind: "malformed",
      transport: "udp",
    });
  });

  it("does not pass the word of a proxy on port 53 off as the resolver's, once one was found", async () => {
    const server = await serve(text("by HTTPS"));
    const root = await serveDns(proxyInBetween);
    const resolver = await serveDns(textByDns, { address: FIRST });
    const { authority, resolvers } = await create([server], {
      roots: [`127.0.0.1:${root.port}`],
      rootsAre: "public",
      port: root.port,
      resolvers: [`${FIRST}:${resolver.port}`],
    });
    await expect(authority.delegation(NAME, {})).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
    expect((await Promise.all(resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
      transport: "doh",
      rrset: { values: ["by HTTPS"] },
    });
    expect(resolver.received).toHaveLength(0);
    await serveDns(({ query }) => replyTo(query, { answers: [soa(NAME)] }), {
      address: SECOND,
      port: root.port,
    });
    const cut = {
      authorities: [record(NAME, "NS", "ns.test")],
      additionals: [record("ns.test", "A", SECOND)],
    };
    root.answerWith(({ query }) => replyTo(query, { authoritative: false, ...cut }));
    await authority.delegation(NAME, {});
    expect((await Promise.all(resolvers.ask(QUESTION, {})))[0]?.observation).toMatchObject({
      transport: "udp",
    });
  });
});

describe("the default endpoints", () => {
  it("are addresses, so that no name has to be resolved: the resolvers' own, but for DNSPod's", () => {
    expect(["1.1.1.1", "2620:fe::fe", "119.29.29.29"].map(dohUrlOf)).toStrictEqual([
      "https://1.1.1.1/dns-query",
      "https://[2620:fe::fe]/dns-query",
      "https://1.12.12.12/dns-query",
    ]);
  });

  it("are not asked before they are needed", async () => {
    let sent = 0;
    const { authority } = createDns({
      resolvers: ["1.1.1.1"],
      clock: createManualClock(),
      onQuery: () => (sent += 1),
    });
    expect([authority.missingFamilies(), sent]).toStrictEqual([[], 0]);
  });

  it("are refused where they are not https", () => {
    const settings = {
      resolvers: ["192.0.2.1"],
      clock: createManualClock(),
      dohUrl: (address: string) => `http://${address}/dns-query`,
    };
    expect(() => createDns(settings)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  });
});

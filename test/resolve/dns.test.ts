import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { findSoaTimes } from "../../src/dns/soa.ts";
import { createDns, type Dns, type DnsSettings } from "../../src/resolve/dns.ts";
import { IANA_ROOTS } from "../../src/resolve/tree/roots.ts";
import { record, replyTo, soa } from "../support/dns-reply.ts";
import { CLOSED_PORT, startDnsServer, type Script, type TestServer } from "../support/dns-server.ts";
import { startTree } from "../support/dns-tree.ts";
import { serveZones, type TestZone } from "../support/dns-zones.ts";

const OWNER = parseDomainName("mail.example.test");
const QUESTION = { owner: OWNER, type: "TXT" };
const answer: Script = ({ query }) =>
  replyTo(query, { authoritative: false, answers: [record(OWNER, "TXT", "yes")] });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(script: Script, address?: string): Promise<TestServer> {
  const server = await startDnsServer(script, address === undefined ? {} : { address });
  open.push(server);
  return server;
}

const create = (settings: Partial<DnsSettings> = {}): Dns =>
  createDns({ resolvers: [], clock: systemClock, ...settings });

describe("createDns", () => {
  it("fills the two ports of the straight line", () => {
    const { authority, resolvers } = create();
    expect(Object.keys(authority).toSorted()).toStrictEqual([
      "delegation",
      "isSilent",
      "lookup",
      "missingFamilies",
      "observe",
      "portsAsked",
    ]);
    expect(Object.keys(resolvers).toSorted()).toStrictEqual(["ask", "delegation", "dnssec", "lookup"]);
  });

  it("starts from the thirteen IANA roots, both families, unless told otherwise", () => {
    expect([IANA_ROOTS.length, new Set(IANA_ROOTS).size]).toStrictEqual([26, 26]);
    expect(IANA_ROOTS.filter((address) => address.includes(":"))).toHaveLength(13);
  });

  it("refuses addresses that are none, before anything is asked", () => {
    for (const settings of [{ roots: ["ns1.example.com"] }, { resolvers: ["dns.google"] }]) {
      expect(() => create(settings)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    }
  });
});

describe("a question to resolvers", () => {
  it("asks each resolver, and one that fails hides none of the others", async () => {
    const good = await serve(answer);
    const failing = await serve(
      ({ query }) => replyTo(query, { authoritative: false, rcode: Packet.RCODE.SERVFAIL }),
      "::1",
    );
    const resolvers = [`127.0.0.1:${CLOSED_PORT}`, `[::1]:${failing.port}`, `127.0.0.1:${good.port}`];
    const answers = await Promise.all(create({ resolvers }).resolvers.ask(QUESTION, {}));
    expect(answers.map(({ resolver, observation }) => [resolver, observation.kind])).toStrictEqual([
      [resolvers[0], "unreachable"],
      [resolvers[1], "servfail"],
      [resolvers[2], "answer"],
    ]);
    expect(good.received.map(({ query }) => query.header.rd)).toStrictEqual([1]);
  });

  it("asks no resolver for anything else", async () => {
    const resolver = await serve(answer);
    const root = await serve(({ query }) =>
      replyTo(query, { rcode: Packet.RCODE.NXDOMAIN, authorities: [soa("")] }),
    );
    const { authority } = create({
      resolvers: [`127.0.0.1:${resolver.port}`],
      roots: [`127.0.0.1:${root.port}`],
      port: root.port,
    });
    await authority.lookup(QUESTION, {});
    await expect(authority.delegation(OWNER, {})).rejects.toMatchObject({ code: "ZONE_NOT_DELEGATED" });
    expect(resolver.received).toHaveLength(0);
  });
});

describe("observe", () => {
  it("asks one address without recursion and counts what it sends", async () => {
    const server = await serve(({ query }) => replyTo(query, { answers: [record(OWNER, "TXT", "yes")] }));
    let sent = 0;
    const { authority } = create({ onQuery: () => (sent += 1) });
    const at = { server: parseDomainName("ns1.example.test"), address: server.address, port: server.port };
    expect(await authority.observe(at, QUESTION, {})).toMatchObject({ kind: "answer" });
    expect([sent, server.received[0]?.query.header.rd]).toStrictEqual([1, 0]);
  });

  it("takes no answer without authority", async () => {
    const server = await serve(answer);
    const at = { server: parseDomainName("ns1.example.test"), address: server.address, port: server.port };
    expect(await create().authority.observe(at, QUESTION, {})).toMatchObject({
      kind: "lame",
      because: "not-authoritative",
    });
  });

  it("gives a server's SOA as text in which its serial and its times are found", async () => {
    const server = await serve(({ query }) =>
      replyTo(query, { answers: [soa("example.test", { serial: 2_026_112_201 })] }),
    );
    const apex = parseDomainName("example.test");
    const at = { server: parseDomainName("ns1.example.test"), address: server.address, port: server.port };
    const observation = await create().authority.observe(at, { owner: apex, type: "SOA" }, {});
    if (observation.kind !== "answer") throw new Error(observation.kind);
    expect(findSoaTimes(observation.rrset)).toStrictEqual({
      serial: 2_026_112_201,
      negativeTtl: 60,
      refreshSeconds: 3600,
      retrySeconds: 600,
    });
  });

  it("tells by a label that nobody can have chosen whether a wildcard answers for every name", async () => {
    const zone = (records: readonly string[]): TestZone => ({
      apex: "example.test",
      records: [
        "example.test 300 SOA ns1.example.test hostmaster.example.test 1 3600 600 86400 60",
        ...records,
      ],
    });
    const server = await serve(serveZones([zone([])]));
    const at = { server: parseDomainName("ns1.example.test"), address: server.address, port: server.port };
    const probe = { owner: parseDomainName("x7f3k2m9q4.example.test"), type: "TXT" };
    expect(await create().authority.observe(at, probe, {})).toMatchObject({ kind: "nxdomain" });
    server.answerWith(serveZones([zone(["*.example.test 300 TXT anything"])]));
    expect(await create().authority.observe(at, probe, {})).toMatchObject({
      kind: "answer",
      rrset: { owner: probe.owner, values: ["anything"] },
    });
  });

  it("knows after the walk which zone a server is for, and so a referral back up from one down", async () => {
    const [root, ns] = ["127.82.0.1", "127.82.0.2"];
    const apex = "example.test";
    const delegation = [`${apex} 300 NS ns.${apex}`, `ns.${apex} 300 A ${ns}`];
    const soaText = `SOA ns.${apex} hostmaster.${apex} 1 3600 600 86400 60`;
    const tree = await startTree({
      [root]: [{ apex: ".", records: [`. 300 ${soaText}`, ...delegation] }],
      [ns]: [{ apex, records: [`${apex} 300 ${soaText}`, ...delegation] }],
    });
    open.push(tree);
    const { authority } = create({ roots: tree.roots, port: tree.port });
    const [at] = (await authority.delegation(OWNER, {})).addresses;
    if (at === undefined) throw new Error("no address");
    const refer =
      (to: string): Script =>
      ({ query }) =>
        replyTo(query, { authoritative: false, authorities: [record(to, "NS", "ns.root")] });
    tree.server(ns).answerWith(refer("test"));
    expect(await authority.observe(at, QUESTION, {})).toMatchObject({
      kind: "lame",
      because: "upward-referral",
    });
    tree.server(ns).answerWith(refer("mail.example.test"));
    expect(await authority.observe(at, QUESTION, {})).toMatchObject({
      kind: "referral",
      to: "mail.example.test",
    });
  });
});

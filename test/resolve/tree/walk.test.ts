import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Authority } from "../../../src/dns/authority.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import { record, replyTo, soa } from "../../support/dns-reply.ts";
import type { Script } from "../../support/dns-server.ts";
import { startTree, type TestTree, type TreePlan } from "../../support/dns-tree.ts";
import { serveZones, type TestZone } from "../../support/dns-zones.ts";

const ROOT = "127.80.0.1";
const TLD = "127.80.0.2";
const NS1 = "127.80.0.3";
const NS2 = "127.80.0.4";
const OTHER = "127.80.0.5";

const soaLine = (apex: string): string =>
  `${apex} 300 SOA ns1.nic.${apex} hostmaster.${apex} 7 3600 600 86400 60`;

const ROOT_ZONE: TestZone = {
  apex: ".",
  records: [
    ". 300 SOA ns.root hostmaster.root 1 3600 600 86400 60",
    "test 300 NS ns.nic.test",
    `ns.nic.test 300 A ${TLD}`,
  ],
};

/** `test` as a registry with these delegations. */
const tld = (...records: readonly string[]): TestZone => ({
  apex: "test",
  records: [soaLine("test"), "test 300 NS ns.nic.test", `ns.nic.test 300 A ${TLD}`, ...records],
});

const DELEGATED = [
  "example.test 300 NS ns1.example.test",
  "example.test 300 NS ns2.example.test",
  `ns1.example.test 300 A ${NS1}`,
  `ns2.example.test 300 A ${NS2}`,
];

const example = (...records: readonly string[]): TestZone => ({
  apex: "example.test",
  records: [soaLine("example.test"), ...DELEGATED, ...records],
});

const REFUSE: Script = ({ query }) => replyTo(query, { authoritative: false, rcode: Packet.RCODE.REFUSED });
const SILENT: Script = () => undefined;
const UPWARD: Script = ({ query }) =>
  replyTo(query, { authoritative: false, authorities: [record("", "NS", "ns.root")] });

const open: TestTree[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((tree) => tree.close()));
});

async function plant(
  plan: TreePlan,
): Promise<{ readonly tree: TestTree; readonly authority: Authority; readonly sent: () => number }> {
  const tree = await startTree(plan);
  open.push(tree);
  let sent = 0;
  // Generous, since time here is real: a silent server costs the head start of the next one, not its
  // time-out.
  const timing = { udpMs: 1500, tcpMs: 1500, questionMs: 3000 };
  const { authority } = createDns({
    roots: tree.roots,
    port: tree.port,
    resolvers: [],
    clock: systemClock,
    timing,
    onQuery: () => (sent += 1),
  });
  return { tree, authority, sent: () => sent };
}

const walk = (authority: Authority, name = "mail.example.test"): ReturnType<Authority["delegation"]> =>
  authority.delegation(parseDomainName(name), {});

describe("delegation", () => {
  it("finds the apex, both NS sets, every address and the SOA's times", async () => {
    const { tree, authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example()],
      [NS2]: [example()],
    });
    const { port } = tree;
    const names = ["ns1.example.test", "ns2.example.test"];
    const found = await walk(authority, "a.b.mail.example.test");
    expect({
      ...found,
      addresses: found.addresses.toSorted((a, b) => a.address.localeCompare(b.address)),
    }).toStrictEqual({
      apex: "example.test",
      parentNameServers: names,
      childNameServers: names,
      addresses: [
        { server: "ns1.example.test", address: NS1, port },
        { server: "ns2.example.test", address: NS2, port },
      ],
      unresolved: [],
      unaddressed: new Map(),
      soa: { serial: 7, negativeTtl: 60, refreshSeconds: 3600, retrySeconds: 600 },
      enclosing: undefined,
      heard: [
        {
          at: { server: "ns1.example.test", address: NS1, port },
          observation: expect.objectContaining({ kind: "answer", transport: "udp" }),
        },
      ],
      parentsWithout: [],
    });
  });

  it("asks for nothing but SOA and NS on the way down, and for the addresses of name servers, all without recursion", async () => {
    const { tree, authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example()],
      [NS2]: [example()],
    });
    await walk(authority);
    const received = [ROOT, TLD, NS1, NS2].flatMap((address) => tree.server(address).received);
    const asked = received.map(
      ({ query }) => `${query.questions[0]?.name} ${Packet.typeName(query.questions[0]?.type ?? 0)}`,
    );
    const allowed = /^(?:(?:mail\.)?example\.test (?:SOA|NS)|ns[12]\.example\.test (?:A|AAAA))$/;
    expect(asked.filter((question) => !allowed.test(question))).toStrictEqual([]);
    expect(received.every(({ query }) => query.header.rd === 0)).toBe(true);
  });

  it("resolves name servers that came without glue, in their own zone", async () => {
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [
        tld(
          "example.test 300 NS ns.host.test",
          "host.test 300 NS ns1.host.test",
          `ns1.host.test 300 A ${OTHER}`,
        ),
      ],
      [NS1]: [
        { apex: "example.test", records: [soaLine("example.test"), "example.test 300 NS ns.host.test"] },
      ],
      [OTHER]: [
        {
          apex: "host.test",
          records: [
            soaLine("host.test"),
            "host.test 300 NS ns1.host.test",
            `ns1.host.test 300 A ${OTHER}`,
            `ns.host.test 300 A ${NS1}`,
          ],
        },
      ],
    });
    expect(await walk(authority)).toMatchObject({
      apex: "example.test",
      addresses: [{ server: "ns.host.test", address: NS1 }],
      unresolved: [],
    });
  });

  it("finds the addresses of both families, those too that the glue leaves out", async () => {
    const both = [...DELEGATED.slice(0, 3), "ns1.example.test 300 AAAA ::1"];
    const zone = {
      apex: "example.test",
      records: [soaLine("example.test"), ...both, `ns2.example.test 300 A ${NS2}`],
    };
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED.slice(0, 3))],
      [NS1]: [zone],
      "::1": [zone],
      [NS2]: [zone],
    });
    const { addresses } = await walk(authority);
    expect(new Set(addresses.map(({ address }) => address))).toStrictEqual(new Set([NS1, "::1", NS2]));
  });

  it("reaches a zone that is served over IPv6 only", async () => {
    const records = ["example.test 300 NS ns1.example.test", "ns1.example.test 300 AAAA ::1"];
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...records)],
      "::1": [{ apex: "example.test", records: [soaLine("example.test"), ...records] }],
    });
    expect(await walk(authority)).toMatchObject({
      apex: "example.test",
      addresses: [{ address: "::1" }],
      soa: { serial: 7 },
    });
  });

  it("reaches a zone whose server takes TCP only, and one that truncates what it says by UDP", async () => {
    const zone = serveZones([example()]);
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: { script: zone, options: { transports: ["tcp"] } },
      [NS2]: (received) =>
        received.via === "udp" ? replyTo(received.query, { truncated: true }) : zone(received),
    });
    expect(await walk(authority)).toMatchObject({ apex: "example.test", soa: { serial: 7 } });
  });

  it.each([
    ["refuses", REFUSE],
    ["sends us back to the root", UPWARD],
    ["is silent", SILENT],
    ["answers without authority", (({ query }) => replyTo(query, { authoritative: false })) satisfies Script],
    [
      "says no for the root",
      (({ query }) =>
        replyTo(query, { rcode: Packet.RCODE.NXDOMAIN, authorities: [soa("")] })) satisfies Script,
    ],
  ])("asks the next server when one %s, and still lists both", async (_what, script) => {
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: script,
      [NS2]: [example()],
    });
    const found = await walk(authority);
    expect(found).toMatchObject({ apex: "example.test", soa: { serial: 7 } });
    expect(found.addresses.map(({ address }) => address).toSorted()).toStrictEqual([NS1, NS2]);
  });

  it("gives the delegation without SOA when every server of the zone is lame or dead", async () => {
    const { authority } = await plant({ [ROOT]: [ROOT_ZONE], [TLD]: [tld(...DELEGATED)], [NS1]: REFUSE });
    const found = await walk(authority);
    expect(found).toMatchObject({
      apex: "example.test",
      parentNameServers: ["ns1.example.test", "ns2.example.test"],
      childNameServers: [],
      soa: undefined,
    });
    expect(found.addresses.map(({ address }) => address)).toStrictEqual([NS1, NS2]);
  });

  it("finds a deeper cut, whether other servers or the same ones serve it", async () => {
    const cut = ["mail.example.test 300 NS ns.mail.example.test", `ns.mail.example.test 300 A ${OTHER}`];
    const deeper = { apex: "mail.example.test", records: [soaLine("mail.example.test"), ...cut] };
    const elsewhere = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example(...cut)],
      [NS2]: [example(...cut)],
      [OTHER]: [deeper],
    });
    expect(await walk(elsewhere.authority, "x.mail.example.test")).toMatchObject({
      apex: "mail.example.test",
      parentNameServers: ["ns.mail.example.test"],
    });
    await elsewhere.tree.close();
    open.length = 0;
    const together = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example(), deeper],
      [NS2]: [example(), deeper],
      [OTHER]: [deeper],
    });
    expect(await walk(together.authority, "x.mail.example.test")).toMatchObject({
      apex: "mail.example.test",
      parentNameServers: ["ns.mail.example.test"],
      addresses: [{ address: OTHER }, { address: NS1 }, { address: NS2 }],
      enclosing: {
        apex: "example.test",
        nameServers: ["ns1.example.test", "ns2.example.test"],
        isWithout: true,
      },
    });
    await together.tree.close();
    open.length = 0;
    // The zone around it has something there, which may be the delegation.
    const delegated = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example(...cut), deeper],
      [NS2]: [example(...cut), deeper],
      [OTHER]: [deeper],
    });
    expect(await walk(delegated.authority, "x.mail.example.test")).toMatchObject({
      enclosing: { apex: "example.test", isWithout: false },
    });
  });

  it("does not take the SOA behind an alias for the name's own", async () => {
    const zone = example("mail.example.test 300 CNAME host.test");
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [zone],
      [NS2]: [zone],
    });
    expect(await walk(authority)).toMatchObject({ apex: "example.test" });
  });

  it("is not led astray by a wildcard", async () => {
    const zone = example("*.example.test 300 TXT here too", "*.example.test 300 CNAME host.test");
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [zone],
      [NS2]: [zone],
    });
    expect(await walk(authority)).toMatchObject({ apex: "example.test", soa: { serial: 7 } });
  });

  it("says ZONE_NOT_DELEGATED for a name that the registry or the root does not know", async () => {
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example()],
      [NS2]: [example()],
    });
    await expect(walk(authority, "mail.exmaple.test")).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: { missing: "exmaple.test" },
    });
    await expect(walk(authority, "mail.example.nowhere")).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
    });
  });

  it("says NOT_OBSERVABLE when the root or the registry is out of reach", async () => {
    const rootless = await plant({ [ROOT]: REFUSE });
    await expect(walk(rootless.authority)).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      facts: { zone: "." },
    });
    await rootless.tree.close();
    open.length = 0;
    const { authority } = await plant({ [ROOT]: [ROOT_ZONE], [TLD]: REFUSE });
    await expect(walk(authority)).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      facts: { zone: "test", tried: [`${TLD}: lame (refused)`] },
    });
  });

  it("never takes a failure for an absence: a SERVFAIL for the name gives no apex further up as if all were well", async () => {
    const fail: Script = ({ query }) => replyTo(query, { rcode: Packet.RCODE.SERVFAIL });
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: fail,
      [NS2]: fail,
    });
    expect(await walk(authority)).toMatchObject({ apex: "example.test", soa: undefined });
  });

  it("does not believe glue for names outside the zone that gives it", async () => {
    const lying: Script = ({ query }) =>
      replyTo(query, {
        authoritative: false,
        authorities: [record("mail.example.test", "NS", "ns1.victim.test")],
        additionals: [record("ns1.victim.test", "A", OTHER)],
      });
    const victim = ["victim.test 300 NS ns1.victim.test", `ns1.victim.test 300 A ${TLD}`];
    const { tree, authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED, ...victim)],
      [NS1]: lying,
      [NS2]: lying,
      [OTHER]: [example()],
    });
    await walk(authority);
    expect(tree.server(OTHER).received).toHaveLength(0);
  });

  it("comes to an end when zones need each other's name servers, or name far too many", async () => {
    const circle = ["a.test 300 NS ns.b.test", "b.test 300 NS ns.a.test"];
    const many = Array.from({ length: 40 }, (_, index) => `example.test 300 NS ns.x${index}.test`);
    const cascade = Array.from(
      { length: 40 },
      (_, index) => `x${index}.test 300 NS ns.x${(index * 7 + 1) % 40}.test`,
    );
    const { authority, sent } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...circle, ...many, ...cascade)],
    });
    expect(await walk(authority, "mail.a.test")).toMatchObject({
      apex: "a.test",
      addresses: [],
      unresolved: ["ns.b.test"],
      soa: undefined,
    });
    const before = sent();
    expect(await walk(authority)).toMatchObject({ apex: "example.test", addresses: [], soa: undefined });
    expect(sent() - before).toBeLessThan(1000);
  });

  it("follows name servers named in other zones, through a few zones and not through many", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `z${index}.test`);
    const cuts = names.map((name, index) =>
      index === 11 ? `${name} 300 NS ns.${name}` : `${name} 300 NS ns.z${index + 1}.test`,
    );
    const zones = names.map((name) => ({ apex: name, records: [soaLine(name), `ns.${name} 300 A ${NS1}`] }));
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...cuts, `ns.z11.test 300 A ${NS1}`)],
      [NS1]: zones,
    });
    expect(await walk(authority, "mail.z0.test")).toMatchObject({ apex: "z0.test", soa: undefined });
    expect(await walk(authority, "mail.z8.test")).toMatchObject({ apex: "z8.test", soa: { serial: 7 } });
  });

  it("remembers the way for the next name", async () => {
    const { tree, authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example()],
      [NS2]: [example()],
    });
    await walk(authority);
    const asked = (): number => tree.server(ROOT).received.length;
    const first = asked();
    await walk(authority, "news.example.test");
    expect(asked()).toBe(first);
  });

  it("looks again from the root when a remembered zone has moved away", async () => {
    const { tree, authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: [tld(...DELEGATED)],
      [NS1]: [example()],
      [NS2]: [example()],
      [OTHER]: REFUSE,
    });
    await walk(authority);
    const moved = ["example.test 300 NS ns9.example.test", `ns9.example.test 300 A ${OTHER}`];
    tree.server(TLD).answerWith(serveZones([tld(...moved)]));
    tree
      .server(OTHER)
      .answerWith(serveZones([{ apex: "example.test", records: [soaLine("example.test"), ...moved] }]));
    for (const address of [NS1, NS2]) tree.server(address).answerWith(REFUSE);
    expect(await walk(authority)).toMatchObject({
      parentNameServers: ["ns9.example.test"],
      soa: { serial: 7 },
    });
  });

  it("rejects at once when aborted", async () => {
    const abort = new AbortController();
    const { authority } = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: () => {
        abort.abort("enough");
        return undefined;
      },
    });
    await expect(
      authority.delegation(parseDomainName("mail.example.test"), { signal: abort.signal }),
    ).rejects.toBe("enough");
  });
});

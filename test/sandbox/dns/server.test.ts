import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { once } from "node:events";
import { Packet, type Resource } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import {
  SHARED_ADDRESSES,
  startDnsServers,
  type DnsServerOptions,
  type DnsServers,
} from "../../../src/sandbox/dns/server.ts";
import { withLength } from "../../../src/sandbox/dns/wire.ts";
import { ZoneStore, type ZoneSettings } from "../../../src/sandbox/zone-store.ts";

const name = parseDomainName;
const apex = name("example.test");

const running: DnsServers[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((servers) => servers.close()));
});

async function start(settings: Partial<ZoneSettings> = {}, options: Partial<DnsServerOptions> = {}) {
  const store = options.store ?? new ZoneStore();
  const zone = store.add({ apex, ...settings });
  const servers = await startDnsServers({ store, ...options });
  running.push(servers);
  const ask = (role: keyof DnsServers["addresses"], owner: string, type: string, edns = true) =>
    askUdp(servers.addresses[role], servers.port, owner, { type, edns });
  return { store, zone, servers, ask };
}

function queryFor(owner: string, { type, edns }: { type: string; edns: boolean }): Buffer {
  const query = new Packet(new Packet.Header({ id: 4711 }));
  query.questions = [new Packet.Question(owner, Packet.TYPE[type as "A"], Packet.CLASS.IN)];
  if (edns) query.additionals = [Packet.Resource.EDNS([], { udpPayloadSize: 1232 })];
  return query.toBuffer();
}

async function askUdp(
  address: string,
  port: number,
  owner: string,
  how: { type: string; edns: boolean },
): Promise<Packet> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.send(queryFor(owner, how), port, address);
  const [message] = (await once(socket, "message")) as [Buffer];
  socket.close();
  return Packet.parse(message);
}

async function askTcp(address: string, port: number, owner: string, type: string): Promise<Packet> {
  const socket = connect(port, address);
  // In two pieces, as TCP may cut anywhere.
  const octets = withLength(queryFor(owner, { type, edns: false }));
  socket.write(octets.subarray(0, 1));
  socket.write(octets.subarray(1));
  const received: Buffer[] = [];
  for await (const chunk of socket) {
    received.push(chunk as Buffer);
    const all = Buffer.concat(received);
    if (all.length >= 2 && all.length >= 2 + all.readUInt16BE(0)) break;
  }
  return Packet.parse(Buffer.concat(received).subarray(2));
}

const texts = (records: readonly Resource[]) =>
  records.map((record) => (Array.isArray(record.data) ? record.data.join("") : record.data));
const hosts = (records: readonly Resource[]) =>
  records.map((record) => record.ns ?? "").toSorted((a, b) => a.localeCompare(b));

describe("the tree", () => {
  it("refers from the root over the top level to the zone's servers, with glue, and only those answer with authority", async () => {
    const { ask } = await start({ records: [{ owner: apex, type: "TXT", values: ["hello"] }] });
    const fromRoot = await ask("root", "example.test", "TXT");
    expect([fromRoot.header.aa, fromRoot.answers.length, hosts(fromRoot.authorities)]).toEqual([
      0,
      0,
      ["a.nic.test"],
    ]);
    expect(fromRoot.additionals.map((record) => record.address)).toContain("127.0.53.2");
    const fromTld = await ask("tld", "example.test", "TXT");
    expect([fromTld.header.aa, hosts(fromTld.authorities)]).toEqual([
      0,
      ["ns1.dns-host.test", "ns2.dns-host.test"],
    ]);
    expect(fromTld.additionals.flatMap((record) => record.address ?? []).sort()).toEqual([
      "127.0.53.3",
      "127.0.53.4",
    ]);
    const answer = await ask("ns1", "example.test", "TXT");
    expect([answer.header.aa, texts(answer.answers)]).toEqual([1, ["hello"]]);
  });

  it("answers for the name servers' own addresses", async () => {
    const { ask } = await start();
    const answer = await ask("ns2", "ns2.dns-host.test", "A");
    expect(answer.answers.map((record) => record.address)).toEqual(["127.0.53.4"]);
  });

  it("delegates a zone that is added later, below a top-level domain that was unknown", async () => {
    const { store, ask } = await start();
    expect((await ask("root", "example.org", "NS")).header.rcode).toBe(Packet.RCODE.NXDOMAIN);
    store.add({ apex: name("example.org") });
    expect(hosts((await ask("root", "example.org", "NS")).authorities)).toEqual(["a.nic.org"]);
    expect((await ask("tld", "example.org", "NS")).authorities).toHaveLength(2);
  });

  it("has a top-level domain publish records of its own, beside the delegations", async () => {
    const records = [{ owner: name("_dmarc.bank"), type: "TXT", values: ["v=DMARC1; p=reject; psd=y"] }];
    const { store, ask } = await start();
    store.add({ apex: name("bank"), hosts: [], records });
    store.add({ apex: name("example.bank") });
    const policy = await ask("tld", "_dmarc.bank", "TXT");
    expect([policy.header.aa, texts(policy.answers)]).toEqual([1, ["v=DMARC1; p=reject; psd=y"]]);
    expect((await ask("tld", "example.bank", "NS")).authorities).toHaveLength(2);
  });

  it("sends the world elsewhere for a zone that is not delegated to its host, and an empty zone answers there", async () => {
    const { ask } = await start({
      delegated: false,
      records: [{ owner: apex, type: "TXT", values: ["at the host"] }],
    });
    expect(hosts((await ask("tld", "example.test", "NS")).authorities)).toEqual([
      "ns1.other-host.test",
      "ns2.other-host.test",
    ]);
    const live = await ask("ns1", "example.test", "NS");
    expect([live.header.aa, hosts(live.answers)]).toEqual([
      1,
      ["ns1.other-host.test", "ns2.other-host.test"],
    ]);
    expect((await ask("ns1", "example.test", "TXT")).answers).toEqual([]);
  });

  it("never serves a private zone of the same name", async () => {
    const store = new ZoneStore();
    store.add({ apex, isPrivate: true, records: [{ owner: apex, type: "TXT", values: ["private"] }] });
    const { ask } = await start({ records: [{ owner: apex, type: "TXT", values: ["public"] }] }, { store });
    expect(texts((await ask("ns1", "example.test", "TXT")).answers)).toEqual(["public"]);
    store.add({ apex: name("hidden.test"), isPrivate: true });
    expect((await ask("tld", "hidden.test", "NS")).header.rcode).toBe(Packet.RCODE.NXDOMAIN);
  });

  it("gives the name servers that the host assigned addresses in their own zone, also when they lie in the zone itself", async () => {
    const { ask } = await start({ nameServers: [name("ns1.example.test"), name("b.vanity.org")] });
    expect((await ask("ns1", "ns1.example.test", "A")).answers.map((record) => record.address)).toEqual([
      "127.0.53.3",
    ]);
    expect((await ask("ns1", "b.vanity.org", "A")).answers.map((record) => record.address)).toEqual([
      "127.0.53.4",
    ]);
  });

  it("refuses names in no zone of its own", async () => {
    const { ask } = await start();
    expect((await ask("ns1", "example.com", "TXT")).header.rcode).toBe(Packet.RCODE.REFUSED);
  });

  it("does with two addresses where the loopback has no more", async () => {
    const { ask, zone, servers } = await start({}, { addresses: SHARED_ADDRESSES, lagMs: 60_000 });
    expect(servers.roots).toEqual(["127.0.0.1"]);
    zone.commit((records) => [
      ...records,
      zone.newRecord({ owner: apex, type: "TXT", ttl: 60, value: "new" }),
    ]);
    expect(texts((await ask("ns1", "example.test", "TXT")).answers)).toEqual(["new"]);
    expect((await ask("ns2", "example.test", "TXT")).answers).toEqual([]);
    expect((await ask("ns1", "ns2.dns-host.test", "AAAA")).answers.map((record) => record.address)).toEqual([
      "::1",
    ]);
  });
});

describe("answers", () => {
  it("tells NODATA from NXDOMAIN, each with the SOA that says how long the no lasts", async () => {
    const { ask } = await start({
      negativeTtl: 7,
      records: [{ owner: name("s._domainkey.example.test"), type: "TXT", values: ["v=DKIM1"] }],
    });
    const nodata = await ask("ns1", "_domainkey.example.test", "TXT");
    const nxdomain = await ask("ns1", "nothing.example.test", "TXT");
    expect([nodata.header.rcode, nxdomain.header.rcode]).toEqual([
      Packet.RCODE.NOERROR,
      Packet.RCODE.NXDOMAIN,
    ]);
    for (const reply of [nodata, nxdomain]) {
      expect(reply.header.aa).toBe(1);
      expect(reply.authorities).toMatchObject([
        { name: "example.test", type: Packet.TYPE.SOA, ttl: 7, minimum: 7 },
      ]);
    }
  });

  it("makes answers from a wildcard, but not below a name that exists", async () => {
    const { ask } = await start({
      records: [
        { owner: name("*.example.test"), type: "TXT", values: ["any"] },
        { owner: name("a.mail.example.test"), type: "A", values: ["192.0.2.1"] },
      ],
    });
    expect((await ask("ns1", "x.y.example.test", "TXT")).answers).toMatchObject([
      { name: "x.y.example.test", data: ["any"] },
    ]);
    expect((await ask("ns1", "mail.example.test", "TXT")).answers).toEqual([]);
    expect((await ask("ns1", "b.mail.example.test", "TXT")).header.rcode).toBe(Packet.RCODE.NXDOMAIN);
  });

  it("follows an alias inside its zones and leaves one that ends elsewhere to the asker", async () => {
    const { ask } = await start({
      records: [
        { owner: name("in.example.test"), type: "CNAME", values: ["txt.example.test"] },
        { owner: name("out.example.test"), type: "CNAME", values: ["txt.example.com"] },
        { owner: name("loop.example.test"), type: "CNAME", values: ["loop.example.test"] },
        { owner: name("txt.example.test"), type: "TXT", values: ["found"] },
      ],
    });
    const inside = await ask("ns1", "in.example.test", "TXT");
    expect(inside.answers.map((record) => record.type)).toEqual([Packet.TYPE.CNAME, Packet.TYPE.TXT]);
    const outside = await ask("ns1", "out.example.test", "TXT");
    expect(outside).toMatchObject({ header: { rcode: 0, aa: 1 }, answers: [{ domain: "txt.example.com" }] });
    expect((await ask("ns1", "loop.example.test", "TXT")).header.rcode).toBe(Packet.RCODE.NOERROR);
    expect((await ask("ns1", "in.example.test", "CNAME")).answers).toHaveLength(1);
  });

  it("refers to the servers of the topmost cut inside the zone", async () => {
    const { ask } = await start({
      records: [
        { owner: name("sub.example.test"), type: "NS", values: ["ns.elsewhere.test"] },
        { owner: name("mail.sub.example.test"), type: "NS", values: ["ns.hidden.test"] },
      ],
    });
    const reply = await ask("ns1", "mail.sub.example.test", "TXT");
    expect([reply.header.aa, hosts(reply.authorities)]).toEqual([0, ["ns.elsewhere.test"]]);
  });

  it("answers for the deepest zone that it has", async () => {
    const { ask, store } = await start();
    store.add({
      apex: name("mail.example.test"),
      records: [{ owner: name("mail.example.test"), type: "TXT", values: ["deep"] }],
    });
    expect(texts((await ask("ns1", "mail.example.test", "TXT")).answers)).toEqual(["deep"]);
  });

  it("writes every type that a zone may hold, and a long TXT in pieces of 255 octets whatever they are", async () => {
    const long = `v=DKIM1; p=${"x".repeat(500)}`;
    const { ask } = await start({
      records: [
        { owner: apex, type: "TXT", values: [long, "ünï"] },
        { owner: apex, type: "MX", values: ["10 mx.example.test", "0 ."] },
        { owner: apex, type: "CAA", values: ['0 issue "ca.test"'] },
        { owner: name("_s._tcp.example.test"), type: "SRV", values: ["1 2 3 host.example.test"] },
        { owner: name("six.example.test"), type: "AAAA", values: ["2001:db8::1"] },
      ],
    });
    expect((await ask("ns1", "example.test", "TXT")).answers.map((record) => record.data)).toEqual([
      [long.slice(0, 255), long.slice(255, 510), long.slice(510)],
      ["ünï"],
    ]);
    expect((await ask("ns1", "example.test", "MX")).answers).toMatchObject([
      { priority: 10, exchange: "mx.example.test" },
      { exchange: "" },
    ]);
    expect((await ask("ns1", "example.test", "CAA")).answers).toMatchObject([
      { tag: "issue", value: "ca.test" },
    ]);
    expect((await ask("ns1", "_s._tcp.example.test", "SRV")).answers).toMatchObject([
      { priority: 1, weight: 2, port: 3 },
    ]);
    expect((await ask("ns1", "six.example.test", "AAAA")).answers).toMatchObject([
      { address: "2001:db8::1" },
    ]);
    expect((await ask("ns1", "example.test", "SOA")).answers).toMatchObject([{ serial: 1 }]);
  });

  it("fails, instead of answering no, where it can't write a record", async () => {
    const { ask } = await start({ records: [{ owner: apex, type: "HINFO", values: ["a b"] }] });
    expect((await ask("ns1", "example.test", "HINFO")).header.rcode).toBe(Packet.RCODE.SERVFAIL);
  });

  it("echoes the question's own spelling", async () => {
    const { ask } = await start({ records: [{ owner: apex, type: "TXT", values: ["hello"] }] });
    const reply = await ask("ns1", "eXaMpLe.TeSt", "TXT");
    expect([reply.questions[0]?.name, texts(reply.answers)]).toEqual(["eXaMpLe.TeSt", ["hello"]]);
  });
});

describe("transport", () => {
  const values = Array.from({ length: 4 }, (_, index) => `${index}${"x".repeat(200)}`);
  const big = { records: [{ owner: apex, type: "TXT", values }] };

  it("cuts a UDP answer that the asker can't take and gives it whole over TCP and over EDNS", async () => {
    const { ask, servers } = await start(big);
    const cut = await ask("ns1", "example.test", "TXT", false);
    expect([cut.header.tc, cut.answers.length]).toEqual([1, 0]);
    expect((await ask("ns1", "example.test", "TXT")).answers).toHaveLength(4);
    expect((await askTcp(servers.addresses.ns1, servers.port, "example.test", "TXT")).answers).toHaveLength(
      4,
    );
  });

  it("ignores octets that are no query and goes on serving", async () => {
    const { ask, servers } = await start();
    const socket = createSocket("udp4");
    for (const junk of [Buffer.alloc(3), Buffer.alloc(12, 0xff)])
      socket.send(junk, servers.port, servers.addresses.ns1);
    expect((await ask("ns1", "example.test", "SOA")).answers).toHaveLength(1);
    socket.close();
  });
});

describe("lag", () => {
  it("serves the older version, its serial included, at the second server until the lag is over", async () => {
    let now = 1_000_000;
    const store = new ZoneStore(() => now);
    const { ask, zone, servers } = await start({}, { store, lagMs: 5_000 });
    zone.commit((records) => [
      ...records,
      zone.newRecord({ owner: apex, type: "TXT", ttl: 60, value: "new" }),
    ]);
    expect(texts((await ask("ns1", "example.test", "TXT")).answers)).toEqual(["new"]);
    expect((await ask("ns2", "example.test", "SOA")).answers).toMatchObject([{ serial: 1 }]);
    now += 5_000;
    expect((await ask("ns2", "example.test", "SOA")).answers).toMatchObject([{ serial: 2 }]);
    servers.setLag(10_000);
    expect((await ask("ns2", "example.test", "TXT")).answers).toEqual([]);
  });

  it("keeps a log of what was asked, where, and how", async () => {
    const { ask, servers } = await start();
    await ask("tld", "example.test", "NS");
    expect(servers.queries).toMatchObject([
      { owner: "example.test", type: "NS", address: "127.0.53.2", transport: "udp" },
    ]);
  });
});

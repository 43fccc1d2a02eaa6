import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Packet } from "dns2";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { startDnsServers } from "../../../src/sandbox/dns/server.ts";
import { withLength } from "../../../src/sandbox/dns/wire.ts";
import { ZoneStore } from "../../../src/sandbox/zone-store.ts";
import { DNS_FAULTS, type DnsFaultId } from "./catalogue.ts";
import { startDnsFaults } from "./dns.ts";
import { readMessages } from "./dns/listener.ts";
import type { DnsFault, DnsFaults, SeenQuestion } from "./fault.ts";

// Real sockets: the sandbox's name servers, a client that takes every datagram, and the proxy in between.

const APEX = "example.test";
const NAME = "mail.example.test";

describe("a fault between a client and a name server", () => {
  it.each(DNS_FAULTS)("$id: $sees", async ({ id, upstream }) => {
    const world = await startWorld(({ nth, owner }) =>
      owner === NAME && nth === 2 ? { id, ms: 60 } : undefined,
    );
    await using client = await datagrams(world);
    client.ask(NAME, 1);
    await expect.poll(client.heard).toEqual([OLD]);
    world.change();
    const before = world.asked();
    client.ask(NAME, 2);
    await expect.poll(() => client.heard().length + world.proxy.hits.length).toBeGreaterThan(1);
    // What was sent before is read before: whatever the fault let through has come when this answer has.
    client.ask(APEX, 3);
    await expect.poll(() => client.heard().includes(LAST) || id === "closed").toBe(true);
    await world.proxy.close();
    expect(
      client
        .heard()
        .filter((one) => one !== LAST)
        .slice(1),
    ).toEqual(SEEN[id]);
    expect(world.asked() > before).toBe(upstream === "whole");
    expect(world.proxy.hits.map((hit) => [hit.id, hit.at.nth])).toEqual([[id, 2]]);
  });

  it.each([
    ["truncated", `NOERROR aa: ${NAME} TXT old`],
    ["truncated-alone", "nothing, then ECONNRESET"],
    // libuv tells a reset that arrives together with the last octets as an end.
    ["tcp-reset", expect.stringMatching(/^a part, then (?:ECONNRESET|the end)$/)],
  ] as const satisfies [DnsFaultId, unknown][])("%s: by TCP then %s", async (id, expected) => {
    const world = await startWorld(({ transport }) => (transport === "udp" ? { id } : undefined));
    await using client = await datagrams(world);
    client.ask(NAME, 1);
    await expect.poll(client.heard).toEqual(["NOERROR aa tc:"]);
    expect(await overTcp(world)).toEqual(expected);
    expect(await overTcp(world)).toBe(`NOERROR aa: ${NAME} TXT old`);
    expect(world.proxy.hits).toHaveLength(1);
  });

  it.each([
    ["lost", "nothing"],
    ["tcp-stalled", "a part"],
  ] as const)("%s: by TCP %s, and the connection stays", async (id, expected) => {
    const world = await startWorld(() => ({ id }));
    const told = overTcp(world);
    await expect.poll(() => world.proxy.hits.length).toBe(1);
    await world.proxy.close();
    expect(await told).toBe(`${expected}, then ECONNRESET`);
  });

  it("reordered: an answer comes after the next one", async () => {
    const world = await startWorld(({ owner }) =>
      owner === NAME ? { id: "reordered", ms: 5_000 } : undefined,
    );
    await using client = await datagrams(world);
    client.ask(NAME, 1);
    await expect.poll(world.asked).toBe(1);
    client.ask(APEX, 3);
    await expect.poll(client.heard).toEqual([LAST, OLD]);
  });

  it("closed: the port opens again", async () => {
    const world = await startWorld(({ ordinal }) => (ordinal === 1 ? { id: "closed", ms: 100 } : undefined));
    await using client = await datagrams(world);
    client.ask(NAME, 1);
    await expect.poll(() => overTcp(world), { timeout: 5_000 }).toBe("nothing, then ECONNREFUSED");
    await expect.poll(() => overTcp(world), { timeout: 5_000 }).toBe(`NOERROR aa: ${NAME} TXT old`);
  });

  it("is no hit where it changes nothing", async () => {
    const faults: DnsFaultId[] = ["stale", "nxdomain", "nodata", "other-answer"];
    const world = await startWorld(({ ordinal }) => ({ id: faults[ordinal - 1] ?? "lost" }));
    for (const [at] of faults.entries()) {
      await using client = await datagrams(world);
      client.ask("nobody.example.test", at);
      await expect.poll(client.heard).toHaveLength(1);
    }
    await world.proxy.close();
    expect(world.proxy.hits).toEqual([]);
  });

  it("stands before every server of a tree, at its own address", async () => {
    const seen: SeenQuestion[] = [];
    const world = await startWorld((one) => void seen.push(one));
    for (const address of Object.values(world.addresses)) {
      await using client = await datagrams({ ...world, address });
      client.ask(NAME, 1);
      await expect.poll(client.heard).toHaveLength(1);
    }
    expect(seen.map(({ address }) => address)).toEqual(Object.values(world.addresses));
  });
});

const OLD = `NOERROR aa: ${NAME} TXT old`;
const NEW = `NOERROR aa: ${NAME} TXT new`;
const LAST = `NOERROR aa other-id: ${APEX} TXT last`;
const FORGED = "NXDOMAIN aa";

/** What comes by UDP, in order. The zone has changed from old to new between the first question and this one. */
const SEEN: Readonly<Record<DnsFaultId, readonly string[]>> = {
  lost: [],
  late: [NEW],
  doubled: [NEW, NEW],
  reordered: [NEW],
  "forged-id": [`${FORGED} other-id: ${NAME} SOA`, NEW],
  "forged-question": [`${FORGED} other-question: ${NAME} SOA`, NEW],
  "forged-source": [`${FORGED} other-port: ${NAME} SOA`, NEW],
  empty: ["nothing in it"],
  cut: ["cut"],
  garbage: ["cut"],
  query: [NEW.replace(" aa", " aa query")],
  servfail: ["SERVFAIL:"],
  refused: ["REFUSED:"],
  notimp: ["NOTIMP:"],
  formerr: ["FORMERR:"],
  "truncated-alone": ["NOERROR aa tc:"],
  truncated: ["NOERROR aa tc:"],
  "not-authoritative": [NEW.replace(" aa", "")],
  nxdomain: [`NXDOMAIN aa: ${APEX} SOA`],
  nodata: [`NOERROR aa: ${APEX} SOA`],
  stale: [OLD],
  "cname-loop": [`NOERROR aa: ${NAME} CNAME loop.${NAME}, loop.${NAME} CNAME ${NAME}`],
  "referral-up": ["NOERROR: NS ns.root.test"],
  "other-answer": [`NOERROR aa: other.${NAME} TXT new`],
  closed: [],
  "tcp-reset": ["NOERROR aa tc:"],
  "tcp-stalled": ["NOERROR aa tc:"],
};

interface World {
  readonly address: string;
  readonly proxy: DnsFaults;
}

async function startWorld(choose: (seen: SeenQuestion) => DnsFault | undefined) {
  const store = new ZoneStore();
  const zone = store.add({
    apex: parseDomainName(APEX),
    records: [
      { owner: parseDomainName(NAME), type: "TXT", values: ["old"] },
      { owner: parseDomainName(APEX), type: "TXT", values: ["last"] },
    ],
  });
  const dns = await startDnsServers({ store });
  const addresses = [...new Set(Object.values(dns.addresses))];
  const proxy = await startDnsFaults({ addresses, port: dns.port, choose, random: () => 0.4 });
  onTestFinished(async () => {
    await proxy.close();
    await dns.close();
  });
  return {
    proxy,
    addresses,
    address: dns.addresses.ns1,
    asked: () => dns.queries.filter(({ owner }) => owner === NAME).length,
    change: () =>
      void zone.commit((records) =>
        records.map((record) => (record.value === "old" ? { ...record, value: "new" } : record)),
      ),
  };
}

const ID = 7;

function question(name: string, id: number): Buffer {
  const query = new Packet();
  query.header.id = id;
  query.questions.push(new Packet.Question(name, Packet.TYPE.TXT, Packet.CLASS.IN));
  return query.toBuffer();
}

async function datagrams({ address, proxy }: World) {
  const heard: string[] = [];
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.on("error", () => {});
  socket.on("message", (octets, from) => {
    heard.push(from.port === proxy.port ? wordFor(octets) : wordFor(octets).replace(":", " other-port:"));
  });
  return {
    heard: () => heard,
    ask: (name: string, id: number) => socket.send(question(name, id === 3 ? 3 : ID), proxy.port, address),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void socket.close(() => resolve())),
  };
}

/** The one message that comes, or what came before the end. */
async function overTcp({ address, proxy }: World): Promise<string> {
  const socket: Socket = connect(proxy.port, address);
  let [octets, message]: [number, Buffer | undefined] = [0, undefined];
  const ended = new Promise<string>((resolve) => {
    socket.on("error", ({ code }: NodeJS.ErrnoException) => resolve(code ?? ""));
    socket.on("close", () => resolve("the end"));
  });
  socket.on("data", (chunk: Buffer) => (octets += chunk.length));
  readMessages(socket, (whole) => {
    message = whole;
    socket.destroy();
  });
  socket.write(withLength(question(NAME, ID)));
  const end = await ended;
  if (message !== undefined) return wordFor(message);
  return `${octets === 0 ? "nothing" : "a part"}, then ${end}`;
}

/** `NOERROR aa: owner TYPE value, …`, with what is odd about it before the colon. */
function wordFor(octets: Buffer): string {
  if (octets.length === 0) return "nothing in it";
  let packet: Packet;
  try {
    packet = Packet.parse(octets);
  } catch {
    return "cut";
  }
  const { header, questions, answers, authorities, errors } = packet;
  if (errors.length > 0) return "cut";
  const marks = [
    [header.aa === 1, "aa"],
    [header.tc === 1, "tc"],
    [header.qr === 0, "query"],
    [header.id !== ID, "other-id"],
    [![NAME, APEX].includes(questions[0]?.name ?? ""), "other-question"],
  ] as const;
  const status = Object.entries(Packet.RCODE).find(([, code]) => code === header.rcode)?.[0];
  const head = [status, ...marks.flatMap(([isSet, mark]) => (isSet ? [mark] : []))].join(" ");
  const records = [...answers, ...authorities].map(({ name, type, data, domain, ns }) =>
    [name, Packet.typeName(type), domain ?? ns ?? data].join(" ").trim(),
  );
  return `${head}: ${records.join(", ")}`.trim();
}

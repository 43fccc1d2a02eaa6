import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server as TcpServer, type Socket } from "node:net";
import { Packet } from "dns2";
import type { Question } from "../dns/observation.ts";
import { SERVER_ROLES, zonesOf, type ServerAddresses, type ServerRole } from "./dns-tree.ts";
import { encodeFailure, encodeReply, encodeUdpReply, findQuestion } from "./dns-wire.ts";
import { answerFrom, type Answer, type ServedZone } from "./dns-zone.ts";
import type { ZoneStore } from "./zone-store.ts";

/** One query as it came in. */
export interface LoggedQuery extends Question {
  readonly at: number;
  readonly address: string;
  readonly transport: "udp" | "tcp";
}

export interface DnsServerOptions {
  readonly store: ZoneStore;
  /** How far the second server is behind, in milliseconds. */
  readonly lagMs?: number;
  /** Default: a free one. Every server listens on the same port. */
  readonly port?: number;
  /** Default: `SPREAD` where the loopback has these addresses, else `SHARED`. */
  readonly addresses?: ServerAddresses;
}

export interface DnsServers {
  /** What a resolver needs to know: the root's address, to be asked at `port`. */
  readonly roots: readonly string[];
  readonly port: number;
  readonly addresses: ServerAddresses;
  /** The latest queries, oldest first; bounded. */
  readonly queries: readonly LoggedQuery[];
  readonly setLag: (lagMs: number) => void;
  /** May be called more than once. */
  readonly close: () => Promise<void>;
}

/** Linux has all of 127.0.0.0/8: a real tree with referrals. */
export const SPREAD: ServerAddresses = { root: "127.0.53.1", tld: "127.0.53.2", ns1: "127.0.53.3", ns2: "127.0.53.4" };
/** Where the loopback has only 127.0.0.1 (macOS): one server is root, top level and ns1 at once; the lagging one is at ::1. */
export const SHARED: ServerAddresses = { root: "127.0.0.1", tld: "127.0.0.1", ns1: "127.0.0.1", ns2: "::1" };

const LONGEST_LOG = 10_000;
const PORT_ATTEMPTS = 20;

/** Authoritative DNS for the zones of the store, over UDP and TCP on loopback. */
export async function startDnsServers(options: DnsServerOptions): Promise<DnsServers> {
  const addresses = options.addresses ?? ((await canBind(SPREAD.root)) ? SPREAD : SHARED);
  const queries: LoggedQuery[] = [];
  let lagMs = options.lagMs ?? 0;
  let closing: Promise<void> | undefined;
  const answer: AnswerAt = (address, question, transport) => {
    queries.push({ ...question, at: Date.now(), address, transport });
    if (queries.length > LONGEST_LOG) queries.shift();
    return answerFrom(zonesAt(options.store, addresses, address, lagMs), question);
  };
  const { port, listeners } = await listenEverywhere([...new Set(Object.values(addresses))], options.port ?? 0, answer);
  return {
    roots: [addresses.root],
    port,
    addresses,
    queries,
    setLag: (ms) => {
      lagMs = ms;
    },
    close: () => (closing ??= closeAll(listeners)),
  };
}

type AnswerAt = (address: string, question: Question, transport: "udp" | "tcp") => Answer;

interface Listener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

function zonesAt(store: ZoneStore, addresses: ServerAddresses, address: string, lagMs: number): readonly ServedZone[] {
  const roles = SERVER_ROLES.filter((role: ServerRole) => addresses[role] === address);
  return roles.flatMap((role) => zonesOf(role, store, addresses, role === "ns2" ? lagMs : 0));
}

/** One port that is free for UDP and TCP at every address: the first socket proposes, the others may refuse. */
async function listenEverywhere(addresses: readonly string[], port: number, answer: AnswerAt) {
  for (let attempt = 1; ; attempt += 1) {
    const listeners: Listener[] = [];
    try {
      for (const address of addresses) {
        const udp = await listenUdp(address, listeners[0]?.port ?? port, answer);
        listeners.push(udp);
        listeners.push(await listenTcp(address, udp.port, answer));
      }
      return { port: listeners[0]?.port ?? port, listeners };
    } catch (error) {
      await closeAll(listeners);
      if (port !== 0 || attempt === PORT_ATTEMPTS || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

async function closeAll(listeners: readonly Listener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}

async function listenUdp(address: string, port: number, answer: AnswerAt): Promise<Listener> {
  const socket = await bindUdp(address, port);
  socket.on("message", (message: Buffer, from: RemoteInfo) => {
    const reply = replyTo(message, (query, question) => encodeUdpReply(query, answer(address, question, "udp")));
    // A client that left makes the next send fail (ICMP); it misses its own answer, nobody else's.
    if (reply !== undefined) socket.send(reply, from.port, from.address, () => {});
  });
  socket.on("error", () => {});
  return { port: socket.address().port, close: () => closeUdp(socket) };
}

async function bindUdp(address: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.bind(port, address);
  await once(socket, "listening");
  return socket;
}

function closeUdp(socket: UdpSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}

async function listenTcp(address: string, port: number, answer: AnswerAt): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serveTcp(socket, (message) => replyTo(message, (query, question) => encodeReply(query, answer(address, question, "tcp"))));
  });
  server.listen(port, address);
  await once(server, "listening");
  return { port, close: () => closeTcp(server, sockets) };
}

/** Messages with two octets of length in front (RFC 1035 section 4.2.2), several on one connection. */
function serveTcp(socket: Socket, reply: (message: Buffer) => Buffer | undefined): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const answer = reply(pending.subarray(2, end));
      pending = pending.subarray(end);
      if (answer !== undefined) socket.write(withLength(answer));
    }
  });
}

/** A DNS message as it goes over TCP. */
export function withLength(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

function closeTcp(server: TcpServer, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Undefined for what gets no reply at all: octets that are no query. */
function replyTo(message: Buffer, encode: (query: Packet, question: Question) => Buffer): Buffer | undefined {
  const query = findQuery(message);
  if (query === undefined) return undefined;
  if (query.header.opcode !== 0) return encodeFailure(query, "NOTIMP");
  const question = findQuestion(query);
  if (question === undefined) return encodeFailure(query, query.questions.length === 1 ? "REFUSED" : "FORMERR");
  try {
    return encode(query, question);
  } catch {
    // A record that can't be put into octets: the zone is broken, which is not the same as empty.
    return encodeFailure(query, "SERVFAIL");
  }
}

function findQuery(message: Buffer): Packet | undefined {
  try {
    const packet = Packet.parse(message);
    return packet.header.qr === 0 && packet.errors.length === 0 ? packet : undefined;
  } catch {
    return undefined; // Shorter than a header.
  }
}

async function canBind(address: string): Promise<boolean> {
  try {
    await closeUdp(await bindUdp(address, 0));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL") return false;
    throw error;
  }
}

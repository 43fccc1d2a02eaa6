import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { Packet, type Resource } from "dns2";
import { withinTime } from "../../async/deadline.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import { canonicalTarget, formatMx } from "../../dns/rdata.ts";
import { EDNS_OCTETS, withLength } from "./wire.ts";

// The recursive resolver that the sandbox's SES asks, as SES has one: it starts at the roots, and it
// remembers a "no" for the negative TTL (RFC 2308), so that a question asked too early really delays
// everything here too.

/** What a resolver tells about one name and type. */
export interface Resolved {
  readonly values: readonly string[];
  /** The values are those of another name, found through a CNAME. */
  readonly isAliased: boolean;
}

export type Resolve = (owner: DomainName, type: "TXT" | "MX") => Promise<Resolved>;

export interface ResolverOptions {
  readonly roots: readonly string[];
  readonly port: number;
  readonly now?: () => number;
}

const LONGEST_WALK = 16;
/** Milliseconds; on loopback an answer takes less than one. */
const LONGEST_WAIT_MS = 1_000;

export function createResolver({ roots, port, now = Date.now }: ResolverOptions): Resolve {
  const negatives = new Map<string, number>();
  return async (owner, type) => {
    // NXDOMAIN holds for every type of the name, NODATA for the one that was asked.
    const isRemembered = [owner, `${owner} ${type}`].some((key) => (negatives.get(key) ?? 0) > now());
    if (isRemembered) return { values: [], isAliased: false };
    const reply = await walk({ owner, type }, roots, port);
    const records = reply.answers.filter((record) => record.type === Packet.TYPE[type]);
    const soa = reply.authorities.find((record) => record.type === Packet.TYPE.SOA);
    if (records.length === 0 && soa !== undefined) {
      const key = reply.header.rcode === Packet.RCODE.NXDOMAIN ? owner : `${owner} ${type}`;
      negatives.set(key, now() + Math.min(soa.ttl, soa.minimum ?? 0) * 1_000);
    }
    return {
      values: records.map(textOf),
      isAliased: reply.answers.some((record) => record.type === Packet.TYPE.CNAME),
    };
  };
}

/**
 * From the roots down to a server that answers; aliases that leave its zones are followed from the roots
 * again.
 */
async function walk(question: Question, roots: readonly string[], port: number): Promise<Packet> {
  let [servers, owner, steps] = [roots, question.owner, 0];
  for (;;) {
    const reply = await askFirst(servers, port, { owner, type: question.type });
    const alias = reply.answers.findLast((record) => record.type === Packet.TYPE.CNAME);
    const isAnswered = reply.answers.some((record) => record.type === Packet.TYPE[question.type as "TXT"]);
    const referred = reply.answers.length === 0 && reply.header.aa === 0;
    if (steps >= LONGEST_WALK) throw new Error(`no end to the walk for ${question.owner}`);
    steps += 1;
    if (alias?.domain !== undefined && !isAnswered && reply.authorities.length === 0) {
      [servers, owner] = [roots, alias.domain as DomainName];
    } else if (referred) {
      servers = await addressesOf(reply, roots, port);
    } else {
      return reply;
    }
  }
}

/** Where a referral leads: its glue, or else what a walk for the name server's own address finds. */
async function addressesOf(
  referral: Packet,
  roots: readonly string[],
  port: number,
): Promise<readonly string[]> {
  const glue = referral.additionals.flatMap((record) => record.address ?? []);
  if (glue.length > 0) return glue;
  const hosts = referral.authorities.flatMap((record) => record.ns ?? []);
  const replies = await Promise.all(
    (["A", "AAAA"] as const).flatMap((type) =>
      hosts.map((host) => walk({ owner: host as DomainName, type }, roots, port)),
    ),
  );
  return replies.flatMap((reply) => reply.answers.flatMap((record) => record.address ?? []));
}

/** The last of the servers first: it is the one that lags, and a resolver may well ask that one. */
async function askFirst(servers: readonly string[], port: number, question: Question): Promise<Packet> {
  for (const server of servers.toReversed()) {
    const reply = await ask(server, port, question).catch(() => undefined);
    if (reply !== undefined && (reply.header.rcode === 0 || reply.header.rcode === Packet.RCODE.NXDOMAIN))
      return reply;
  }
  throw new Error(`no server of ${servers.length} answered for ${question.owner} ${question.type}`);
}

async function ask(server: string, port: number, question: Question): Promise<Packet> {
  const query = new Packet(new Packet.Header({ id: Packet.uuid() }));
  query.questions = [
    new Packet.Question(question.owner, Packet.TYPE[question.type as "TXT"], Packet.CLASS.IN),
  ];
  query.additionals = [Packet.Resource.EDNS([], { udpPayloadSize: EDNS_OCTETS })];
  const exchange = (by: Exchange): Promise<Buffer> =>
    withinTime(LONGEST_WAIT_MS, undefined, (signal) => by({ server, port, signal }, query.toBuffer()));
  const reply = Packet.parse(await exchange(exchangeUdp));
  return reply.header.tc === 1 ? Packet.parse(await exchange(exchangeTcp)) : reply;
}

interface Asked {
  readonly server: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

type Exchange = (asked: Asked, query: Buffer) => Promise<Buffer>;

function exchangeUdp({ server, port, signal }: Asked, query: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: server.includes(":") ? "udp6" : "udp4", signal });
    socket.once("message", (message) => {
      socket.close();
      resolve(message);
    });
    socket.once("error", (error) => {
      socket.close();
      reject(error);
    });
    socket.once("close", () => reject(new Error(`${server} did not answer`)));
    socket.connect(port, server, () => socket.send(query));
  });
}

function exchangeTcp({ server, port, signal }: Asked, query: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server, port, signal });
    let received: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      socket.destroy();
      resolve(received.subarray(2));
    });
    socket.once("error", reject).once("close", () => reject(new Error(`${server} closed the connection`)));
    socket.write(withLength(query));
  });
}

function textOf(record: Resource): string {
  if (record.exchange !== undefined)
    return formatMx({ preference: record.priority ?? 0, exchange: canonicalTarget(record.exchange || ".") });
  return Array.isArray(record.data) ? record.data.join("") : String(record.data);
}

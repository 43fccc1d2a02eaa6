import { Packet, type Resource } from "dns2";
import { findDomainName } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import { parseMx, splitCharacterStrings } from "../../dns/rdata.ts";
import type { RRset } from "../../dns/rrset.ts";
import { ROOT, type DnsAnswer } from "./zone.ts";

// Answers into octets, by dns2's codec (3.1.1), which knows the formats but leaves truncation and the cutting
// of TXT to its caller.

/** What a query without EDNS can take over UDP (RFC 1035 section 4.2.1). */
const PLAIN_UDP_OCTETS = 512;
/** More than this may be fragmented on the way (DNS flag day 2020). */
export const EDNS_OCTETS = 1232;

/** The one question of a query in class IN; undefined: not one that this server takes. */
export function findQuestion(query: Packet): Question | undefined {
  const [question, ...more] = query.questions;
  if (question === undefined || more.length > 0 || question.class !== Packet.CLASS.IN) return undefined;
  const owner = question.name === "" ? ROOT : findDomainName(question.name);
  return owner === undefined ? undefined : { owner, type: Packet.typeName(question.type) };
}

/** A reply over UDP: cut down to its header, with TC set, where it is larger than the asker takes. */
export function encodeUdpReply(query: Packet, answer: DnsAnswer): Buffer {
  const octets = encodeReply(query, answer);
  const edns = optOf(query);
  const limit =
    edns === undefined ? PLAIN_UDP_OCTETS : Math.min(EDNS_OCTETS, Math.max(PLAIN_UDP_OCTETS, edns.class));
  if (octets.length <= limit) return octets;
  return encode(query, { ...answer, answers: [], authority: [], additional: [] }, true);
}

export function encodeReply(query: Packet, answer: DnsAnswer): Buffer {
  return encode(query, answer, false);
}

/** A reply that says only why there is none. */
export function encodeFailure(query: Packet, rcode: "FORMERR" | "SERVFAIL" | "NOTIMP" | "REFUSED"): Buffer {
  const reply = replyTo(query);
  reply.header.rcode = Packet.RCODE[rcode];
  return reply.toBuffer();
}

/** A DNS message as it goes over TCP. */
export function withLength(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** dns2 takes a tenth of a second for 500 values, and each server is asked for them again and again. */
const LARGE_SET = 50;
const encoded = new WeakMap<RRset, Map<string, Buffer>>();

function encode(query: Packet, answer: DnsAnswer, isTruncated: boolean): Buffer {
  const [set, ...others] = [...answer.answers, ...answer.authority, ...answer.additional];
  if (set === undefined || others.length > 0 || set.values.length < LARGE_SET)
    return encodeAnew(query, answer, isTruncated);
  const replies = encoded.get(set) ?? new Map<string, Buffer>();
  encoded.set(set, replies);
  const { id, ...header } = query.header;
  const asked = [header, query.questions, optOf(query) === undefined, answer.authoritative, isTruncated];
  const key = JSON.stringify(asked);
  const reply = replies.get(key) ?? encodeAnew(query, answer, isTruncated);
  replies.set(key, reply);
  const own = Buffer.from(reply);
  own.writeUInt16BE(id, 0);
  return own;
}

function encodeAnew(query: Packet, answer: DnsAnswer, isTruncated: boolean): Buffer {
  const reply = replyTo(query);
  reply.header.aa = answer.authoritative ? 1 : 0;
  reply.header.tc = isTruncated ? 1 : 0;
  reply.header.rcode = Packet.RCODE[answer.rcode];
  reply.answers = answer.answers.flatMap(resourcesOf);
  reply.authorities = answer.authority.flatMap(resourcesOf);
  reply.additionals = [...answer.additional.flatMap(resourcesOf), ...reply.additionals];
  return reply.toBuffer();
}

function replyTo(query: Packet): Packet {
  const reply = new Packet(
    new Packet.Header({ id: query.header.id, opcode: query.header.opcode, rd: query.header.rd, qr: 1 }),
  );
  reply.questions = query.questions;
  if (optOf(query) !== undefined)
    reply.additionals = [Packet.Resource.EDNS([], { udpPayloadSize: EDNS_OCTETS })];
  return reply;
}

function optOf(query: Packet): Resource | undefined {
  return query.additionals.find((record) => record.type === Packet.TYPE.EDNS);
}

function resourcesOf(rrset: RRset): Resource[] {
  const write = WRITE_BY_TYPE.get(rrset.type);
  const type = Object.entries(Packet.TYPE).find(([name]) => name === rrset.type)?.[1];
  if (write === undefined || type === undefined)
    throw new TypeError(`the sandbox's DNS servers can't write ${rrset.type}`);
  const head = { name: rrset.owner, type, class: Packet.CLASS.IN, ttl: rrset.ttl };
  return rrset.values.map((value) => new Packet.Resource({ ...head, ...write(value) }));
}

type WriteRdata = (value: string) => Partial<Resource>;

const writeAddress: WriteRdata = (address) => ({ address });
const writeDomain: WriteRdata = (domain) => ({ domain });

const WRITE_BY_TYPE: ReadonlyMap<string, WriteRdata> = new Map([
  ["A", writeAddress],
  ["AAAA", writeAddress],
  ["CNAME", writeDomain],
  ["PTR", writeDomain],
  ["NS", (ns) => ({ ns })],
  ["MX", writeMx],
  ["SOA", writeSoa],
  ["SRV", writeSrv],
  ["CAA", writeCaa],
  // dns2 does not cut a long text; it takes character-strings as octets, though its types say string.
  ["TXT", (text) => ({ data: splitCharacterStrings(text) as unknown as string[] })],
]);

function writeMx(value: string): Partial<Resource> {
  const { preference, exchange } = parseMx(value);
  return { priority: preference, exchange };
}

function writeSoa(value: string): Partial<Resource> {
  const [primary = "", admin = "", ...times] = value.split(" ");
  const [serial = 0, refresh = 0, retry = 0, expiration = 0, minimum = 0] = times.map(Number);
  return { primary, admin, serial, refresh, retry, expiration, minimum };
}

function writeSrv(value: string): Partial<Resource> {
  const [priority = 0, weight = 0, port = 0] = value.split(" ").map(Number);
  return { priority, weight, port, target: value.split(" ")[3] ?? "" };
}

function writeCaa(value: string): Partial<Resource> {
  const [flags = "0", tag = "issue", ...rest] = value.split(" ");
  return { flags: Number(flags), tag, value: rest.join(" ").replace(/^"(.*)"$/, "$1") };
}

import { Packet, type EdeOption, type EdnsOption, type Header, type Resource } from "dns2";
import type { ExtendedError, Question } from "../../dns/observation.ts";
import type { RRType } from "../../dns/rrset.ts";
import { layoutOf } from "./layout.ts";
import { rdataText } from "./rdata-wire.ts";
import type { WireRecord, Decoded } from "./reply.ts";

// The wire format, by dns2's codec. What its clients and its decoder let through is caught here: a reply
// counts only when it is one (QR), to this very question (id, opcode, question section octet by octet), whole
// (counts fit the length, nothing left undecoded).

/** A query as sent, and where its question section ends. */
export interface Query {
  readonly octets: Buffer;
  readonly questionEnd: number;
}

export interface QueryOptions {
  readonly recursionDesired: boolean;
  /** The longest answer that is asked for, in an OPT record (RFC 6891 section 6.2.3); undefined: no OPT record. */
  readonly edns: number | undefined;
  /** CD: a validating resolver shall answer although the validation fails (RFC 4035 section 3.2.2). */
  readonly checkingDisabled?: boolean | undefined;
}

export const EDNS_OCTETS = {
  /** What fits one unfragmented datagram on practically every path (DNS flag day 2020). */
  datagram: 1232,
  /** All that a length in two octets can tell. Some servers cut an answer by TCP, too, at what is asked for (erldns issue 77). */
  stream: 65_535,
} as const;
const HEADER_OCTETS = 12;
/** The fourth octet of a header, and AD in it (RFC 4035 section 3.2.3). */
const FLAGS_AT = 3;
const AD = 0x20;
const SMALLEST_QUESTION_OCTETS = 5;
const SMALLEST_RECORD_OCTETS = 11;
const TYPE_AND_CLASS_OCTETS = 4;
const RCODE_BITS_OF_HEADER = 4;
const CLASS_IN = Packet.CLASS.IN;

/** @throws TypeError when the type has no number: a mistake of ours that must not travel as type 0 */
export function encodeQuery(question: Question, options: QueryOptions): Query {
  const packet = new Packet();
  packet.header.id = Packet.uuid();
  packet.header.rd = options.recursionDesired ? 1 : 0;
  // AD: a resolver shall say whether it has validated the answer (RFC 6840 section 5.7). dns2 3.1.1 writes it and CD,
  // though its types don't know them.
  const { rd } = packet.header;
  Object.assign(packet.header, { ad: rd, cd: options.checkingDisabled === true ? 1 : 0 });
  packet.questions.push(new Packet.Question(question.owner, typeCode(question.type), CLASS_IN));
  if (options.edns !== undefined)
    packet.additionals.push(Packet.Resource.EDNS([], { udpPayloadSize: options.edns }));
  // A name of n characters takes n + 2 octets: each dot becomes a length octet, one stands in front, the root
  // ends it.
  return {
    octets: packet.toBuffer(),
    questionEnd: HEADER_OCTETS + question.owner.length + 2 + TYPE_AND_CLASS_OCTETS,
  };
}

/**
 * What a message means as a reply to a query; undefined: it is no reply to it (somebody else's, a late one, a
 * forged one), so keep listening.
 */
export function decodeReply(query: Query, octets: Buffer): Decoded | undefined {
  if (octets.length < 2 || octets.readUInt16BE(0) !== query.octets.readUInt16BE(0)) return undefined;
  if (octets.length < HEADER_OCTETS) return malformed("shorter than a header");
  const header = Packet.Header.parse(octets);
  const bare = header.qdcount === 0;
  if (!bare && !isSameQuestion(query, octets, header.qdcount)) return undefined;
  if (header.qr !== 1) return malformed("a query, not a reply");
  if (header.opcode !== 0) return malformed(`a reply to opcode ${header.opcode}`);
  if (header.tc === 1) return { kind: "truncated" };
  // Servers that choke on a query may give back the bare header; nothing else may leave the question out.
  if (bare && !BARE_RCODES.has(header.rcode)) return malformed("no question section");
  if (smallestLength(header) > octets.length)
    return malformed("counts more records than fit into its length");
  return decodeRecords(octets, header);
}

/** The number of a type by its mnemonic or as `TYPE257` (RFC 3597). @throws TypeError */
function typeCode(type: RRType): number {
  const code = TYPE_CODES.get(type) ?? Number(/^TYPE(\d{1,5})$/.exec(type)?.[1]);
  if (Number.isInteger(code) && code > 0 && code <= 0xffff) return code;
  throw new TypeError(`"${type}" is no DNS record type`);
}

const TYPE_CODES: ReadonlyMap<string, number> = new Map<string, number>(Object.entries(Packet.TYPE));

const BARE_RCODES: ReadonlySet<number> = new Set([
  Packet.RCODE.FORMERR,
  Packet.RCODE.SERVFAIL,
  Packet.RCODE.NOTIMP,
  Packet.RCODE.REFUSED,
  Packet.RCODE.NOTAUTH,
]);

function isSameQuestion(query: Query, octets: Buffer, count: number): boolean {
  if (count !== 1 || octets.length < query.questionEnd) return false;
  const typeAt = query.questionEnd - TYPE_AND_CLASS_OCTETS;
  const nameOf = (message: Buffer): string => message.toString("latin1", HEADER_OCTETS, typeAt).toLowerCase();
  return (
    nameOf(octets) === nameOf(query.octets) &&
    octets.subarray(typeAt, query.questionEnd).equals(query.octets.subarray(typeAt, query.questionEnd))
  );
}

function smallestLength(header: Header): number {
  const records = header.ancount + header.nscount + header.arcount;
  return HEADER_OCTETS + header.qdcount * SMALLEST_QUESTION_OCTETS + records * SMALLEST_RECORD_OCTETS;
}

function decodeRecords(octets: Buffer, header: Header): Decoded {
  const layout = layoutOf(octets, header, HEADER_OCTETS);
  if (layout.kind === "cut") return malformed("ends inside a record");
  if (layout.kind === "costly") return malformed("its names would take too long to read");
  const records: Resource[] = [];
  for (const [index, { at }] of layout.records.entries()) {
    const record = decodeRecord(octets, at);
    if (record === undefined) return malformed(`record ${index + 1} can't be decoded`);
    if (record.class !== CLASS_IN && record.type !== Packet.TYPE.EDNS)
      return malformed(`a record of class ${record.class}`);
    records.push(record);
  }
  const converted = records.map((record, index) =>
    wireRecord(record, layout.records[index]?.rdata ?? Buffer.alloc(0)),
  );
  const answersEnd = header.ancount;
  const authoritiesEnd = answersEnd + header.nscount;
  const additionals = records.slice(authoritiesEnd);
  const opt = additionals.find(({ type }) => type === Packet.TYPE.EDNS);
  return {
    kind: "reply",
    reply: {
      authoritative: header.aa === 1,
      recursionAvailable: header.ra === 1,
      authenticData: (octets.readUInt8(FLAGS_AT) & AD) !== 0,
      rcode: ((opt?.extendedRcode ?? 0) << RCODE_BITS_OF_HEADER) | header.rcode,
      answers: converted.slice(0, answersEnd),
      authorities: converted.slice(answersEnd, authoritiesEnd),
      additionals: converted.slice(authoritiesEnd),
      extendedErrors: additionals
        .flatMap((record) => record.rdata ?? [])
        .filter(isExtendedError)
        .map(toExtendedError),
    },
  };
}

/**
 * One record at a time, and none after a broken one: Packet.parse makes an error with its stack for each, 0.4 s for
 * 5,900 of them. Its message is not told, since it quotes names from the reply.
 */
function decodeRecord(octets: Buffer, at: number): Resource | undefined {
  try {
    return Packet.Resource.parse(new Packet.Reader(octets, at * 8));
  } catch {
    return undefined;
  }
}

function wireRecord(record: Resource, rdata: Buffer): WireRecord {
  const type = Packet.typeName(record.type);
  return {
    owner: record.name === "" ? "." : record.name.toLowerCase(),
    type,
    ttl: record.ttl,
    value: rdataText(type, record, rdata),
  };
}

function isExtendedError(option: EdnsOption): option is EdeOption {
  return option.ednsCode === Packet.EDNS_OPTION_CODE.EDE;
}

function toExtendedError(option: EdeOption): ExtendedError {
  return { code: option.infoCode, text: option.extraText };
}

function malformed(because: string): Decoded {
  return { kind: "malformed", because };
}

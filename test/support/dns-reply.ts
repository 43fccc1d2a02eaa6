import { Packet, type Resource } from "dns2";

// Replies as a name server would write them, for tests that say so record by record.

export interface ReplyParts {
  readonly authoritative?: boolean;
  /** RA, as resolvers set it. */
  readonly recursionAvailable?: boolean;
  /** AD, as resolvers set it that have validated the answer. */
  readonly validated?: boolean;
  readonly truncated?: boolean;
  readonly rcode?: number;
  readonly answers?: readonly Resource[];
  readonly authorities?: readonly Resource[];
  readonly additionals?: readonly Resource[];
}

/** A reply to this query, authoritative unless said otherwise. */
export function replyTo(query: Packet, parts: ReplyParts = {}): Packet {
  const reply = Packet.createResponseFromRequest(query);
  reply.header.aa = parts.authoritative === false ? 0 : 1;
  reply.header.ra = parts.recursionAvailable === true ? 1 : 0;
  // Of the query it would be the wish to be told.
  Object.assign(reply.header, { ad: parts.validated === true ? 1 : 0 });
  reply.header.tc = parts.truncated === true ? 1 : 0;
  reply.header.rcode = parts.rcode ?? Packet.RCODE.NOERROR;
  reply.answers.push(...(parts.answers ?? []));
  reply.authorities.push(...(parts.authorities ?? []));
  reply.additionals.push(...(parts.additionals ?? []));
  return reply;
}

/**
 * One record: `record("example.test", "MX", "10 mx.example.test")`; TXT is one text, or the octets of each
 * character-string.
 */
export function record(name: string, type: string, value: string | readonly Buffer[], ttl = 300): Resource {
  const code = new Map<string, number>(Object.entries(Packet.TYPE)).get(type);
  if (code === undefined) throw new TypeError(`no such type: ${type}`);
  const base = { name, type: code, class: Packet.CLASS.IN, ttl };
  return Object.assign(new Packet.Resource(base), rdataOf(type, value));
}

export function soa(apex: string, { serial = 1, ttl = 300, minimum = 60 } = {}): Resource {
  return record(apex, "SOA", `ns1.${apex} hostmaster.${apex} ${serial} 3600 600 86400 ${minimum}`, ttl);
}

export function extendedError(infoCode: number, text: string): Resource {
  return Packet.Resource.EDNS([Packet.Resource.EDNS.EDE(infoCode, text)], { udpPayloadSize: 1232 });
}

function rdataOf(type: string, value: string | readonly Buffer[]): object {
  if (typeof value !== "string") return { data: value };
  const fields = value.split(" ");
  const [first = "", second = ""] = fields;
  switch (type) {
    case "A":
    case "AAAA":
      return { address: value };
    case "NS":
      return { ns: value };
    case "CNAME":
    case "PTR":
      return { domain: value };
    case "MX":
      return { priority: Number(first), exchange: second };
    case "SOA": {
      const [serial, refresh, retry, expiration, minimum] = fields.slice(2).map(Number);
      return { primary: first, admin: second, serial, refresh, retry, expiration, minimum };
    }
    default:
      return { data: (value.match(/[^]{1,255}/g) ?? [""]).map((piece) => Buffer.from(piece, "utf8")) };
  }
}

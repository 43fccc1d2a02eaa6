import { Packet, type Header } from "dns2";

/** What a message that nobody has decoded yet says of itself. */
export type Layout =
  | { readonly kind: "records"; readonly records: readonly PlacedRecord[] }
  | { readonly kind: "cut" }
  | { readonly kind: "costly" };

/** A record in the order of the sections: where it begins, and its RDATA as it came. */
export interface PlacedRecord {
  readonly at: number;
  /** dns2 decodes TXT as UTF-8, and so loses every other octet. */
  readonly rdata: Buffer;
}

/**
 * As much work as decoding may take, in octets of names: about 20 ms (Node 20, November 2026). 4,000 addresses of one
 * name of 100 characters stay below; a hostile message of 64 kB that chains compression pointers would take 9 s.
 */
const MOST_NAME_OCTETS = 500_000;
/** Following a compression pointer costs about as much as so many octets. */
const OCTETS_OF_A_POINTER = 8;
const FIXED_OCTETS = 10;
const TYPE_AND_CLASS_OCTETS = 4;

/**
 * Where names stand in the RDATA of the types that the codec decodes: from which octet on, and how many. Its other
 * types have none.
 */
const NAMES_IN_RDATA: ReadonlyMap<number, { readonly at: number; readonly count: number }> = new Map([
  [Packet.TYPE.NS, { at: 0, count: 1 }],
  [Packet.TYPE.CNAME, { at: 0, count: 1 }],
  [Packet.TYPE.PTR, { at: 0, count: 1 }],
  [Packet.TYPE.SOA, { at: 0, count: 2 }],
  [Packet.TYPE.MX, { at: 2, count: 1 }],
  [Packet.TYPE.SRV, { at: 6, count: 1 }],
  [Packet.TYPE.RRSIG, { at: 18, count: 1 }],
]);

/** Finds the records of a message by their lengths, and counts what decoding their names would cost. */
export function layoutOf(octets: Buffer, header: Header, start: number): Layout {
  const count = header.ancount + header.nscount + header.arcount;
  const records: PlacedRecord[] = [];
  let at = start;
  let cost = 0;
  const walkNames = (from: number, names: number): number => {
    let next = from;
    for (let walked = 0; walked < names; walked += 1) {
      const name = walkName(octets, next, MOST_NAME_OCTETS - cost);
      cost += name.cost;
      next = name.next;
    }
    return next;
  };
  for (let question = 0; question < header.qdcount; question += 1)
    at = walkNames(at, 1) + TYPE_AND_CLASS_OCTETS;
  while (records.length < count) {
    const fixed = walkNames(at, 1);
    const from = fixed + FIXED_OCTETS;
    if (from > octets.length) return { kind: "cut" };
    const end = from + octets.readUInt16BE(from - 2);
    if (end > octets.length) return { kind: "cut" };
    const names = NAMES_IN_RDATA.get(octets.readUInt16BE(fixed));
    if (names !== undefined) walkNames(from + names.at, names.count);
    if (cost > MOST_NAME_OCTETS) return { kind: "costly" };
    records.push({ at, rdata: octets.subarray(from, end) });
    at = end;
  }
  return { kind: "records", records };
}

/** Follows a name as a decoder would, until it ends or has cost too much: pointers may lead in a circle. */
function walkName(
  octets: Buffer,
  start: number,
  most: number,
): { readonly next: number; readonly cost: number } {
  let at = start;
  let next: number | undefined;
  let cost = 0;
  while (cost <= most) {
    const length = octets[at] ?? 0;
    if (length === 0) break;
    if (length < Packet.Name.COPY) {
      cost += length + 1;
      at += length + 1;
    } else {
      cost += OCTETS_OF_A_POINTER;
      next ??= at + 2;
      at = ((length - Packet.Name.COPY) << 8) | (octets[at + 1] ?? 0);
    }
  }
  return { next: next ?? at + 1, cost };
}

import type { DomainName } from "./domain-name.ts";

/**
 * Types by mnemonic. Those that this tool writes are TXT, MX, CNAME and A; it meets every other when it
 * reads.
 */
export type RRType = "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SOA" | "TXT" | (string & {});

/** The key of a zone, as the zone above holds it (RFC 4034 section 5): by its number, since dns2 3.1.1 has no name for it. */
export const DS: RRType = "TYPE43";

/**
 * All records of one type at one owner name: a set, so the order of values means nothing.
 * Values are in canonical form (see rdata.ts): TXT as joined text without quotes or escapes, names lower case
 * without a final dot, MX as `10 host`.
 */
export interface RRset {
  readonly owner: DomainName;
  readonly type: RRType;
  /** Seconds. */
  readonly ttl: number;
  readonly values: readonly string[];
  /** Why this program can't write it, in the host's word: "Email Routing", "weighted", "line 电信". */
  readonly locked?: string;
  /** What of the host's made it and takes it away with itself, in the host's word: "Email Routing". */
  readonly belongsTo?: string;
  /** A comment beside it that names the program which keeps it: "managed by Terraform". */
  readonly managedBy?: string;
}

/** What a wildcard answers at a name that does not exist: `owner` is that name (RFC 4592). */
export interface SynthesisedRRset extends RRset {
  /** The name that answers: `*.example.com`. */
  readonly wildcard: DomainName;
  /** It stands where the wildcard's CNAME leads to. */
  readonly through?: DomainName;
}

/** The key of an RRset: which one is meant. */
export type RRsetKey = Pick<RRset, "owner" | "type">;

/**
 * Compare-and-swap of one RRset: `before` is what must stand there, `after` what shall. Undefined: no RRset.
 */
export interface Swap {
  readonly before: RRset | undefined;
  readonly after: RRset | undefined;
}

/** Whether two sets hold the same values; order and repetition don't count. */
export function sameValues(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [new Set(a), new Set(b)];
  return left.size === right.size && [...left].every((value) => right.has(value));
}

/** Whether two RRsets say the same at the same place, TTL included. Absent equals absent. */
export function sameRRset(a: RRset | undefined, b: RRset | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return sameKey(a, b) && a.ttl === b.ttl && sameValues(a.values, b.values);
}

/** The RRset of one type at one owner name, where there is one. */
export function findRRset(rrsets: readonly RRset[], owner: DomainName, type: RRType): RRset | undefined {
  return rrsets.find((rrset) => sameKey(rrset, { owner, type }));
}

/** The key alone of something that has one. */
export function keyOf({ owner, type }: RRsetKey): RRsetKey {
  return { owner, type };
}

/** Whether both mean the same RRset. */
export function sameKey(a: RRsetKey, b: RRsetKey): boolean {
  return a.owner === b.owner && a.type === b.type;
}

/** `TXT mail.example.com`: one text for each RRset, for maps and for people. */
export function keyText({ owner, type }: RRsetKey): string {
  return `${type} ${owner}`;
}

/** The key of the RRset that a swap changes. A swap without either side has none and is a mistake of ours. */
export function keyOfSwap(swap: Swap): RRsetKey {
  const side = swap.after ?? swap.before;
  if (side === undefined) throw new TypeError("a swap needs a side");
  return { owner: side.owner, type: side.type };
}

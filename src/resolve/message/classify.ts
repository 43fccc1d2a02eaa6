import { Packet } from "dns2";
import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { MaybeWithoutAuthority, Observation, Question } from "../../dns/observation.ts";
import type { RRset } from "../../dns/rrset.ts";
import { soaTimesOf } from "../../dns/soa.ts";
import type { Reply, WireRecord } from "./reply.ts";

/** An observation without transport and round-trip time. */
export type BareObservation = DistributiveOmit<Observation, "transport" | "roundTripMs">;

export interface AskedServer {
  readonly question: Question;
  /** Asked a recursive resolver (RD=1): it answers without authority. */
  readonly recursive: boolean;
  /**
   * The zone for which the server was asked; undefined: the root, or unknown. A referral must lead below it.
   */
  readonly zone: DomainName | undefined;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

type Lame = Extract<BareObservation, { readonly kind: "lame" }>;

/** A chain of aliases longer than this inside one answer is taken for a loop. */
const LONGEST_CHAIN = 16;

/**
 * What a whole, well-formed reply means. A "no" counts with authority only (AA): a server that merely has it
 * cached, was never told of the zone, or sends us back up, is lame, be it marked as one that resolvers take. So does an
 * answer, but see authorityOf. What fits nowhere is malformed, never "nothing there".
 */
export function classify(reply: Reply, asked: AskedServer): BareObservation {
  const failed = OBSERVATION_BY_RCODE.get(reply.rcode);
  if (failed !== undefined) return failed;
  if (reply.rcode === Packet.RCODE.SERVFAIL)
    return { kind: "servfail", extendedErrors: reply.extendedErrors };
  if (reply.rcode !== Packet.RCODE.NOERROR && reply.rcode !== Packet.RCODE.NXDOMAIN) {
    return { kind: "malformed", because: `response code ${rcodeName(reply.rcode)}` };
  }
  if (reply.answers.length > 0) return classifyAnswer(reply, asked);
  return classifyEmpty(reply, asked);
}

const OBSERVATION_BY_RCODE: ReadonlyMap<number, BareObservation> = new Map<number, BareObservation>([
  [Packet.RCODE.REFUSED, { kind: "lame", because: "refused" }],
  [Packet.RCODE.NOTAUTH, { kind: "lame", because: "notauth" }],
  [Packet.RCODE.NOTIMP, { kind: "lame", because: "not-implemented" }],
]);

const NOT_AUTHORITATIVE: Lame = { kind: "lame", because: "not-authoritative" };
const UPWARD: Lame = { kind: "lame", because: "upward-referral" };
const ZONE_ABOVE: Lame = { kind: "lame", because: "zone-above" };

function classifyAnswer(reply: Reply, asked: AskedServer): BareObservation {
  const { owner, type } = asked.question;
  const records = recordsAt(reply.answers, owner, type);
  const alias = type === "CNAME" ? undefined : recordsAt(reply.answers, owner, "CNAME")[0];
  if (records.length === 0 && alias === undefined) return classifyOther(reply, asked);
  const authority = authorityOf(reply, asked);
  if (authority === undefined) return NOT_AUTHORITATIVE;
  if (alias === undefined) {
    return reply.rcode === Packet.RCODE.NXDOMAIN
      ? { kind: "malformed", because: "records together with NXDOMAIN" }
      : { kind: "answer", rrset: rrsetOf(asked.question, records), ...authority };
  }
  const target = findDomainName(alias.value);
  if (target === undefined) return { kind: "malformed", because: "an alias of a name that hosts don't have" };
  return {
    kind: "cname",
    target,
    ttl: alias.ttl,
    rrset: targetRRset(reply.answers, { owner: target, type }),
    ...authority,
  };
}

/**
 * Whether an answer with the very records that were asked for counts, and how. Some servers forget AA on right
 * answers; Unbound 1.17 and BIND 9.18 take them all the same (November 2026), so the world sees them. They count
 * where the address is delegated the zone and does not offer recursion: else it is a cache that speaks.
 * Undefined: it does not count.
 */
function authorityOf(reply: Reply, { recursive, zone }: AskedServer): MaybeWithoutAuthority | undefined {
  if (reply.authoritative || recursive) return {};
  return zone !== undefined && !reply.recursionAvailable ? { withoutAuthority: true } : undefined;
}

/**
 * Records, but none of those asked for. Some servers put the zone's SOA there for a name below the apex that has
 * none: its owner tells the zone, as it does in the authority section of a proper "no".
 */
function classifyOther(reply: Reply, asked: AskedServer): BareObservation {
  const { owner, type } = asked.question;
  const soa = reply.answers.find((record) => record.type === "SOA" && covers(record.owner, owner));
  return type === "SOA" && soa !== undefined
    ? classifyNo(reply, asked, soa)
    : { kind: "malformed", because: "the answer is about something else" };
}

function classifyEmpty(reply: Reply, asked: AskedServer): BareObservation {
  const { owner } = asked.question;
  const soa = reply.authorities.find((record) => record.type === "SOA" && covers(record.owner, owner));
  const cut =
    soa === undefined && reply.rcode === Packet.RCODE.NOERROR
      ? reply.authorities.find((record) => record.type === "NS")
      : undefined;
  if (cut !== undefined && !(reply.authoritative && cut.owner === asked.zone))
    return classifyReferral(reply, cut.owner, asked);
  return classifyNo(reply, asked, soa);
}

function classifyNo(
  { authoritative, recursionAvailable, rcode }: Reply,
  { recursive, zone }: AskedServer,
  soa: WireRecord | undefined,
): BareObservation {
  const kind = rcode === Packet.RCODE.NXDOMAIN ? "nxdomain" : "nodata";
  // As authorityOf: a cache that speaks is passed over by Unbound.
  if (!authoritative && !recursive)
    return zone === undefined || recursionAvailable
      ? NOT_AUTHORITATIVE
      : { ...NOT_AUTHORITATIVE, believed: kind };
  // An SOA from above the zone: the server never heard of the zone and speaks for an ancestor (parking
  // servers do, even for the root).
  if (soa !== undefined && zone !== undefined && !covers(zone, soa.owner))
    return { ...ZONE_ABOVE, believed: kind };
  if (soa === undefined) return { kind, soa };
  const says = findDomainName(soa.owner);
  return { kind, soa: soaTimesOf(soa), ...(says === undefined ? {} : { zone: says }) };
}

function classifyReferral(reply: Reply, cutOwner: string, asked: AskedServer): BareObservation {
  const to = findDomainName(cutOwner);
  const leadsDown = to !== undefined && (asked.zone === undefined || isAtOrBelow(to, asked.zone));
  if (to === undefined || !isAtOrBelow(asked.question.owner, to)) return UPWARD;
  const names = recordsAt(reply.authorities, to, "NS").map((record) => findDomainName(record.value));
  const nameServers = [...new Set(names.filter((name) => name !== undefined))];
  if (to === asked.zone) return { kind: "lame", because: "given-away", nameServers };
  return leadsDown ? { kind: "referral", to, nameServers } : UPWARD;
}

function targetRRset(answers: readonly WireRecord[], { owner, type }: Question): RRset | undefined {
  let at: DomainName = owner;
  for (let hops = 0; hops < LONGEST_CHAIN; hops += 1) {
    const records = recordsAt(answers, at, type);
    if (records.length > 0) return rrsetOf({ owner: at, type }, records);
    const next = findDomainName(recordsAt(answers, at, "CNAME")[0]?.value ?? "");
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

function recordsAt(records: readonly WireRecord[], owner: DomainName, type: string): readonly WireRecord[] {
  return records.filter((record) => record.owner === owner && record.type === type);
}

/**
 * The TTLs of one RRset ought to be equal (RFC 2181 section 5.2); where they are not, the lowest is the safe
 * one.
 */
function rrsetOf(question: Question, records: readonly WireRecord[]): RRset {
  const ttl = Math.min(...records.map((record) => record.ttl));
  return {
    owner: question.owner,
    type: question.type,
    ttl,
    values: [...new Set(records.map((record) => record.value))],
  };
}

function covers(ancestor: string, name: string): boolean {
  return ancestor === "." || name === ancestor || name.endsWith(`.${ancestor}`);
}

function rcodeName(rcode: number): string {
  return Object.entries(Packet.RCODE).find(([, code]) => code === rcode)?.[0] ?? String(rcode);
}

import { parentOf, type DomainName } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import { DS, type RRset } from "../../dns/rrset.ts";
import { groupedBy } from "../grouped-by.ts";

// What an authoritative server answers from the zones that it has: RFC 1034 section 4.3.2, wildcards as RFC
// 4592 says. No sockets, no octets.

/** The root's name has no labels, so parseDomainName does not make it. */
export const ROOT = "" as DomainName;

/** One zone as a server has it at this moment. */
export interface ServedZone {
  readonly apex: DomainName;
  readonly soa: RRset;
  readonly rrsets: ReadonlyMap<DomainName, readonly RRset[]>;
  /** Every name that exists: the owners and the empty non-terminals between them and the apex. */
  readonly names: ReadonlySet<DomainName>;
}

/** One answer, before it is put into octets. */
export interface DnsAnswer {
  readonly rcode: "NOERROR" | "NXDOMAIN" | "REFUSED";
  readonly authoritative: boolean;
  readonly answers: readonly RRset[];
  readonly authority: readonly RRset[];
  readonly additional: readonly RRset[];
}

/** An alias chain longer than this is a loop. */
const LONGEST_CHAIN = 8;

/** Index a zone's RRsets, its SOA and apex NS included. */
export function createServedZone(apex: DomainName, rrsets: readonly RRset[]): ServedZone {
  const byOwner = groupedBy(rrsets, (rrset) => rrset.owner);
  const soa = byOwner.get(apex)?.find((rrset) => rrset.type === "SOA");
  if (soa === undefined) throw new TypeError(`the zone ${apex} has no SOA`);
  const names = new Set([...byOwner.keys()].flatMap((owner) => upTo(apex, owner)));
  return { apex, soa, rrsets: byOwner, names };
}

/** The answer to one question from the zones that one server has. */
export function answerFrom(zones: readonly ServedZone[], question: Question, aliases = 0): DnsAnswer {
  // The key of a zone stands in the zone above it (DS, RFC 4035 section 3.1.4.1).
  const placed = question.type === DS ? (parentOf(question.owner) ?? ROOT) : question.owner;
  const zone = findDeepest(zones, placed);
  if (zone === undefined) return { ...NOTHING, rcode: "REFUSED", authoritative: false };
  const cut = findCut(zone, placed);
  if (cut !== undefined)
    return { ...NOTHING, authoritative: false, authority: [cut], additional: glueFor(zone, cut) };
  const rrsets = rrsetsAt(zone, question.owner);
  if (rrsets === undefined) return { ...NOTHING, rcode: "NXDOMAIN", authority: [zone.soa] };
  const alias = rrsets.find((rrset) => rrset.type === "CNAME");
  if (alias !== undefined && question.type !== "CNAME") return followAlias(zones, question, alias, aliases);
  const answers = rrsets.filter((rrset) => rrset.type === question.type || question.type === "ANY");
  return answers.length === 0 ? { ...NOTHING, authority: [zone.soa] } : { ...NOTHING, answers };
}

/** Whether a name is the apex or below it; below the root is every name. */
export function isWithin(name: DomainName, apex: DomainName): boolean {
  return apex === ROOT || name === apex || name.endsWith(`.${apex}`);
}

const NOTHING: DnsAnswer = {
  rcode: "NOERROR",
  authoritative: true,
  answers: [],
  authority: [],
  additional: [],
};

function findDeepest(zones: readonly ServedZone[], name: DomainName): ServedZone | undefined {
  return zones
    .filter((zone) => isWithin(name, zone.apex))
    .toSorted((a, b) => b.apex.length - a.apex.length)[0];
}

/** The topmost NS RRset between the apex and the name: from there on, another zone decides. */
function findCut(zone: ServedZone, name: DomainName): RRset | undefined {
  return upTo(zone.apex, name)
    .toReversed()
    .filter((owner) => owner !== zone.apex)
    .map((owner) => zone.rrsets.get(owner)?.find((rrset) => rrset.type === "NS"))
    .find((rrset) => rrset !== undefined);
}

function glueFor(zone: ServedZone, cut: RRset): readonly RRset[] {
  const hosts = cut.values.flatMap((host) => zone.rrsets.get(host as DomainName) ?? []);
  return hosts.filter((rrset) => rrset.type === "A" || rrset.type === "AAAA");
}

/**
 * The RRsets that answer for a name, made from a wildcard where there is one; undefined: the name does not
 * exist.
 */
function rrsetsAt(zone: ServedZone, name: DomainName): readonly RRset[] | undefined {
  if (zone.names.has(name)) return zone.rrsets.get(name) ?? [];
  // The closest encloser alone may hold the wildcard: a name that exists in between hides one further up (RFC
  // 4592 section 3.3.1).
  const encloser = upTo(zone.apex, name).find((ancestor) => zone.names.has(ancestor)) ?? zone.apex;
  const wildcard = zone.rrsets.get(`*.${encloser}` as DomainName);
  return wildcard?.map(({ type, ttl, values }) => ({ owner: name, type, ttl, values }));
}

function followAlias(
  zones: readonly ServedZone[],
  question: Question,
  alias: RRset,
  aliases: number,
): DnsAnswer {
  const target = alias.values[0] as DomainName | undefined;
  const found: DnsAnswer = { ...NOTHING, answers: [alias] };
  if (target === undefined || aliases >= LONGEST_CHAIN) return found;
  const rest = answerFrom(zones, { owner: target, type: question.type }, aliases + 1);
  // The rcode is that of the last name of the chain (RFC 6604); a chain that leaves this server's zones is
  // the resolver's to follow.
  return rest.authoritative ? { ...rest, answers: [alias, ...rest.answers] } : found;
}

/** The name and its ancestors, the apex last; nothing when the name is not in the zone. */
function upTo(apex: DomainName, name: DomainName): readonly DomainName[] {
  const names: DomainName[] = [];
  for (let at: DomainName | undefined = name; at !== undefined && isWithin(at, apex); at = parentOf(at))
    names.push(at);
  if (apex === ROOT && name !== ROOT) names.push(ROOT);
  return names;
}

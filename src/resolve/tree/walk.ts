import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard, ServerAddress, Unaddressed } from "../../dns/observation.ts";
import { DS } from "../../dns/rrset.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import type { Addressed } from "./address-book.ts";
import { heardOf, type Tried } from "./ask-in-turn.ts";
import type { Descent } from "./descend.ts";
import { findApex, type FoundApex } from "./find-apex.ts";
import { MOST_NAME_SERVERS, withinLimits, type DescentEnd, type WalkLimits } from "./limits.ts";
import { createQuestions, type Questions } from "./questions.ts";

// The walk from the roots. Read walk.ts, find-apex.ts and questions.ts (which zone), descend.ts (by referrals),
// ask-cut.ts and ask-in-turn.ts (the servers of one zone), cut.ts, address-book.ts; lookup.ts follows aliases.
// limits.ts bounds what a tree can make us do.

/**
 * The zone that a name belongs to, who serves it, and what they said of it.
 * @throws OnboardError ZONE_NOT_DELEGATED, NOT_OBSERVABLE; the signal's reason when it aborts
 */
export async function findDelegation(
  name: DomainName,
  descent: Descent,
  limits: WalkLimits,
): Promise<Delegation> {
  const questions = createQuestions(descent, limits);
  const found = await findApex(name, questions);
  const said = await askZone(found, questions);
  const names = namesOf(said);
  const lists = [names.parent, names.child, said.enclosing?.nameServers ?? []];
  const all = distinctNames(lists);
  // Which ones is the same at each walk, whatever order they come in.
  const watched =
    all.length > MOST_NAME_SERVERS
      ? distinctNames(lists.map((list) => list.toSorted())).slice(0, MOST_NAME_SERVERS)
      : all;
  const addressed = await addressesOf(watched, said, { descent, limits });
  const glue = said.cut.glue.flatMap(({ server, address, port }) =>
    server === undefined || !watched.includes(server) ? [] : [{ server, address, port }],
  );
  const known = distinct([...[...addressed.values()].flatMap((one) => one.addresses), ...glue]);
  const addresses = withinLimits(known);
  const unresolved = watched.filter((server) => !addresses.some((address) => address.server === server));
  const { observation } = said.soa;
  return {
    apex: found.apex,
    parentNameServers: names.parent,
    childNameServers: names.child,
    addresses,
    unresolved,
    unaddressed: whyUnresolved(unresolved, addressed, said),
    ...(known.length > addresses.length || all.length > watched.length
      ? { leftOut: { servers: all.length - watched.length, addresses: known.length - addresses.length } }
      : {}),
    soa: observation?.kind === "answer" ? findSoaTimes(observation.rrset) : undefined,
    enclosing: said.enclosing,
    heard: heardOfZone(said),
    parentsWithout: isOwnCut(said) ? said.cut.parentsWithout : [],
  };
}

/** What the servers of a zone, and those of the zone above where it has no delegation, say of it. */
interface SaidOfZone extends FoundApex {
  readonly soa: DescentEnd;
  readonly ns: DescentEnd;
  readonly enclosing: Delegation["enclosing"];
  /** Of the servers of the zone above. */
  readonly above: readonly Tried[];
}

async function askZone({ apex, cut }: FoundApex, questions: Questions): Promise<SaidOfZone> {
  const [soa, ns] = await Promise.all([questions.askApex(apex, "SOA"), questions.askApex(apex, "NS")]);
  const zone = { apex, cut, soa, ns, enclosing: undefined, above: [] };
  if (cut.apex === undefined || isOwnCut(zone)) return zone;
  const own = new Set(nameServersOf(ns));
  if (cut.nameServers.every((server) => own.has(server))) return zone;
  // One server that serves both zones answers for the lower one at once. The others tell whether there is a cut.
  const other = await questions.seekReferral(apex, cut);
  if (other.cut.apex === apex) return { ...zone, cut: other.cut };
  const isWithout =
    heardOf(other.tried).some(isNoOf(cut.apex)) || (await deniesName(cut.apex, apex, questions));
  return {
    ...zone,
    enclosing: { apex: cut.apex, nameServers: cut.nameServers, isWithout },
    above: other.tried,
  };
}

/**
 * A server of both zones answers for the lower one, but of a DS, which stands in the zone above (RFC 4035 section
 * 3.1.4.1). BIND 9.18, Knot 3.2, PowerDNS 4.7 deny the name where that zone has nothing there; NSD 4.6 says nodata
 * (tried in November 2026).
 */
async function deniesName(zone: DomainName, apex: DomainName, questions: Questions): Promise<boolean> {
  const { observation } = await questions.ask(apex, DS);
  return observation?.kind === "nxdomain" && observation.zone === zone;
}

function isNoOf(zone: DomainName): (heard: Heard) => boolean {
  return ({ observation }) =>
    (observation.kind === "nodata" || observation.kind === "nxdomain") && observation.zone === zone;
}

function isOwnCut({ apex, cut }: FoundApex): boolean {
  return cut.apex === apex;
}

interface Names {
  readonly parent: readonly DomainName[];
  readonly child: readonly DomainName[];
}

/** Where no referral was seen the zone's own word stands for the parent's. */
function namesOf(said: SaidOfZone): Names {
  const child = nameServersOf(said.ns);
  return { parent: isOwnCut(said) ? said.cut.nameServers : child, child };
}

function nameServersOf({ observation }: DescentEnd): readonly DomainName[] {
  return observation?.kind === "answer"
    ? observation.rrset.values.map(findDomainName).filter((name) => name !== undefined)
    : [];
}

interface WalkTools {
  readonly descent: Descent;
  readonly limits: WalkLimits;
}

async function addressesOf(
  names: readonly DomainName[],
  { apex, soa, ns }: SaidOfZone,
  { descent, limits }: WalkTools,
): Promise<ReadonlyMap<DomainName, Addressed>> {
  // Who answers nothing for the zone knows no addresses in it either.
  const isServed = soa.observation !== undefined || ns.observation !== undefined;
  const resolvable = names.filter((name) => isServed || !isAtOrBelow(name, apex));
  const found = await Promise.all(
    resolvable.map(async (name) => [name, await descent.addressesOf(name, limits)] as const),
  );
  return new Map(found);
}

function whyUnresolved(
  unresolved: readonly DomainName[],
  addressed: ReadonlyMap<DomainName, Addressed>,
  said: SaidOfZone,
): ReadonlyMap<DomainName, Unaddressed> {
  const needsGlue = (server: DomainName): boolean =>
    isAtOrBelow(server, said.apex) && namesOf(said).parent.includes(server);
  const reasons = unresolved.flatMap((server): readonly (readonly [DomainName, Unaddressed])[] => {
    const because = addressed.get(server)?.unaddressed;
    if (because !== "alias" && needsGlue(server)) return [[server, "no-glue"]];
    return because === undefined ? [] : [[server, because]];
  });
  return new Map(reasons);
}

function distinctNames(lists: readonly (readonly DomainName[])[]): readonly DomainName[] {
  return [...new Set(lists.flat())];
}

function distinct(addresses: readonly ServerAddress[]): readonly ServerAddress[] {
  return [...new Map(addresses.map((address) => [`${address.server} ${address.address}`, address])).values()];
}

/**
 * By address, what it said when it was asked for the SOA; else for the NS, but for a "no", which is about the NS
 * alone.
 */
function heardOfZone({ soa, ns, above }: SaidOfZone): readonly Heard[] {
  const ofNs = heardOf([...ns.tried, ...above]).filter(({ observation }) => observation.kind !== "nodata");
  const byAddress = [...ofNs, ...heardOf(soa.tried)].map(
    (heard) => [`${heard.at.server} ${heard.at.address}`, heard] as const,
  );
  return [...new Map(byAddress).values()];
}

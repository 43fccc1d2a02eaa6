import {
  findDomainName,
  isAtOrBelow,
  isRegistrySuffix,
  parentOf,
  type DomainName,
} from "../../dns/domain-name.ts";
import type { Delegation, ServerAddress, SoaTimes } from "../../dns/observation.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Cut } from "./cut.ts";
import type { Descent } from "./descend.ts";
import type { WalkLimits, DescentEnd } from "./limits.ts";
import { notObservable } from "./not-observable.ts";

// The walk from the roots. Read walk.ts, descend.ts (by referrals), ask-cut.ts and ask-in-turn.ts (the
// servers of one zone), cut.ts, address-book.ts; lookup.ts follows aliases. limits.ts bounds what a tree can
// make us do.

/** Longer NS sets don't fit a referral; what is beyond stays unresolved. */
const MOST_NAME_SERVERS = 16;

/**
 * The zone that a name belongs to: the apex is where an authoritative SOA *answers*. From the name upward,
 * then: an alias's SOA does not count, NODATA and NXDOMAIN lead one label up, and whatever is no answer ends
 * the walk as a failure, not as an absence.
 *
 * The name itself may not exist yet. Authoritative servers take no harm from the question, but PowerDNS with
 * a database behind it can hold the "no" for up to a minute (negquery-cache, measured on 4.8), so the walk
 * asks for SOA and NS only and never for the owners below the name.
 * @throws OnboardError ZONE_NOT_DELEGATED, NOT_OBSERVABLE; the signal's reason when it aborts
 */
export async function findDelegation(
  name: DomainName,
  descent: Descent,
  limits: WalkLimits,
): Promise<Delegation> {
  for (let candidate = name; ;) {
    const found = await descent.descend({ owner: candidate, type: "SOA" }, limits);
    const { cut, observation } = found;
    if (observation === undefined) return unanswered(name, found, { descent, limits });
    if (observation.kind === "answer" && observation.withoutAuthority !== true) {
      return describe(apexCut(candidate, cut), { descent, limits }, findSoaTimes(observation.rrset));
    }
    // Its servers answer, but not as the zone's: there is no SOA where the parent put the cut.
    if (candidate === cut.apex) return describe({ ...cut, apex: candidate }, { descent, limits }, undefined);
    const above = parentOf(candidate);
    if (above === undefined || isRegistrySuffix(above)) throw notDelegated(name, candidate);
    candidate = above;
  }
}

interface WalkTools {
  readonly descent: Descent;
  readonly limits: WalkLimits;
}

interface ApexCut {
  readonly apex: DomainName;
  readonly nameServers: readonly DomainName[];
  readonly glue: Cut["glue"];
  /** The parent's servers serve this zone as well and answer at once, so no referral was ever seen. */
  readonly withoutReferral?: boolean;
}

function apexCut(apex: DomainName, cut: Cut): ApexCut {
  return cut.apex === apex ? { ...cut, apex } : { apex, nameServers: [], glue: [], withoutReferral: true };
}

async function describe(cut: ApexCut, tools: WalkTools, soa: SoaTimes | undefined): Promise<Delegation> {
  const childNameServers = soa === undefined ? [] : await readNameServers(cut.apex, tools);
  // Where parent and child live on the same servers the zone's own word stands for the parent's.
  const parentNameServers = cut.withoutReferral === true ? childNameServers : cut.nameServers;
  const names = [...new Set([...parentNameServers, ...childNameServers])];
  const unreachable = soa === undefined ? names.filter((name) => isAtOrBelow(name, cut.apex)) : [];
  const resolvable = names.filter((name) => !unreachable.includes(name)).slice(0, MOST_NAME_SERVERS);
  const resolved = await Promise.all(resolvable.map((name) => tools.descent.addressesOf(name, tools.limits)));
  const glue = cut.glue.flatMap(({ server, address, port }) =>
    server === undefined ? [] : [{ server, address, port }],
  );
  const addresses = distinct([...resolved.flat(), ...glue]);
  const unresolved = names.filter((name) => !addresses.some(({ server }) => server === name));
  return { apex: cut.apex, parentNameServers, childNameServers, addresses, unresolved, soa };
}

async function readNameServers(
  apex: DomainName,
  { descent, limits }: WalkTools,
): Promise<readonly DomainName[]> {
  const { observation } = await descent.descend({ owner: apex, type: "NS" }, limits);
  return observation?.kind === "answer"
    ? observation.rrset.values.map(findDomainName).filter((name) => name !== undefined)
    : [];
}

function distinct(addresses: readonly ServerAddress[]): readonly ServerAddress[] {
  return [...new Map(addresses.map((address) => [`${address.server} ${address.address}`, address])).values()];
}

/**
 * Nobody answered. Below a registry that is a broken zone, whose servers are known all the same; at the
 * registry or the root it is our view that is broken.
 */
async function unanswered(
  name: DomainName,
  { cut, tried }: DescentEnd,
  tools: WalkTools,
): Promise<Delegation> {
  const { apex } = cut;
  if (apex === undefined || (isRegistrySuffix(apex) && apex !== name))
    throw notObservable({ name, zone: apex }, tried);
  return describe({ ...cut, apex }, tools, undefined);
}

export function notDelegated(name: DomainName, missing: DomainName): OnboardError {
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    `There is no DNS zone for ${name}: ${missing} is not delegated by ${parentOf(missing) ?? "the root"}.`,
    {
      hint: `Check the spelling; if it is right, register ${missing} or enter its name servers at the registrar, then run again.`,
      facts: { name, missing },
    },
  );
}

import {
  findDomainNames,
  isAtOrBelow,
  parentOf,
  registrableDomainOf,
  type DomainName,
} from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { Zone } from "../../dns/provider.ts";
import { findRRset, DS } from "../../dns/rrset.ts";
import { portName } from "../../dns/said.ts";
import type { ErrorCode } from "../../errors/codes.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { chooseZone, couldServe } from "./choose-zone.ts";
import { requireServed } from "./require-served.ts";
import { patiently, type FoundProvider, type Run } from "../run.ts";

/** Where the records go: the zone that is delegated, and the provider that holds it. */
export interface FoundZone {
  readonly delegation: Delegation;
  readonly provider: FoundProvider;
  readonly zone: Zone;
  /** Without port 53: the zone whose records at its host show that this one is delegated. Absent: it was looked up. */
  readonly above?: ZoneAbove | undefined;
}

interface ZoneAbove extends FoundZone {
  /** A key of the zone below (DS): those who validate do so there, too. */
  readonly holdsKey: boolean;
}

/**
 * The live delegation decides; without port 53 it is looked up over HTTPS.
 * @throws OnboardError ZONE_*, PROVIDER_*, CREDENTIALS_*; NOT_OBSERVABLE when no way to look is left
 */
export async function findZone(run: Run): Promise<FoundZone> {
  const delegation = await askedAgain(run, () =>
    findByPort53(run).catch((error: unknown) => findByDoh(run, error)),
  );
  const foundZone = await zoneIn(run, delegation);
  const { apex, parentNameServers: nameServers, soa } = foundZone.delegation;
  run.emit({ type: "delegation.found", apex, nameServers, negativeTtlSeconds: soa?.negativeTtl ?? null });
  tellZone(run, foundZone);
  return foundZone;
}

/** How long a first look at DNS that fails at once is repeated, in milliseconds. */
const AGAIN_MS = { run: 6_000, plan: 2_000 };
const FIRST_PAUSE_MS = 500;

/** A name server that starts again is back in a moment. A look at silent ones takes seconds itself, and these count. */
async function askedAgain<T>({ clock, signal, awayMs }: Run, look: () => Promise<T>): Promise<T> {
  const until = clock.now() + (awayMs === undefined ? AGAIN_MS.plan : Math.min(awayMs, AGAIN_MS.run));
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs *= 2) {
    try {
      return await look();
    } catch (error) {
      if (!isUnseen(error) || clock.now() + pauseMs > until) throw error;
      await clock.sleep(pauseMs, { signal });
    }
  }
}

/** Which zone it is, and where its host is asked. */
export function tellZone(run: Pick<Run, "emit">, { delegation, provider, zone }: FoundZone): void {
  run.emit({
    type: "zone.found",
    provider: provider.name,
    apex: zone.apex,
    id: zone.id,
    nameServers: zone.nameServers ?? delegation.parentNameServers,
    ...(provider.askedAt === undefined ? {} : { endpoint: provider.askedAt }),
    ...(provider.byHand === true ? { byHand: true as const } : {}),
  });
}

async function findByPort53(run: Run): Promise<Delegation> {
  const delegation = await run.authority.delegation(run.domain, { signal: run.signal });
  return requireServed(run, delegation);
}

/** The zone at its host, by the walk, or by what resolvers say of the registrable domain. */
export function zoneIn(run: Run, delegation: Delegation): Promise<FoundZone> {
  return isBlind(delegation) ? zoneByHttps(run, delegation) : zoneFor(run, delegation);
}

async function zoneFor(run: Run, delegation: Delegation): Promise<FoundZone> {
  const provider = await run.findProvider(run.domain, delegation, { signal: run.signal });
  const zone = chooseZone(provider, delegation, await provider.zonesAt(delegation.apex, patiently(run)));
  return { delegation, provider, zone };
}

/**
 * Port 53 is intercepted or blocked here, which says nothing about the zone. Resolvers are asked over HTTPS,
 * and only for a name that surely exists: the registrable domain.
 */
async function findByDoh(run: Run, cause: unknown): Promise<Delegation> {
  const because = portCauseOf(cause);
  const organisation = registrableDomainOf(run.domain);
  if (because === undefined || organisation === undefined) throw cause;
  const delegation = await run.resolvers.delegation(organisation, { signal: run.signal });
  if (delegation === undefined) throw cause;
  run.emit({ type: "port53.unusable", because, ports: run.authority.portsAsked() });
  return delegation;
}

/**
 * The zone that is served so, or a deeper one to which its records at the host lead, each at the host of its own name
 * servers. No resolver is asked for a deeper one: where it is not delegated in the world, it would remember that, and
 * the very name of the sender with it.
 * @param delegation that of the registrable domain, by resolvers; or of a zone below, by the zone above
 * @throws OnboardError as findProvider and chooseZone; NOT_OBSERVABLE where an account lists a deeper zone, and nobody
 * tells from here whether it is the one that is served
 */
async function zoneByHttps(run: Run, delegation: Delegation, above?: ZoneAbove): Promise<FoundZone> {
  const below = namesBetween(run.domain, delegation.apex);
  const foundZone = await zoneFor(run, delegation).catch(async (error: unknown) => {
    if (isOnboardError(error) && NOT_SHOWN.has(error.code)) await refuseUnseen(run, delegation, below);
    throw error;
  });
  const { provider, zone } = foundZone;
  const rrsets = below.length === 0 ? [] : await provider.readRRsets(zone, below, patiently(run));
  // The highest one hides those below it.
  const cut = below.map((name) => findRRset(rrsets, name, "NS")).findLast((rrset) => rrset !== undefined);
  if (cut === undefined) {
    await refuseUndelegated(run, foundZone, below);
    return { ...foundZone, above };
  }
  const holdsKey = rrsets.some(({ owner, type }) => owner === cut.owner && (type === "DS" || type === DS));
  const nameServers = findDomainNames(cut.values);
  return zoneByHttps(run, delegatedBy(cut.owner, nameServers), { ...foundZone, above, holdsKey });
}

/** No credentials show the zone. */
const NOT_SHOWN: ReadonlySet<ErrorCode> = new Set([
  "ZONE_NOT_FOUND",
  "PROVIDER_AMBIGUOUS",
  "CREDENTIALS_MISSING",
]);

/** As far as it is known without a question to DNS. */
function delegatedBy(apex: DomainName, nameServers: readonly DomainName[]): Delegation {
  return {
    apex,
    parentNameServers: nameServers,
    childNameServers: [],
    addresses: [],
    unresolved: [],
    soa: undefined,
  };
}

/** Where the zone above is on the same servers and does not delegate the deeper one, both may be what they answer from. */
async function refuseUndelegated(
  run: Run,
  { delegation, provider }: FoundZone,
  below: readonly DomainName[],
): Promise<void> {
  const { apex, parentNameServers } = delegation;
  for (const deeper of below) {
    const zones = await provider.zonesAt(deeper, patiently(run));
    if (!zones.some((zone) => couldServe(zone, parentNameServers))) continue;
    throw new OnboardError(
      "NOT_OBSERVABLE",
      phrase`${provider.name} lists the zones ${apex} and ${deeper}, and ${apex} holds no NS records of ${deeper}: out of which of them its name servers answer can't be seen from here.`,
      {
        hint: phrase`Delegate ${deeper} by NS records in ${apex}, or delete the zone that is not used; or allow outgoing UDP and TCP to ${portName(run.authority.portsAsked())} from here.`,
        facts: { apex, deeper, provider: provider.name },
      },
    );
  }
}

/**
 * Where nobody's credentials show the zone above, the sender's own zone may still be in an account: whether the world
 * is sent there is what can't be seen.
 */
async function refuseUnseen(
  run: Run,
  { apex }: Pick<Delegation, "apex">,
  below: readonly DomainName[],
): Promise<void> {
  for (const deeper of below) {
    const provider = await hostListing(run, deeper);
    if (provider === undefined) continue;
    throw new OnboardError(
      "NOT_OBSERVABLE",
      phrase`${provider.name} lists the zone ${deeper}, but whether ${apex} delegates it can't be seen: name servers can't be asked from here, and none of these credentials shows the zone ${apex}.`,
      {
        hint: phrase`Give credentials that show the zone ${apex}, too, or allow outgoing UDP and TCP to ${portName(run.authority.portsAsked())} from here, or run from a host on another network.`,
        facts: { apex, deeper, provider: provider.name },
      },
    );
  }
}

/** The host whose account lists a zone, whoever serves it. Undefined: none does, or it can't be told. */
async function hostListing(run: Run, apex: DomainName): Promise<FoundProvider | undefined> {
  try {
    const provider = await run.findProvider(run.domain, delegatedBy(apex, []), { signal: run.signal });
    return (await provider.zonesAt(apex, patiently(run))).length > 0 ? provider : undefined;
  } catch (error) {
    run.signal.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

/** Whether a delegation is of resolvers, which tell no addresses: no name server can be asked from here. */
export function isBlind({ addresses, unresolved }: Pick<Delegation, "addresses" | "unresolved">): boolean {
  return addresses.length === 0 && unresolved.length === 0;
}

/** What is in the way of every name server. Undefined: nothing is, or it is not known. */
export function portCauseOf(error: unknown): "intercepted" | "blocked" | undefined {
  if (!isUnseen(error)) return undefined;
  const { because } = error.facts;
  return because === "intercepted" || because === "blocked" ? because : undefined;
}

function isUnseen(error: unknown): error is OnboardError {
  return isOnboardError(error) && error.code === "NOT_OBSERVABLE";
}

/** The names at which a deeper zone could begin, the deepest first. */
function namesBetween(domain: DomainName, organisation: DomainName): readonly DomainName[] {
  const names: DomainName[] = [];
  for (
    let name: DomainName | undefined = domain;
    name !== undefined && name !== organisation && isAtOrBelow(name, organisation);
    name = parentOf(name)
  )
    names.push(name);
  return names;
}

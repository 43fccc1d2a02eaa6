import { isAtOrBelow, parentOf, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { Zone } from "../../dns/provider.ts";
import { isOnboardError, type OnboardError } from "../../errors/onboard-error.ts";
import { chooseZone } from "./choose-zone.ts";
import { requireServed } from "./require-served.ts";
import { patiently, type FoundProvider, type Run } from "../run.ts";

/** Where the records go: the zone that is delegated, and the provider that holds it. */
export interface FoundZone {
  readonly delegation: Delegation;
  readonly provider: FoundProvider;
  readonly zone: Zone;
}

/**
 * The live delegation decides; without port 53 it is looked up over HTTPS.
 * @throws OnboardError ZONE_*, PROVIDER_*, CREDENTIALS_*; NOT_OBSERVABLE when no way to look is left
 */
export async function findZone(run: Run): Promise<FoundZone> {
  const foundZone = await askedAgain(run, () =>
    findByPort53(run).catch((error: unknown) => findByDoh(run, error)),
  );
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

async function findByPort53(run: Run): Promise<FoundZone> {
  const delegation = await run.authority.delegation(run.domain, { signal: run.signal });
  return zoneFor(run, await requireServed(run, delegation));
}

/** The zone at its host. */
export async function zoneFor(run: Run, delegation: Delegation): Promise<FoundZone> {
  const provider = await run.findProvider(run.domain, delegation, { signal: run.signal });
  const zone = chooseZone(provider, delegation, await provider.zonesAt(delegation.apex, patiently(run)));
  return { delegation, provider, zone };
}

/**
 * Port 53 is intercepted or blocked here, which says nothing about the zone. Resolvers are asked over HTTPS,
 * and only for names that surely exist: the registrable domain, and a deeper apex only when the host lists a
 * zone of that name.
 */
async function findByDoh(run: Run, cause: unknown): Promise<FoundZone> {
  const because = portCauseOf(cause);
  const organisation = registrableDomainOf(run.domain);
  if (because === undefined || organisation === undefined) throw cause;
  const delegation = await run.resolvers.delegation(organisation, { signal: run.signal });
  if (delegation === undefined) throw cause;
  run.emit({ type: "port53.unusable", because, ports: run.authority.portsAsked() });
  return zoneByHttps(run, delegation);
}

/**
 * The zone that is served so, or a deeper one that the host lists and a resolver knows.
 * @param delegation that of the registrable domain, by resolvers
 */
export async function zoneByHttps(run: Run, delegation: Delegation): Promise<FoundZone> {
  const provider = await run.findProvider(run.domain, delegation, { signal: run.signal });
  for (const apex of namesBetween(run.domain, delegation.apex)) {
    const zones = await provider.zonesAt(apex, patiently(run));
    const deeper =
      zones.length === 0 ? undefined : await run.resolvers.delegation(apex, { signal: run.signal });
    if (deeper !== undefined)
      return { delegation: deeper, provider, zone: chooseZone(provider, deeper, zones) };
  }
  return zoneFor(run, delegation);
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

import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { DnsProvider, Zone } from "../../dns/provider.ts";
import { delegatedTo } from "../../dns/said.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import type { FoundProvider } from "../run.ts";

/**
 * The one zone of the account that the world is really delegated to. A zone of the right name that nobody
 * asks is the classic blind wait.
 * @throws OnboardError ZONE_NOT_FOUND, ZONE_NOT_DELEGATED, ZONE_AMBIGUOUS
 */
export function chooseZone(provider: FoundProvider, delegation: Delegation, zones: readonly Zone[]): Zone {
  const { apex } = delegation;
  const live = [...new Set([...delegation.parentNameServers, ...delegation.childNameServers])];
  if (zones.length === 0) throw notFound(provider, delegation);
  const serving = zones.filter((zone) => couldServe(zone, live));
  const [zone, ...others] = serving;
  if (zone === undefined) throw delegatedElsewhere(provider, delegation, live, zones);
  // A list that moved between two of its pages tells one zone twice.
  if (others.some(({ id }) => id !== zone.id)) throw ambiguous(provider, apex, serving);
  if (zone.notServing !== undefined) throw notServing(provider, zone, zone.notServing);
  return zone;
}

/** Whether the world may be sent to this zone. A host that tells no name server, or an empty list, rules nothing out. */
export function couldServe({ nameServers = [] }: Zone, live: readonly DomainName[]): boolean {
  return nameServers.length === 0 || nameServers.some((server) => live.includes(server));
}

function notFound(provider: FoundProvider, delegation: Delegation): OnboardError {
  const { apex, parentNameServers } = delegation;
  return new OnboardError(
    "ZONE_NOT_FOUND",
    phrase`${provider.name} shows no zone ${apex} to these credentials; ${delegatedTo(delegation)}.`,
    {
      hint:
        provider.ifNotHere ??
        phrase`Give the credentials access to the zone ${apex}, or name the provider that holds it with ${{ option: "provider" }}.`,
      facts: { apex, provider: provider.name, nameServers: parentNameServers },
    },
  );
}

/** What a network shows on port 53 may be a view of its own, so the sentence says who was asked. */
function delegatedElsewhere(
  provider: DnsProvider,
  { apex, addresses, unresolved }: Delegation,
  live: readonly DomainName[],
  zones: readonly Zone[],
): OnboardError {
  const isByHttps = addresses.length === 0 && unresolved.length === 0;
  const whoTells = isByHttps
    ? phrase`public resolvers, asked by HTTPS, name`
    : phrase`DNS, asked from here, names`;
  const assigned = [...new Set(zones.flatMap((zone) => zone.nameServers ?? []))];
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${provider.name} holds a zone ${apex} on ${list(assigned)}, but ${whoTells} ${list(live)} as its name servers: these don't serve what is written at ${provider.name}.`,
    {
      hint: phrase`At the registrar, delegate ${apex} to ${list(assigned)}, or name the provider that serves ${list(live)} with ${{ option: "provider" }}; where this network has a view of its own of ${apex}, run from another one.`,
      facts: { apex, provider: provider.name, assigned, live },
    },
  );
}

function ambiguous(provider: DnsProvider, apex: DomainName, zones: readonly Zone[]): OnboardError {
  const ids = [...new Set(zones.map((zone) => zone.id))];
  return new OnboardError(
    "ZONE_AMBIGUOUS",
    phrase`${provider.name} holds ${ids.length} zones ${apex} that the live delegation could mean: ${listPhrase(ids, ", ")}.`,
    {
      hint: phrase`Set zoneId of this provider in the config to the right one.`,
      facts: { apex, provider: provider.name, ids },
    },
  );
}

function notServing(provider: DnsProvider, zone: Zone, because: string): OnboardError {
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`${provider.name} does not serve what is written into its zone ${zone.apex}: ${because}.`,
    {
      hint: phrase`Finish the set-up of ${zone.apex} at ${provider.name}, or name the provider that serves it with ${{ option: "provider" }}.`,
      facts: { apex: zone.apex, provider: provider.name, because },
    },
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? "no name server" : names.join(", ");
}

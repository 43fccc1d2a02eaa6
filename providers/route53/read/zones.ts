import { findDomainNames, type DomainName } from "../../../src/dns/domain-name.ts";
import type { CallOptions, Zone } from "../../../src/dns/provider.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { phrase } from "../../../src/errors/phrase.ts";
import type { ListZonesInput, RawHostedZone } from "../api.ts";
import type { FoundZone, Route53Calls, ZonePage } from "../calls.ts";
import { findOwner, recordNameOf } from "../convert.ts";
import { surprise } from "../errors.ts";
import { MOST_PAGES } from "./listing.ts";

/**
 * The account's public zones with this apex: several of one name are legal, so each tells its name servers.
 */
export async function findZones(
  calls: Route53Calls,
  apex: DomainName,
  options: CallOptions,
): Promise<readonly Zone[]> {
  const zones: Zone[] = [];
  for (const listed of await listZonesNamed(calls, apex, options)) {
    const answer = await calls.getZone(idOf(listed), options);
    zones.push({ apex, id: idOf(listed), nameServers: nameServersOf(answer) });
  }
  return zones;
}

/**
 * The zone that the config names by id, one call and no right to list.
 * @throws OnboardError ZONE_NOT_FOUND when it is another zone than the one that the world asks
 */
export async function findZoneById(
  calls: Route53Calls,
  apex: DomainName,
  id: string,
  options: CallOptions,
): Promise<readonly Zone[]> {
  const answer = await calls.getZone(id, options);
  const name = findOwner(answer.HostedZone.Name);
  const isPrivate = answer.HostedZone.Config?.PrivateZone === true;
  if (name === apex && !isPrivate)
    return [{ apex, id: idOf(answer.HostedZone), nameServers: nameServersOf(answer) }];
  throw new OnboardError(
    "ZONE_NOT_FOUND",
    phrase`The hosted zone ${id} is the ${isPrivate ? "private" : "public"} zone ${name ?? "of another name"}, not the public ${apex}.`,
    {
      hint: phrase`Set zoneId of this provider in the config to the id of the public zone ${apex}, or leave it out.`,
      facts: { apex, id, name: name ?? null, isPrivate },
    },
  );
}

/**
 * ListHostedZonesByName starts at the name and runs on to every later one, so the page is filtered, and left
 * where the name changes.
 */
async function listZonesNamed(
  calls: Route53Calls,
  apex: DomainName,
  options: CallOptions,
): Promise<readonly RawHostedZone[]> {
  const found: RawHostedZone[] = [];
  let from: ListZonesInput | undefined = { DNSName: recordNameOf(apex) };
  for (let pages = 0; from !== undefined; pages += 1) {
    if (pages === MOST_PAGES) throw surprise("ListHostedZonesByName", "the list does not end");
    const page: ZonePage = await calls.listZones(from, options);
    const named = page.HostedZones.filter((zone) => findOwner(zone.Name) === apex);
    found.push(...named.filter((zone) => zone.Config?.PrivateZone !== true));
    // Emulators leave the flag out; a list that goes on tells where.
    const goesOn: boolean =
      (page.IsTruncated ?? true) &&
      findOwner(page.NextDNSName) === apex &&
      page.NextHostedZoneId !== from.HostedZoneId;
    from = goesOn ? { DNSName: recordNameOf(apex), HostedZoneId: page.NextHostedZoneId ?? "" } : undefined;
  }
  return found;
}

/** `/hostedzone/Z…` → `Z…` */
function idOf(zone: RawHostedZone): string {
  const id = zone.Id?.replace(/^\/hostedzone\//, "") ?? "";
  if (id === "") throw surprise("GetHostedZone", "the zone has no id");
  return id;
}

function nameServersOf(answer: FoundZone): readonly DomainName[] {
  const names = findDomainNames(answer.DelegationSet?.NameServers ?? []);
  if (names.length === 0) throw surprise("GetHostedZone", "it names no servers of the zone");
  return names;
}

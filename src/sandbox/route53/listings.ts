import type { StoredZone } from "../zone-store.ts";
import { NAMESPACE, Route53Fault } from "./fault.ts";
import { compare, listedName, orderOf, sortKey, type RecordSet } from "./record-sets.ts";
import { element, optional, type Xml } from "./xml.ts";

// The two lists and the one zone, as documents. Both lists *start at* what is asked for and run on to the end
// of everything.

/** `Z` and twenty capitals, as the real ids look. */
export function zoneIdOf(zone: StoredZone): string {
  return `Z${zone.id.slice(0, 20).toUpperCase()}`;
}

/** What a list is asked for, and whether it tells that it goes on. */
export interface Listing {
  readonly query: URLSearchParams;
  readonly leavesOutIsTruncated: boolean;
}

export function hostedZonesByName(zones: readonly StoredZone[], listing: Listing): Xml {
  const { query } = listing;
  const sorted = zones.toSorted((a, b) => compare(zoneOrder(a), zoneOrder(b)));
  const from = query.get("dnsname");
  const limit = limitOf(query, ZONES_PER_PAGE);
  const start = from === null ? "" : `${sortKey(from)}\u0000${query.get("hostedzoneid") ?? ""}`;
  const { shown, next } = page(
    sorted.filter((zone) => zoneOrder(zone) >= start),
    limit,
  );
  return element(
    "ListHostedZonesByNameResponse",
    [
      element("HostedZones", shown.map(hostedZone)),
      ...optional("DNSName", from ?? undefined),
      ...isTruncated(listing, next !== undefined),
      ...(next === undefined
        ? []
        : [element("NextDNSName", listedName(next.apex)), element("NextHostedZoneId", zoneIdOf(next))]),
      element("MaxItems", limit),
    ],
    NAMESPACE,
  );
}

export function hostedZoneResponse(zone: StoredZone): Xml {
  const servers = zone.settings.nameServers.map((server) => element("NameServer", server));
  // A private zone has VPCs and no delegation set.
  const more = zone.settings.isPrivate
    ? element("VPCs", [])
    : element("DelegationSet", [element("NameServers", servers)]);
  return element("GetHostedZoneResponse", [hostedZone(zone), more], NAMESPACE);
}

/** @throws Route53Fault InvalidInput when a type is given without a name */
export function resourceRecordSets(sets: readonly RecordSet[], listing: Listing): Xml {
  const { query } = listing;
  const name = query.get("name");
  if (name === null && query.has("type"))
    throw new Route53Fault("InvalidInput", "StartRecordType requires StartRecordName");
  const escaped = (name ?? "").toLowerCase().replaceAll("*", "\\052");
  const limit = limitOf(query, SETS_PER_PAGE);
  const start =
    name === null
      ? ""
      : [sortKey(escaped), query.get("type") ?? "", query.get("identifier") ?? ""].join("\u0000");
  const { shown, next } = page(
    sets.filter((set) => orderOf(set) >= start),
    limit,
  );
  return element(
    "ListResourceRecordSetsResponse",
    [
      element("ResourceRecordSets", shown.map(resourceRecordSet)),
      ...isTruncated(listing, next !== undefined),
      element("MaxItems", limit),
      ...(next === undefined ? [] : nextRecord(next)),
    ],
    NAMESPACE,
  );
}

function isTruncated({ leavesOutIsTruncated }: Listing, goesOn: boolean): readonly Xml[] {
  return leavesOutIsTruncated ? [] : [element("IsTruncated", goesOn)];
}

function nextRecord(next: RecordSet): readonly Xml[] {
  return [
    element("NextRecordName", listedName(next.owner)),
    element("NextRecordType", next.type),
    ...optional("NextRecordIdentifier", next.routing?.setIdentifier),
  ];
}

function zoneOrder(zone: StoredZone): string {
  return `${sortKey(listedName(zone.apex))}\u0000${zoneIdOf(zone)}`;
}

function hostedZone(zone: StoredZone): Xml {
  return element("HostedZone", [
    element("Id", `/hostedzone/${zoneIdOf(zone)}`),
    element("Name", listedName(zone.apex)),
    element("CallerReference", zone.id),
    element("Config", [element("PrivateZone", zone.settings.isPrivate)]),
    element("ResourceRecordSetCount", zone.current.records.length + 2),
  ]);
}

function resourceRecordSet({ owner, type, ttl, values, routing }: RecordSet): Xml {
  const records = element(
    "ResourceRecords",
    values.map((value) => element("ResourceRecord", [element("Value", value)])),
  );
  return element("ResourceRecordSet", [
    element("Name", listedName(owner)),
    element("Type", type),
    ...optional("SetIdentifier", routing?.setIdentifier),
    ...optional("Weight", routing?.weight),
    ...optional("Region", routing?.region),
    ...(routing?.country === undefined
      ? []
      : [element("GeoLocation", [element("CountryCode", routing.country)])]),
    ...optional("Failover", routing?.failover),
    ...optional("MultiValueAnswer", routing?.multiValueAnswer),
    ...optional("TTL", ttl),
    ...(values.length === 0 ? [] : [records]),
    ...(routing?.aliasTarget === undefined ? [] : [aliasTarget(routing.aliasTarget)]),
    ...optional("TrafficPolicyInstanceId", routing?.trafficPolicyInstanceId),
  ]);
}

function aliasTarget(dnsName: string): Xml {
  return element("AliasTarget", [
    element("HostedZoneId", "Z2FDTNDATAQYW2"),
    element("DNSName", dnsName),
    element("EvaluateTargetHealth", false),
  ]);
}

/** Both are the default and the most that one may ask for. */
const ZONES_PER_PAGE = 100;
const SETS_PER_PAGE = 300;

function limitOf(query: URLSearchParams, most: number): number {
  return Math.min(Number(query.get("maxitems") ?? most), most);
}

function page<T>(
  items: readonly T[],
  limit: number,
): { readonly shown: readonly T[]; readonly next: T | undefined } {
  return { shown: items.slice(0, limit), next: items[limit] };
}

import type { DomainName } from "../../dns/domain-name.ts";
import { quoteTxt } from "../../dns/presentation.ts";
import { formatMx, parseMx } from "../../dns/rdata.ts";
import { keyText, type RRType } from "../../dns/rrset.ts";
import { groupedBy } from "../grouped-by.ts";
import type { StoredRecord, StoredZone } from "../zone-store.ts";

/** A resource record set as Route 53 lists it: raw values, in the spelling in which they were written. */
export interface RecordSet {
  readonly owner: DomainName;
  readonly type: RRType;
  readonly ttl: number | undefined;
  readonly values: readonly string[];
  readonly routing?: Routing;
}

/** What makes a record set more than a list of values. */
interface Routing {
  readonly setIdentifier?: string;
  readonly weight?: number;
  /** Latency. */
  readonly region?: string;
  /** Geolocation, by the code of a country. */
  readonly country?: string;
  readonly failover?: "PRIMARY" | "SECONDARY";
  readonly multiValueAnswer?: boolean;
  /** The DNS name that an alias points to. */
  readonly aliasTarget?: string;
  readonly trafficPolicyInstanceId?: string;
}

/**
 * A record set with a routing policy, put into a zone by a test; it is listed and refused, but not served
 * over DNS.
 */
export interface SpecialSet extends RecordSet {
  readonly apex: DomainName;
  readonly routing: Routing;
}

/**
 * How each value was spelled when it came in through this API, by the record's id; what came in otherwise has
 * the usual spelling.
 */
export type Spellings = Map<string, string>;

export function recordSetsOf(
  zone: StoredZone,
  specials: readonly SpecialSet[],
  spellings: Spellings,
): readonly RecordSet[] {
  const places = groupedBy(zone.current.records, keyText);
  const plain = [...places.values()].flatMap((records): readonly RecordSet[] => {
    const last = records.at(-1);
    if (last === undefined) return [];
    const { owner, type, ttl } = last;
    const values = records.map((record) => spellings.get(record.id) ?? usualSpelling(record));
    return [{ owner, type, ttl, values }];
  });
  const hasOwn = (type: RRType): boolean => plain.some((set) => set.owner === zone.apex && set.type === type);
  const apex = apexSets(zone).filter((set) => !hasOwn(set.type));
  const own = specials.filter((set) => set.apex === zone.apex);
  return [...apex, ...plain, ...own]
    .map((set) => ({ set, order: orderOf(set) }))
    .toSorted((a, b) => compare(a.order, b.order))
    .map(({ set }) => set);
}

/**
 * `mail.example.com.`, `\052.example.com.`: lower case, final dot, everything but letters, digits, `-` and
 * `_` in octal.
 */
export function listedName(owner: DomainName): string {
  return `${owner.replace(/[^a-z0-9_.-]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, "0")}`)}.`;
}

/**
 * The place of a name in a list: labels reversed, with the final dot (API reference, ListResourceRecordSets),
 * so that `-` sorts before `.`.
 */
export function sortKey(listed: string): string {
  return `${listed.replace(/\.$/, "").split(".").toReversed().join(".")}.`;
}

export function orderOf(set: RecordSet): string {
  return [sortKey(listedName(set.owner)), set.type, set.routing?.setIdentifier ?? ""].join("\u0000");
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The value of one record as Route 53's console writes it. */
function usualSpelling(record: StoredRecord): string {
  switch (record.type) {
    case "TXT":
      return quoteTxt(record.value, "octal");
    case "CNAME":
    case "NS":
    case "PTR":
      return withDot(record.value);
    case "MX": {
      const mx = parseMx(record.value);
      return formatMx({ ...mx, exchange: withDot(mx.exchange) });
    }
    default:
      return record.value;
  }
}

function withDot(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

/** Each hosted zone is born with these two. */
function apexSets(zone: StoredZone): readonly RecordSet[] {
  const servers = zone.settings.nameServers;
  const soa = `${servers[0] ?? "ns"}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 ${zone.settings.negativeTtl}`;
  return [
    { owner: zone.apex, type: "NS", ttl: 172_800, values: servers.map((server) => `${server}.`) },
    { owner: zone.apex, type: "SOA", ttl: zone.settings.negativeTtl, values: [soa] },
  ];
}

import { domainToUnicode } from "node:url";
import type { RRType } from "../../dns/rrset.ts";
import type { StoredRecord, StoredZone } from "../zone-store.ts";
import { editionOf } from "./editions.ts";
import { hostOf, shownValue } from "./values.ts";

// Domains and records as Alibaba Cloud DNS shows them. The names of fields are those of its SDK (4.6.1, 2026).

export const DEFAULT_LINE = "default";

/** Of 18 digits, as the real ones: a text, and too long for a number of JavaScript. */
export function recordIdOf({ id }: StoredRecord): string {
  return `9${BigInt(`0x${id.slice(0, 14)}`)
    .toString()
    .padStart(17, "0")}`;
}

export function domainIdOf({ id }: StoredZone): string {
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}

/** As in DescribeDomainRecords. */
export function shownRecord({ apex, current }: StoredZone, record: StoredRecord) {
  const { owner, type, value, ttl, line = DEFAULT_LINE, comment, paused = false } = record;
  return {
    DomainName: domainToUnicode(apex),
    RecordId: recordIdOf(record),
    RR: hostOf(owner, apex),
    Type: type,
    ...shownValue(type, value),
    TTL: ttl,
    Line: line,
    Status: paused ? "DISABLE" : "ENABLE",
    Locked: record.locked !== undefined,
    ...shownWeight(record),
    ...(comment === undefined ? {} : { Remark: comment }),
    UpdateTimestamp: current.at,
  };
}

/** Addresses and CNAME have a weight of 1 also where nobody has asked for one (examples of its pages, 2026). */
const BALANCED: ReadonlySet<RRType> = new Set(["A", "AAAA", "CNAME"]);

function shownWeight({ type, weight }: StoredRecord): {
  readonly Weight?: number;
  readonly LbaStatus?: boolean;
} {
  if (weight !== undefined) return { Weight: weight, LbaStatus: true };
  return BALANCED.has(type) ? { Weight: 1, LbaStatus: false } : {};
}

export type ShownRecord = ReturnType<typeof shownRecord>;

/** What DescribeDomains and DescribeDomainInfo have in common. */
export function shownDomain(zone: StoredZone) {
  const { apex, settings } = zone;
  const edition = editionOf(settings.alidns);
  return {
    DomainId: domainIdOf(zone),
    DomainName: domainToUnicode(apex),
    PunyCode: apex,
    AliDomain: false,
    VersionCode: edition.code,
    VersionName: edition.name,
    DnsServers: { DnsServer: settings.nameServers },
  };
}

import { domainToUnicode } from "node:url";
import { findDomainName, registrableDomainOf, isAtOrBelow } from "../../dns/domain-name.ts";
import type { StoredZone } from "../zone-store.ts";
import { editionOf } from "./editions.ts";
import { refusal } from "./faults.ts";
import { invalid, pageOf, requiredText, type Parameters } from "./parameters.ts";
import { shownDomain, shownRecord, type ShownRecord } from "./records.ts";
import { hostOf } from "./values.ts";

// What is listed. Nothing is known of a list that lags behind a write (November 2026): these do not.

/** DescribeDomains. `KeyWord` finds every name that it is a part of, unless the mode is EXACT. */
export function domainList(zones: readonly StoredZone[], given: Parameters): object {
  const page = pageOf(given, 100);
  const { KeyWord = "", SearchMode = "LIKE" } = given;
  if (SearchMode !== "LIKE" && SearchMode !== "EXACT") throw invalid("SearchMode");
  const isWanted = (name: string) =>
    SearchMode === "EXACT" && KeyWord !== "" ? isSame(name, KeyWord) : contains(name, KeyWord);
  const found = zones.filter(({ apex }) => isWanted(apex) || isWanted(domainToUnicode(apex)));
  return {
    TotalCount: found.length,
    PageNumber: page.number,
    PageSize: page.size,
    Domains: {
      Domain: paged(found, page).map((zone) => ({
        ...shownDomain(zone),
        RecordCount: zone.current.records.length,
        InstanceExpired: zone.settings.alidns.state === "expired",
      })),
    },
  };
}

/** DescribeDomainInfo. Without `NeedDetailAttributes` it does not tell the lowest TTL. */
export function domainInfo(zone: StoredZone, { NeedDetailAttributes }: Parameters): object {
  const { minTtl } = editionOf(zone.settings.alidns);
  const details = { MinTtl: minTtl, LineType: "region_province", RegionLines: false, SlaveDns: false };
  return {
    ...shownDomain(zone),
    InBlackHole: false,
    InClean: false,
    SubDomain: false,
    ...(NeedDetailAttributes === "true" ? details : {}),
  };
}

/** DescribeDomainRecords, the newest first. Without a mode, host record and value are searched for by parts of them. */
export function recordList(zone: StoredZone, given: Parameters): object {
  return recordPage(zone, given, { most: 500, isWanted: wanted(given) });
}

/** DescribeSubDomainRecords: of one name, exactly. */
export function subDomainRecordList(zone: StoredZone, given: Parameters): object {
  const owner = findDomainName(requiredText(given, "SubDomain"));
  if (owner === undefined || !isAtOrBelow(owner, zone.apex)) throw refusal("InvalidDomainName.Format");
  const host = hostOf(owner, zone.apex);
  const isWanted = (record: ShownRecord) =>
    record.RR === host && isSameOrAny(record.Type, given["Type"]) && isSameOrAny(record.Line, given["Line"]);
  return recordPage(zone, given, { most: 100, isWanted });
}

/** Which domain a DescribeSubDomainRecords without DomainName means: the one that can be registered. */
export function domainOfSubDomain(given: Parameters): string {
  const owner = findDomainName(requiredText(given, "SubDomain"));
  return owner === undefined ? "" : (registrableDomainOf(owner) ?? owner);
}

interface Choice {
  /** The largest page. */
  readonly most: number;
  readonly isWanted: (record: ShownRecord) => boolean;
}

function recordPage(zone: StoredZone, given: Parameters, { most, isWanted }: Choice): object {
  const page = pageOf(given, most);
  const all = zone.current.records
    .filter(({ type }) => type !== "SOA")
    .map((record) => shownRecord(zone, record));
  const newestFirst = given["Direction"] === "ASC" ? all : all.toReversed();
  const found = newestFirst.filter(isWanted);
  return {
    TotalCount: found.length,
    PageNumber: page.number,
    PageSize: page.size,
    DomainRecords: { Record: paged(found, page) },
  };
}

/** As the SDK's notes on SearchMode have it (4.6.1, 2026). */
function wanted(given: Parameters): (record: ShownRecord) => boolean {
  const { KeyWord, SearchMode: mode = KeyWord === undefined ? "ADVANCED" : "LIKE" } = given;
  if (mode === "LIKE" || mode === "EXACT") {
    const fits = mode === "EXACT" ? isSame : contains;
    return ({ RR, Value }) => fits(RR, KeyWord ?? "") || fits(Value, KeyWord ?? "");
  }
  if (mode !== "ADVANCED" && mode !== "COMBINATION") throw invalid("SearchMode");
  const fits = mode === "COMBINATION" ? isSameOrAny : contains;
  return (record) =>
    fits(record.RR, given["RRKeyWord"]) &&
    fits(record.Value, given["ValueKeyWord"]) &&
    isSameOrAny(record.Type, given["TypeKeyWord"] ?? given["Type"]) &&
    isSameOrAny(record.Line, given["Line"]) &&
    isSameOrAny(record.Status, given["Status"]);
}

function paged<T>(all: readonly T[], { size, number }: ReturnType<typeof pageOf>): readonly T[] {
  return all.slice((number - 1) * size, number * size);
}

function contains(text: string, part = ""): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function isSameOrAny(text: string, asked: string | undefined): boolean {
  return asked === undefined || isSame(text, asked);
}

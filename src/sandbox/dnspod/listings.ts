import { domainToUnicode } from "node:url";
import type { StoredZone } from "../zone-store.ts";
import type { Parameters } from "../tencent/api3.ts";
import { TencentFault } from "../tencent/faults.ts";
import { refusal } from "./faults.ts";
import { gradeOf, limitsOf, type Site } from "./grades.ts";
import { numberOf, textOf } from "./parameters.ts";
import { defaultNsOf, domainIdOf, recordListItem, shownTime, type RecordListItem } from "./records.ts";
import { lineOf } from "./sites.ts";

// What is listed: the domains of the account, and the records of one of them, which are some time behind.

const LONGEST_PAGE = 3_000;

/** DescribeDomainList. One that finds nothing is an empty list, other than that of records (measured by others, 2026). */
export function domainList(zones: readonly StoredZone[], given: Parameters): object {
  const offset = numberOf(given, "Offset") ?? 0;
  const limit = limitOf(given, LONGEST_PAGE);
  if (!["ALL", "MINE"].includes(textOf(given, "Type") ?? "ALL"))
    throw new TencentFault(
      "InvalidParameter",
      "The sandbox has no shared or starred domains to choose by `Type`.",
    );
  const keyword = textOf(given, "Keyword")?.toLowerCase() ?? "";
  const found = zones.filter(({ apex }) => apex.includes(keyword) || unicodeOf(apex).includes(keyword));
  const count = (is: (zone: StoredZone) => boolean) => zones.filter(is).length;
  return {
    DomainCountInfo: {
      DomainTotal: found.length,
      AllTotal: zones.length,
      MineTotal: zones.length,
      ShareTotal: 0,
      VipTotal: count(isVip),
      PauseTotal: count(({ settings }) => settings.dnspod.status === "PAUSE"),
      ErrorTotal: count(isMisdelegated),
      LockTotal: count(({ settings }) => settings.dnspod.status === "LOCK"),
      SpamTotal: count(({ settings }) => settings.dnspod.status === "SPAM"),
      VipExpire: 0,
      ShareOutTotal: 0,
      GroupTotal: 0,
    },
    DomainList: found.slice(offset, offset + limit).map(domainListItem),
  };
}

function domainListItem(zone: StoredZone): object {
  const { apex, settings } = zone;
  return {
    DomainId: domainIdOf(zone),
    Name: unicodeOf(apex),
    Punycode: apex,
    Status: settings.dnspod.status ?? "ENABLE",
    TTL: 600,
    CNAMESpeedup: "DISABLE",
    DNSStatus: isMisdelegated(zone) ? "DNSERROR" : "",
    ...gradeFacts(zone),
    GroupId: 1,
    SearchEnginePush: "NO",
    Remark: "",
    EffectiveDNS: settings.nameServers,
    RecordCount: zone.current.records.length,
    UpdatedOn: shownTime(zone.current.at),
  };
}

/** DescribeDomain: nearly the same facts, partly under other names and in other letters. */
export function domainInfo(zone: StoredZone): object {
  const { apex, settings } = zone;
  return {
    DomainId: domainIdOf(zone),
    Domain: unicodeOf(apex),
    Punycode: apex,
    Status: settings.dnspod.status ?? "ENABLE",
    DnsStatus: isMisdelegated(zone) ? "dnserror" : "",
    TTL: 600,
    ...gradeFacts(zone),
    DnspodNsList: settings.nameServers,
    ActualNsList: isMisdelegated(zone) ? [] : settings.nameServers,
    RecordCount: zone.current.records.length,
    UpdatedOn: shownTime(zone.current.at),
  };
}

/** DescribeDomainPurview: what the grade allows, by Chinese names at both sites. */
export function purviewList({ settings }: StoredZone): object {
  const { subDomainLevel, recordRoll, minTtl } = limitsOf(settings.dnspod);
  const facts = { 子域名级数: subDomainLevel, 负载均衡数量: recordRoll, 记录TTL最低: minTtl };
  return Object.entries(facts).map(([Name, value]) => ({ Name, Value: String(value) }));
}

interface Listing {
  readonly site: Site;
  /** How old it is, in milliseconds. */
  readonly lagMs: number;
}

/**
 * DescribeRecordList. "New records have a short indexing delay; ask again after 30 seconds" (API page, November 2026):
 * that changes and deletions are late as well is assumed, since one index shows them all.
 */
export function recordList(zone: StoredZone, given: Parameters, { site, lagMs }: Listing): object {
  const offset = numberOf(given, "Offset") ?? 0;
  const limit = limitOf(given, 100);
  const own = zone.versionAt(lagMs).records.filter(({ type }) => type !== "SOA");
  const all = [...defaultNsOf(zone), ...own].map((record) => recordListItem(site, zone, record));
  const found = sorted(all.filter(wanted(given, site)), given);
  const page = found.slice(offset, offset + limit);
  if (page.length === 0 && textOf(given, "ErrorOnEmpty") !== "no")
    throw refusal("ResourceNotFound.NoDataOfRecord");
  return {
    RecordCountInfo: {
      SubdomainCount: new Set(found.map(({ Name }) => Name)).size,
      ListCount: page.length,
      TotalCount: found.length,
    },
    RecordList: page,
  };
}

/** What the filters let through; both spellings of the host record are in use. */
function wanted(given: Parameters, site: Site): (item: RecordListItem) => boolean {
  const host = textOf(given, "SubDomain") ?? textOf(given, "Subdomain");
  const [type, keyword = ""] = [textOf(given, "RecordType"), textOf(given, "Keyword")];
  const [lineName, lineId] = [textOf(given, "RecordLine"), textOf(given, "RecordLineId")];
  const line = (lineName ?? lineId) === undefined ? undefined : lineOf(site, lineName, lineId);
  return (item) =>
    (host === undefined || item.Name === host.toLowerCase()) &&
    (type === undefined || item.Type === type) &&
    (line === undefined || item.LineId === line.id) &&
    (item.Name.includes(keyword) || item.Value.includes(keyword));
}

const SORT_FIELDS: Readonly<Record<string, keyof RecordListItem>> = {
  name: "Name",
  line: "Line",
  type: "Type",
  value: "Value",
  weight: "Weight",
  mx: "MX",
  ttl: "TTL",
  updated_on: "UpdatedOn",
};

function sorted(items: readonly RecordListItem[], given: Parameters): readonly RecordListItem[] {
  const field = SORT_FIELDS[textOf(given, "SortField")?.toLowerCase() ?? ""];
  if (field === undefined) return items;
  const sign = textOf(given, "SortType")?.toUpperCase() === "DESC" ? -1 : 1;
  const keyOf = (item: RecordListItem) => item[field] ?? "";
  return items.toSorted((a, b) => (keyOf(a) === keyOf(b) ? 0 : keyOf(a) < keyOf(b) ? -sign : sign));
}

/** @throws TencentFault LimitInvalid: 3,000 is the most (what more is answered with is assumed) */
function limitOf(given: Parameters, otherwise: number): number {
  const limit = numberOf(given, "Limit") ?? otherwise;
  if (limit === 0 || limit > LONGEST_PAGE) throw refusal("InvalidParameterValue.LimitInvalid");
  return limit;
}

function gradeFacts({ settings }: StoredZone): object {
  const { level, title } = limitsOf(settings.dnspod);
  return {
    Grade: gradeOf(settings.dnspod),
    GradeLevel: level,
    GradeTitle: title,
    IsVip: gradeOf(settings.dnspod).endsWith("FREE") ? "NO" : "YES",
  };
}

function isVip({ settings }: StoredZone): boolean {
  return !gradeOf(settings.dnspod).endsWith("FREE");
}

/** DNSPod looks at the parent's delegation itself. */
function isMisdelegated({ settings }: StoredZone): boolean {
  return (settings.dnspod.dnsStatus ?? (settings.delegated ? "" : "DNSERROR")) === "DNSERROR";
}

function unicodeOf(apex: string): string {
  return domainToUnicode(apex);
}

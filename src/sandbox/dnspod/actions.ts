import type { Parameters, Taken } from "../tencent/api3.ts";
import type { StoredZone } from "../zone-store.ts";
import { createRecord, deleteRecord, modifyRecord, type RecordInput } from "./changes.ts";
import type { DnspodAction } from "./faults.ts";
import { ALL_GRADES, type Site } from "./grades.ts";
import { listedFields, withFields, type Fields } from "./fields.ts";
import { domainInfo, domainList, purviewList, recordList } from "./listings.ts";
import { numberOf, textOf } from "./parameters.ts";
import { defaultNsOf, recordInfo, recordListItem, storedRecord } from "./records.ts";
import { lineOf, LINES, type MxRange } from "./sites.ts";

/** What an action works on, beside what it is given. */
export interface World {
  readonly site: Site;
  /** The account's domains. */
  readonly zones: readonly StoredZone[];
  /** How old a listing of records is, in milliseconds. */
  readonly listLagMs: number;
  readonly mx: MxRange;
}

interface OfTheAccount extends Taken {
  /** Requests that the API takes in one second (pages of both sites, November 2026). */
  readonly perSecond: number;
  readonly run: (world: World, given: Parameters) => object;
}

/** One that names a domain, by `Domain` and, before that, by `DomainId`. */
interface OfADomain extends Taken {
  readonly perSecond: number;
  readonly runOn: (zone: StoredZone, given: Parameters, world: World) => object;
}

export type ServedAction = OfTheAccount | OfADomain;

const RECORD = ["SubDomain", "RecordLineId", "MX", "TTL", "Weight", "Status", "Remark"];
const PAGE = ["Offset", "Limit"];
const FILTERS = ["Subdomain", "SubDomain", "RecordType", "RecordLine", "RecordLineId", "Keyword"];
const ORDER = ["SortField", "SortType"];

export const ACTIONS: Readonly<Record<DnspodAction, ServedAction>> = {
  DescribeDomainList: {
    required: [],
    optional: ["Type", ...PAGE, "Keyword"],
    perSecond: 20,
    run: ({ zones }, given) => domainList(zones, given),
  },
  DescribePackageDetail: {
    required: [],
    optional: [],
    perSecond: 20,
    run: () => ({
      Info: ALL_GRADES.map(({ code, level, title, minTtl, subDomainLevel, recordRoll }) => ({
        DomainGrade: code,
        DomainGradeCn: title,
        GradeLevel: level,
        MinTtl: minTtl,
        SubDomainLevel: subDomainLevel,
        RecordRoll: recordRoll,
      })),
      LevelMap: ALL_GRADES.map(({ code }) => code),
    }),
  },
  DescribeUserDetail: {
    required: [],
    optional: [],
    perSecond: 20,
    run: () => ({ UserInfo: { Id: 1, Nick: "sandbox", Status: "enabled", UserGrade: "DP_FREE", Uin: 1 } }),
  },
  DescribeDomain: onDomain([], [], 20, (zone) => ({ DomainInfo: domainInfo(zone) })),
  DescribeDomainPurview: onDomain([], [], 20, (zone) => ({ PurviewList: purviewList(zone) })),
  DescribeRecordLineList: onDomain(["DomainGrade"], [], 20, (_zone, _given, { site }) => ({
    LineList: LINES[site].map(({ name, id }) => ({ Name: name, LineId: id })),
    LineGroupList: [],
  })),
  DescribeRecordList: onDomain(
    [],
    [...FILTERS, ...ORDER, ...PAGE, "ErrorOnEmpty"],
    100,
    (zone, given, { site, listLagMs }) => recordList(zone, given, { site, lagMs: listLagMs }),
  ),
  // By its id a record is there at once (assumed: Tencent's own Terraform resource reads it so right after Create).
  DescribeRecord: onDomain(["RecordId"], [], 200, (zone, given, { site }) => {
    const records = [...defaultNsOf(zone), ...zone.current.records];
    const record = storedRecord(records, numberOf(given, "RecordId"));
    return { RecordInfo: recordInfo(site, zone, record) };
  }),
  CreateRecord: onDomain(["RecordType", "RecordLine", "Value"], RECORD, 500, (zone, given, { site, mx }) => ({
    RecordId: createRecord(zone, statedRecord(given, site), mx),
  })),
  ModifyRecord: onDomain(
    ["RecordType", "RecordLine", "Value", "RecordId"],
    RECORD,
    500,
    (zone, given, { site, mx }) => ({
      RecordId: modifyRecord(zone, numberOf(given, "RecordId"), statedRecord(given, site), mx),
    }),
  ),
  ModifyRecordFields: onDomain(["RecordId", "FieldList"], [], 20, (zone, given, world) =>
    changeSome(zone, given, world, listedFields(given)),
  ),
  ModifyRecordStatus: onDomain(["RecordId", "Status"], [], 20, (zone, given, world) =>
    changeSome(zone, given, world, { status: textOf(given, "Status") }),
  ),
  ModifyRecordRemark: onDomain(["RecordId"], ["Remark"], 20, (zone, given, world) =>
    changeSome(zone, given, world, { remark: textOf(given, "Remark") ?? "" }),
  ),
  DeleteRecord: onDomain(["RecordId"], [], 500, (zone, given) => {
    deleteRecord(zone, numberOf(given, "RecordId"));
    return {};
  }),
};

function onDomain(
  required: readonly string[],
  optional: readonly string[],
  perSecond: number,
  runOn: OfADomain["runOn"],
): OfADomain {
  return { required: ["Domain", ...required], optional: ["DomainId", ...optional], perSecond, runOn };
}

function statedRecord(given: Parameters, site: Site): RecordInput {
  return {
    host: textOf(given, "SubDomain"),
    type: textOf(given, "RecordType") ?? "",
    line: lineOf(site, textOf(given, "RecordLine"), textOf(given, "RecordLineId")),
    value: textOf(given, "Value") ?? "",
    mx: numberOf(given, "MX"),
    ttl: numberOf(given, "TTL"),
    weight: numberOf(given, "Weight"),
    status: textOf(given, "Status"),
    remark: textOf(given, "Remark"),
  };
}

/** The record as it stands, with some fields changed. */
function changeSome(zone: StoredZone, given: Parameters, { site, mx }: World, fields: Fields): object {
  const before = storedRecord(zone.current.records, numberOf(given, "RecordId"));
  const input = withFields(site, recordListItem(site, zone, before), fields);
  return { RecordId: modifyRecord(zone, numberOf(given, "RecordId"), input, mx) };
}

import { createHash } from "node:crypto";
import type { StoredRecord, StoredZone } from "../zone-store.ts";
import { refusal } from "./faults.ts";
import type { Site } from "./grades.ts";
import { shownLine } from "./sites.ts";
import { hostOf, shownValue } from "./values.ts";

// Records as DNSPod shows them: one shape in lists, another one by itself.

/** Real ids have ten digits; these have up to thirteen. */
export function recordIdOf({ id }: StoredRecord): number {
  return Number.parseInt(id.slice(0, 10), 16);
}

export function domainIdOf({ id }: StoredZone): number {
  return Number.parseInt(id.slice(0, 8), 16);
}

const OF_THE_HOST = "DNSPod";

/**
 * The two NS records that every domain added since October 2021 has, and that the console does not show. What is said
 * to who wants to change them is not known; here they are no records of the account's.
 */
export function defaultNsOf({ id, apex, settings }: StoredZone): readonly StoredRecord[] {
  return settings.nameServers.map((value, index) => ({
    id: createHash("md5").update(`${id}/ns/${index}`).digest("hex"),
    owner: apex,
    type: "NS",
    ttl: 86_400,
    value,
    belongsTo: OF_THE_HOST,
  }));
}

/** The account's own record. @throws TencentFault RecordIdInvalid */
export function storedRecord(records: readonly StoredRecord[], recordId: number | undefined): StoredRecord {
  const record = records.find((one) => recordIdOf(one) === recordId);
  if (record === undefined) throw refusal("InvalidParameter.RecordIdInvalid");
  return record;
}

/** As in DescribeRecordList. */
export function recordListItem(site: Site, zone: StoredZone, record: StoredRecord) {
  const { owner, type, value, ttl, weight = null, comment = "", paused = false } = record;
  const line = shownLine(site, record.line);
  return {
    RecordId: recordIdOf(record),
    ...shownValue(type, value),
    Status: paused ? "DISABLE" : "ENABLE",
    UpdatedOn: shownTime(zone.current.at),
    Name: hostOf(owner, zone.apex),
    Line: line.name,
    LineId: line.id,
    Type: type,
    Weight: weight,
    MonitorStatus: "",
    Remark: comment,
    TTL: ttl,
    DefaultNS: record.belongsTo === OF_THE_HOST,
  };
}

export type RecordListItem = ReturnType<typeof recordListItem>;

/** As in DescribeRecord: the same facts under other names. */
export function recordInfo(site: Site, zone: StoredZone, record: StoredRecord) {
  const item = recordListItem(site, zone, record);
  return {
    Id: item.RecordId,
    SubDomain: item.Name,
    RecordType: item.Type,
    RecordLine: item.Line,
    RecordLineId: item.LineId,
    Value: item.Value,
    Weight: item.Weight,
    MX: item.MX,
    TTL: item.TTL,
    Enabled: item.Status === "ENABLE" ? 1 : 0,
    MonitorStatus: item.MonitorStatus,
    Remark: item.Remark,
    UpdatedOn: item.UpdatedOn,
    DomainId: domainIdOf(zone),
  };
}

/** In the time of Beijing, which the sandbox does not take for more than it is: nobody reads it. */
export function shownTime(ms: number): string {
  return new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}

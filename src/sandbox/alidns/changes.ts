import type { StoredRecord, StoredZone } from "../zone-store.ts";
import { editionOf, LONGEST_TTL } from "./editions.ts";
import { refusal } from "./faults.ts";
import { findNumber, invalid, requiredText, type Parameters } from "./parameters.ts";
import { DEFAULT_LINE, recordIdOf } from "./records.ts";
import { ownerOf, valueOf } from "./values.ts";

// Add, update, pause, remark, delete: one record at a time, by its id.

/** What a record is to be. What else is kept of it (pause, weight, remark) has calls of its own, and stays. */
type Stated = Pick<StoredRecord, "owner" | "type" | "value" | "ttl"> & { readonly line: string | undefined };

const DEFAULT_TTL = 600;
const LINE = /^[a-z0-9][a-z0-9_-]*$/;

/** AddDomainRecord. @throws AlidnsFault */
export function addRecord(zone: StoredZone, given: Parameters): object {
  refuseWrites(zone);
  const stated = statedOf(zone, given);
  refuseConflict(zone, stated);
  const { line, ...rest } = stated;
  const record = zone.newRecord(line === undefined ? rest : { ...rest, line });
  zone.commit((records) => [...records, record]);
  return { RecordId: recordIdOf(record) };
}

/**
 * UpdateDomainRecord: host record, type and value are mandatory; a TTL that is left out becomes 600 s, a line the default
 * one (SDK 4.6.1, 2026). An update that changes nothing is refused as a duplicate (reports of 2019–2026).
 * @throws AlidnsFault
 */
export function updateRecord(zone: StoredZone, before: StoredRecord, given: Parameters): object {
  refuseWrites(zone, before);
  const stated = statedOf(zone, given, before);
  const { line: _before, ...kept } = before;
  const { line, ...rest } = stated;
  const after = { ...kept, ...rest, ...(line === undefined ? {} : { line }) };
  const names = ["owner", "type", "value", "ttl", "line"] as const;
  if (names.every((name) => before[name] === stated[name])) throw refusal("DomainRecordDuplicate");
  refuseConflict(zone, stated, before);
  replace(zone, before, after);
  return { RecordId: recordIdOf(before) };
}

/** UpdateDomainRecordRemark: one that is left out takes the remark away. */
export function remarkRecord(zone: StoredZone, before: StoredRecord, { Remark = "" }: Parameters): object {
  refuseWrites(zone);
  const { comment: _before, ...rest } = before;
  replace(zone, before, Remark === "" ? rest : { ...rest, comment: Remark });
  return {};
}

/** SetDomainRecordStatus. */
export function setStatus(zone: StoredZone, before: StoredRecord, given: Parameters): object {
  refuseWrites(zone, before);
  const status = requiredText(given, "Status");
  const isPaused = /^disable$/i.test(status);
  if (!isPaused && !/^enable$/i.test(status)) throw invalid("Status");
  const { paused: _before, ...rest } = before;
  replace(zone, before, isPaused ? { ...rest, paused: true } : rest);
  return { RecordId: recordIdOf(before), Status: isPaused ? "Disable" : "Enable" };
}

/** DeleteDomainRecord. */
export function deleteRecord(zone: StoredZone, gone: StoredRecord): object {
  refuseWrites(zone, gone);
  zone.commit((records) => records.filter((record) => record !== gone));
  return { RecordId: recordIdOf(gone) };
}

function replace(zone: StoredZone, before: StoredRecord, after: StoredRecord): void {
  zone.commit((records) => records.map((record) => (record === before ? after : record)));
}

function refuseWrites({ settings }: StoredZone, record?: StoredRecord): void {
  if (settings.alidns.state === "forbidden") throw refusal("DomainForbidden");
  if (settings.alidns.state === "expired") throw refusal("DomainExpiredDNSForbidden");
  if (record?.locked !== undefined) throw refusal("DomainRecordLocked");
}

function statedOf(zone: StoredZone, given: Parameters, before?: StoredRecord): Stated {
  const [host, text] = [requiredText(given, "RR"), requiredText(given, "Value")];
  const type = requiredText(given, "Type").toUpperCase();
  const { Line: line = DEFAULT_LINE } = given;
  // Which lines there are depends on the edition; only what can't be one is refused here.
  if (!LINE.test(line)) throw refusal("SubDomainInvalid.Line");
  return {
    owner: ownerOf(host, zone.apex),
    type,
    value: valueOf(type, text, findNumber(given, "Priority")),
    ttl: ttlOf(zone, given, before),
    line: line === DEFAULT_LINE ? undefined : line,
  };
}

/** Below the edition's lowest TTL is QuotaExceeded.TTL (measured by others, 2026). */
function ttlOf({ settings }: StoredZone, given: Parameters, before?: StoredRecord): number {
  const ttl = findNumber(given, "TTL") ?? DEFAULT_TTL;
  if (ttl < 1 || ttl > LONGEST_TTL) throw refusal("SubDomainInvalid.TTL");
  // One that is kept from better days is taken as it was (assumed).
  if (ttl < editionOf(settings.alidns).minTtl && ttl !== before?.ttl) throw refusal("QuotaExceeded.TTL");
  return ttl;
}

/**
 * Lines are worlds of their own. A record is a duplicate whatever its TTL, and also of one that is paused (assumed). The
 * page on conflicts has a table of types; here a CNAME stands alone on its line (assumed to hold at every edition).
 */
function refuseConflict(zone: StoredZone, stated: Stated, self?: StoredRecord): void {
  const beside = zone.current.records.filter(
    (record) => record !== self && record.owner === stated.owner && record.line === stated.line,
  );
  if (beside.some(({ type, value }) => type === stated.type && value === stated.value))
    throw refusal("DomainRecordDuplicate");
  const others = beside.filter(({ type, paused }) => paused !== true && type !== stated.type);
  if (others.some(({ type }) => type === "CNAME") || (stated.type === "CNAME" && others.length > 0))
    throw refusal("DomainRecordConflict");
}

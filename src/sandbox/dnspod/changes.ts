import type { StoredRecord, StoredZone } from "../zone-store.ts";
import { TencentFault } from "../tencent/faults.ts";
import { refusal } from "./faults.ts";
import { limitsOf } from "./grades.ts";
import { recordIdOf, storedRecord } from "./records.ts";
import { DEFAULT_LINE, type Line, type MxRange } from "./sites.ts";
import { ownerOf, valueOf } from "./values.ts";

// Create, change, delete, one record at a time and by its id. The store is asked, never the listing, which is behind:
// a record that is not listed yet is a duplicate all the same.

/** A record as a request states it. What it leaves out gets the default, whatever stood there before. */
export interface RecordInput {
  readonly host?: string | undefined;
  readonly type: string;
  readonly line: Line;
  readonly value: string;
  readonly mx?: number | undefined;
  readonly ttl?: number | undefined;
  readonly weight?: number | undefined;
  readonly status?: string | undefined;
  /** Left out, it stays; an empty one takes it away. */
  readonly remark?: string | undefined;
}

type Draft = Omit<StoredRecord, "id">;

const DEFAULT_TTL = 600;
const LONGEST_TTL = 604_800;
const ADDRESSES: ReadonlySet<string> = new Set(["A", "AAAA"]);

/** @throws TencentFault */
export function createRecord(zone: StoredZone, input: RecordInput, mx: MxRange): number {
  refuseWrites(zone);
  const draft = draftOf(zone, input, mx);
  refuseConflict(zone, draft);
  const record = zone.newRecord(draft);
  zone.commit((records) => [...records, record]);
  return recordIdOf(record);
}

/** The whole record anew. @throws TencentFault */
export function modifyRecord(
  zone: StoredZone,
  recordId: number | undefined,
  input: RecordInput,
  mx: MxRange,
): number {
  refuseWrites(zone);
  const before = storedRecord(zone.current.records, recordId);
  const draft = draftOf(zone, input, mx, before);
  refuseConflict(zone, draft, before);
  const after = { ...draft, id: before.id };
  if (!isSame(before, after))
    zone.commit((records) => records.map((record) => (record === before ? after : record)));
  return recordIdOf(after);
}

/** @throws TencentFault */
export function deleteRecord(zone: StoredZone, recordId: number | undefined): void {
  refuseWrites(zone);
  const gone = storedRecord(zone.current.records, recordId);
  zone.commit((records) => records.filter((record) => record !== gone));
}

function refuseWrites({ settings }: StoredZone): void {
  if (settings.dnspod.status === "LOCK") throw refusal("FailedOperation.DomainIsLocked");
  if (settings.dnspod.status === "SPAM") throw refusal("FailedOperation.DomainIsSpam");
}

function draftOf(zone: StoredZone, input: RecordInput, mx: MxRange, before?: StoredRecord): Draft {
  const { host = "@", type, ttl = DEFAULT_TTL } = input;
  const { minTtl, subDomainLevel } = limitsOf(zone.settings.dnspod);
  const owner = ownerOf(host, zone.apex, subDomainLevel);
  const value = valueOf(type, input.value, input.mx, mx);
  // One that is kept from better days is taken as it was (assumed).
  if ((ttl < minTtl || ttl > LONGEST_TTL) && ttl !== before?.ttl)
    throw refusal("LimitExceeded.RecordTtlLimit");
  return { owner, type, value, ttl, ...marksOf(input, before) };
}

/** What is not the record itself: what is left out is cleared, but for the remark. */
function marksOf({ line, weight = 0, status = "ENABLE", remark }: RecordInput, before?: StoredRecord) {
  if (weight > 100) throw refusal("InvalidParameter.InvalidWeight");
  const comment = remark ?? before?.comment ?? "";
  return {
    ...(comment === "" ? {} : { comment }),
    ...(line.id === DEFAULT_LINE ? {} : { line: line.id }),
    ...(weight === 0 ? {} : { weight }),
    ...(isPaused(status) ? ({ paused: true } as const) : {}),
  };
}

function isPaused(status: string): boolean {
  if (status === "ENABLE" || status === "DISABLE") return status === "DISABLE";
  throw new TencentFault("InvalidParameter", "The value of the parameter `Status` is not valid.");
}

/** Lines are worlds of their own; what is paused is in nobody's way, but a second one like it is refused. */
function refuseConflict(zone: StoredZone, draft: Draft, self?: StoredRecord): void {
  const atName = zone.current.records.filter((record) => record !== self && record.owner === draft.owner);
  const alike = atName.filter(({ type }) => type === draft.type);
  const isDuplicate = alike.some(({ value, line }) => value === draft.value && line === draft.line);
  if (isDuplicate) throw refusal("InvalidParameter.DomainRecordExist");
  if (draft.line !== undefined && !alike.some(({ line }) => line === undefined))
    throw refusal("FailedOperation.MustAddDefaultLineFirst");
  if (draft.paused === true) return;
  const beside = atName.filter(({ paused, line }) => paused !== true && line === draft.line);
  const others = beside.filter(({ type }) => type !== draft.type);
  // The rule is documented, and no code for it.
  if (others.some(({ type }) => type === "CNAME") || (draft.type === "CNAME" && others.length > 0))
    throw new TencentFault("InvalidParameter.CustomMessage", "The record conflicts with a CNAME record.");
  const rolled = beside.filter(({ type }) => type === draft.type).length + 1;
  if (ADDRESSES.has(draft.type) && rolled > limitsOf(zone.settings.dnspod).recordRoll)
    throw refusal("LimitExceeded.SubdomainRollLimit");
}

function isSame(a: StoredRecord, b: StoredRecord): boolean {
  const names = ["owner", "type", "value", "ttl", "comment", "line", "weight", "paused"] as const;
  return names.every((name) => a[name] === b[name]);
}

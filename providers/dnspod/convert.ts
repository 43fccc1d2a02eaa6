import type { DomainName } from "../../src/dns/domain-name.ts";
import { canonicalTarget, formatMx, parseMx } from "../../src/dns/rdata.ts";
import type { RRType } from "../../src/dns/rrset.ts";
import * as kit from "../kit/host-records.ts";
import { valueOfPresentation } from "../kit/values.ts";
import type { Fields } from "./api.ts";
import { surprise } from "./errors.ts";

/** One record of DNSPod's. */
export interface HostRecord extends kit.HostRecord {
  readonly id: number;
}

/** The id of the line that answers whom no other line answers; the same in both account systems. */
export const DEFAULT_LINE_ID = "0";

/** What a record's type and value become in a request. */
export interface HostContent {
  readonly RecordType: RRType;
  readonly Value: string;
  readonly MX?: number;
}

/** Hosts of these are written with their final dot, as they are listed. */
const NAMING: ReadonlySet<RRType> = new Set(["CNAME", "NS"]);

/**
 * One item of a listing; undefined for a record at a name that this program can't hold.
 * @throws OnboardError API_SURPRISE when it is no record: to skip it would be to overlook what stands there
 */
export function parseHostRecord(item: Fields, apex: DomainName): HostRecord | undefined {
  const { RecordId: id, Name: name, Type: type, Value: text, TTL: ttl, MX: mx } = item;
  if (typeof id !== "number" || typeof name !== "string" || typeof type !== "string") throw strange(item);
  if (typeof text !== "string" || !isTtl(ttl)) throw strange(item);
  // Never guessed: it would be taken for what stands there.
  if (type === "MX" && !Number.isInteger(mx)) throw strange(item);
  const owner = kit.ownerIn(name, apex);
  if (owner === undefined) return undefined;
  const value =
    type === "MX"
      ? formatMx({ preference: Number(mx), exchange: canonicalTarget(text) })
      : valueOf(type, text);
  return { id, owner, type, value, ttl, ...marksOf(item) };
}

function marksOf({
  Status: status,
  LineId: lineId,
  Line: line,
  Weight: weight,
  Remark: remark,
}: Fields): Pick<HostRecord, "isPaused" | "line" | "lock" | "remark"> {
  const isDefault = String(lineId) === DEFAULT_LINE_ID;
  return {
    isPaused: String(status).toUpperCase() === "DISABLE",
    ...(isDefault ? {} : { line: typeof line === "string" && line !== "" ? line : String(lineId) }),
    // 0 is "switched off".
    ...(typeof weight === "number" && weight > 0 ? { lock: "weighted" } : {}),
    ...(typeof remark === "string" && remark !== "" ? { remark } : {}),
  };
}

/** @throws OnboardError VALUE_REJECTED for what this adapter can't write */
export function formatContent(type: RRType, value: string): HostContent {
  kit.requireWritable(type, value, "DNSPod");
  if (type === "MX") {
    const { preference, exchange } = parseMx(value);
    return { RecordType: type, Value: withDot(exchange), MX: preference };
  }
  return { RecordType: type, Value: NAMING.has(type) ? withDot(value) : value };
}

/** TXT is listed as it was given: no quotes, and in one piece however long it is. */
function valueOf(type: string, text: string): string {
  return type === "TXT" ? text : valueOfPresentation(type, text);
}

function withDot(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

function isTtl(ttl: unknown): ttl is number {
  return Number.isInteger(ttl) && Number(ttl) >= 0;
}

function strange(item: Fields): Error {
  return surprise("it lists something that is not a DNS record", { item });
}

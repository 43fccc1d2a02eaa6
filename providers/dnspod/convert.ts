import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { keeperIn } from "../../src/dns/keeper.ts";
import { canonicalTarget, formatMx, parseMx } from "../../src/dns/rdata.ts";
import { keyText, type RRset, type RRType } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { groupRRsets, valueOfPresentation } from "../kit/values.ts";
import type { Fields } from "./api.ts";
import { surprise } from "./errors.ts";

/** One record of the host, as far as a swap needs it. */
export interface HostRecord {
  readonly id: number;
  readonly owner: DomainName;
  readonly type: RRType;
  /** The value as canonical text (docs/glossary.md). */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  /** It is not served. */
  readonly isPaused: boolean;
  /** The answer to some resolvers only; undefined: the default line. */
  readonly line?: string;
  /** It is one of several that are answered by turns. */
  readonly isWeighted: boolean;
  /** What somebody, or a program, has noted beside it. */
  readonly remark?: string;
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
const NAMING: ReadonlySet<RRType> = new Set(["CNAME", "NS", "PTR"]);
const WRITABLE: ReadonlySet<RRType> = new Set(["A", "AAAA", "CNAME", "MX", "NS", "TXT"]);

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
  const owner = ownerOf(name, apex);
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
}: Fields): Pick<HostRecord, "isPaused" | "line" | "isWeighted" | "remark"> {
  const isDefault = String(lineId) === DEFAULT_LINE_ID;
  return {
    isPaused: String(status).toUpperCase() === "DISABLE",
    ...(isDefault ? {} : { line: typeof line === "string" && line !== "" ? line : String(lineId) }),
    // 0 is "switched off".
    isWeighted: typeof weight === "number" && weight > 0,
    ...(typeof remark === "string" && remark !== "" ? { remark } : {}),
  };
}

/**
 * What the world is answered, of the default line where there is one. A set that has another line or a weight beside
 * it is somebody's routing, and is locked. What is paused is not served, so it is not there.
 */
export function rrsetsOf(records: readonly HostRecord[]): readonly RRset[] {
  const served = records.filter(({ isPaused }) => !isPaused);
  const locks = new Map(served.flatMap((record) => lockOf(record)));
  const onDefault = new Set(served.filter(({ line }) => line === undefined).map((record) => keyText(record)));
  return groupRRsets(
    served
      .filter((record) => record.line === undefined || !onDefault.has(keyText(record)))
      .map((record) => {
        const { owner, type, ttl, value, remark } = record;
        const locked = locks.get(keyText(record));
        return {
          owner,
          type,
          ttl,
          values: [value],
          ...(locked === undefined ? {} : { locked }),
          ...(remark === undefined || keeperIn(remark) === undefined ? {} : { managedBy: remark }),
        };
      }),
  );
}

/** What is kept and not served, whatever its line. */
export function pausedIn(records: readonly HostRecord[]): readonly RRset[] {
  const paused = records.filter(({ isPaused }) => isPaused);
  return groupRRsets(paused.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}

function lockOf(record: HostRecord): readonly (readonly [place: string, why: string])[] {
  if (record.line !== undefined) return [[keyText(record), `line ${record.line}`]];
  return record.isWeighted ? [[keyText(record), "weighted"]] : [];
}

/** `@` is the apex. */
function ownerOf(name: string, apex: DomainName): DomainName | undefined {
  return name === "@" || name === "" ? apex : findDomainName(`${name}.${apex}`);
}

export function subDomainOf(owner: DomainName, apex: DomainName): string {
  return owner === apex ? "@" : owner.slice(0, -apex.length - 1);
}

/** @throws OnboardError VALUE_REJECTED for a type that this adapter can't write */
export function formatContent(type: RRType, value: string): HostContent {
  if (type === "MX") {
    const { preference, exchange } = parseMx(value);
    return { RecordType: type, Value: withDot(exchange), MX: preference };
  }
  if (!value.isWellFormed()) throw noText(type);
  if (WRITABLE.has(type)) return { RecordType: type, Value: NAMING.has(type) ? withDot(value) : value };
  throw new OnboardError("VALUE_REJECTED", `This adapter does not write ${type} records.`, {
    hint: "Create the record by hand, then run the same command again.",
    facts: { type, value },
  });
}

/** JSON has no way to say such octets, and others would be written in their place. */
function noText(type: RRType): OnboardError {
  return new OnboardError(
    "VALUE_REJECTED",
    `The ${type} value holds octets that are no UTF-8, and DNSPod's API takes text alone.`,
    {
      hint: "Write the record by hand in DNSPod's console, then run the same command again.",
      facts: { type },
    },
  );
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

function strange(item: Fields): OnboardError {
  return surprise("it lists something that is not a DNS record", { item });
}

import { isAtOrBelow, type DomainName } from "../dns/domain-name.ts";
import type { RRType } from "../dns/rrset.ts";
import type { Api, ApiRequest, ApiResponse } from "./api-server.ts";
import { parseRecordKey, parseRecordLine, recordLine, type LineKey, type LineRecord } from "./record-line.ts";
import type { StoredRecord, StoredZone, ZoneSettings, ZoneStore } from "./zone-store.ts";

// How a person puts a record into a sandbox's zones, as somebody else would at the real host: before it
// starts, and while it serves, whatever the rights of its keys are.

const DOOR = "/sandbox/records";
const DEFAULT_TTL = 300;

/** What stands at a name. */
interface Standing {
  readonly type: RRType;
  readonly ttl: number;
  readonly value: string;
}

/**
 * The same API, and beside it `/sandbox/records`: GET lists the zones, POST places a record a line, DELETE
 * takes them away. What is wrong is answered with 400 and changes nothing.
 */
export function withRecordsDoor(api: Api, store: ZoneStore): Api {
  const isDoor = ({ path }: ApiRequest): boolean => path === DOOR;
  return {
    ...api,
    operationOf: (request) => (isDoor(request) ? `${request.method} ${DOOR}` : api.operationOf(request)),
    answer: (request) => (isDoor(request) ? answerAt(store, request) : api.answer(request)),
  };
}

/** The zones with a record more, from the start; or a clause about why it can't stand there. */
export function withRecord(
  zones: readonly ZoneSettings[],
  record: LineRecord,
): readonly ZoneSettings[] | { readonly wrong: string } {
  const zone = nearest(zones, record.owner);
  if (zone === undefined) return { wrong: noZone(zones, record) };
  const { records = [], apex } = zone;
  const standing = records
    .filter(({ owner }) => owner === record.owner)
    .flatMap(({ type, ttl = DEFAULT_TTL, values }) => values.map((value) => ({ type, ttl, value })));
  const wrong = faultOf(record, apex, standing);
  if (wrong !== undefined) return { wrong };
  const { owner, type, value } = record;
  const rrset = { owner, type, ttl: ttlOf(record, standing), values: [value] };
  return zones.map((one) => (one === zone ? { ...zone, records: [...records, rrset] } : one));
}

function answerAt(store: ZoneStore, { method, body }: ApiRequest): ApiResponse {
  const zones = store.zones.filter(({ settings }) => settings.hosts.length > 0);
  const lines = body.split("\n").filter((line) => line.trim() !== "");
  if (method === "GET")
    return text(
      200,
      zones.flatMap(({ current }) => current.records.map(recordLine)),
    );
  if (method !== "POST" && method !== "DELETE") return text(405, ["It takes GET, POST and DELETE."]);
  if (lines.length !== 1) return text(400, ["It takes one record."]);
  const [line = ""] = lines;
  return method === "POST" ? place(zones, line) : remove(zones, line);
}

function place(zones: readonly StoredZone[], line: string): ApiResponse {
  const record = parseRecordLine(line);
  if ("wrong" in record) return refusal(line, record.wrong);
  const zone = nearest(zones, record.owner);
  if (zone === undefined) return refusal(line, noZone(zones, record));
  const standing = zone.current.records.filter(({ owner }) => owner === record.owner);
  const wrong = faultOf(record, zone.apex, standing);
  if (wrong !== undefined) return refusal(line, wrong);
  const { owner, type, value } = record;
  const placed = zone.newRecord({ owner, type, value, ttl: ttlOf(record, standing) });
  zone.commit((records) => [...records, placed]);
  return text(200, [`placed ${recordLine(placed)}`]);
}

function remove(zones: readonly StoredZone[], line: string): ApiResponse {
  const key = parseRecordKey(line);
  if ("wrong" in key) return refusal(line, key.wrong);
  const zone = nearest(zones, key.owner);
  const gone = zone?.current.records.filter((record) => isMeant(record, key)) ?? [];
  if (zone === undefined || gone.length === 0) return refusal(line, "there is no such record");
  zone.commit((records) => records.filter((record) => !gone.includes(record)));
  return text(
    200,
    gone.map((record) => `removed ${recordLine(record)}`),
  );
}

function isMeant(record: StoredRecord, { owner, type, value }: LineKey): boolean {
  return record.owner === owner && record.type === type && (value === undefined || record.value === value);
}

function nearest<Z extends { readonly apex: DomainName }>(
  zones: readonly Z[],
  owner: DomainName,
): Z | undefined {
  const above = zones.filter(({ apex }) => isAtOrBelow(owner, apex));
  return above.toSorted((a, b) => b.apex.length - a.apex.length)[0];
}

function noZone(zones: readonly { readonly apex: DomainName }[], { owner }: LineRecord): string {
  return `${owner} is in none of the sandbox's zones (${zones.map(({ apex }) => apex).join(", ")})`;
}

/** A set has one TTL (RFC 2181 section 5.2). */
function ttlOf({ type, ttl }: LineRecord, standing: readonly Standing[]): number {
  return ttl ?? standing.find((one) => one.type === type)?.ttl ?? DEFAULT_TTL;
}

/** Why a record can't stand there, as the real hosts would refuse it. */
function faultOf(record: LineRecord, apex: DomainName, standing: readonly Standing[]): string | undefined {
  const { owner, type, value } = record;
  const same = standing.filter((one) => one.type === type);
  const ttl = ttlOf(record, standing);
  if (owner === apex && (type === "NS" || type === "CNAME"))
    return `${type} at the zone's own name is the DNS host's affair`;
  if (same.some((one) => one.value === value)) return "it stands there already";
  if (same.some((one) => one.ttl !== ttl))
    return `the ${type} records at ${owner} have the TTL ${same[0]?.ttl}`;
  // Nothing can stand beside a CNAME (RFC 1034 section 3.6.2).
  if (standing.length > 0 && (type === "CNAME" || standing.some((one) => one.type === "CNAME")))
    return `no record can stand beside a CNAME, and ${owner} has ${[...new Set(standing.map((one) => one.type))].join(", ")}`;
  return undefined;
}

function refusal(line: string, wrong: string): ApiResponse {
  return text(400, [`"${line.trim()}" can't be placed or removed: ${wrong}.`]);
}

function text(status: number, lines: readonly string[]): ApiResponse {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: lines.map((line) => `${line}\n`).join(""),
  };
}

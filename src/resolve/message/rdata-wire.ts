import type { Resource } from "dns2";
import { canonicalTarget, formatMx, joinCharacterStrings } from "../../dns/rdata.ts";
import type { RRType } from "../../dns/rrset.ts";

/**
 * Canonical text of one record's RDATA; a type without a text form of its own as RFC 3597 section 5 writes
 * it: `\# length hex`.
 */
export function rdataText(type: RRType, record: Resource, rdata: Buffer): string {
  const write = TEXT_BY_TYPE.get(type);
  return write === undefined
    ? `\\# ${rdata.length} ${rdata.toString("hex")}`.trimEnd()
    : write(record, rdata);
}

type WriteText = (record: Resource, rdata: Buffer) => string;

const writeAddress: WriteText = (record) => record.address ?? "";
const writeDomain: WriteText = (record) => targetText(record.domain);
// dns2 would give TXT as an array of strings decoded as UTF-8 one by one: other octets, and characters across
// two strings, are lost there.
const writeTxt: WriteText = (_record, rdata) => joinCharacterStrings(characterStrings(rdata));

const TEXT_BY_TYPE: ReadonlyMap<string, WriteText> = new Map([
  ["A", writeAddress],
  ["AAAA", writeAddress],
  ["CNAME", writeDomain],
  ["PTR", writeDomain],
  ["NS", (record) => targetText(record.ns)],
  ["MX", (record) => formatMx({ preference: record.priority ?? 0, exchange: targetText(record.exchange) })],
  ["SOA", soaText],
  ["TXT", writeTxt],
  ["SPF", writeTxt],
]);

/** dns2 writes the root as an empty name. */
function targetText(name: string | undefined): string {
  return name === undefined || name === "" ? "." : canonicalTarget(name);
}

function soaText(record: Resource): string {
  const { primary, admin, serial, refresh, retry, expiration, minimum } = record;
  return [targetText(primary), targetText(admin), serial, refresh, retry, expiration, minimum].join(" ");
}

function characterStrings(rdata: Buffer): readonly Buffer[] {
  const strings: Buffer[] = [];
  for (let at = 0; at < rdata.length;) {
    const end = at + 1 + rdata.readUInt8(at);
    strings.push(rdata.subarray(at + 1, end));
    at = end;
  }
  return strings;
}

import { isIPv4, isIPv6 } from "node:net";
import { findDomainName, labelsOf, type DomainName } from "../../dns/domain-name.ts";
import { canonicalValue, formatMx, parseMx } from "../../dns/rdata.ts";
import type { RRType } from "../../dns/rrset.ts";
import { refusal } from "./faults.ts";
import type { MxRange } from "./sites.ts";

// Names and values as DNSPod writes them: the host record relative to the domain, with `@` for the domain itself; TXT
// raw, without quotes; a final dot behind every name.

/** The types that the sandbox's DNSPod takes. */
const TYPES: ReadonlySet<RRType> = new Set("A AAAA CAA CNAME HTTPS MX NS PTR SPF SRV SVCB TXT".split(" "));
const WITH_A_NAME: ReadonlySet<RRType> = new Set(["CNAME", "NS", "PTR"]);

/** Octets. A real limit is not documented; longer ones than the longest DKIM key are in use. */
const LONGEST_TXT = 4_096;

/** @throws TencentFault SubdomainInvalid, SubdomainLevelLimit */
export function ownerOf(host: string, apex: DomainName, mostLabels: number): DomainName {
  if (host === "@" || host === "") return apex;
  const owner = host.endsWith(".") ? undefined : findDomainName(`${host}.${apex}`);
  if (owner === undefined) throw refusal("InvalidParameter.SubdomainInvalid");
  if (labelsOf(owner).length - labelsOf(apex).length > mostLabels)
    throw refusal("LimitExceeded.SubdomainLevelLimit");
  return owner;
}

export function hostOf(owner: DomainName, apex: DomainName): string {
  return owner === apex ? "@" : owner.slice(0, -apex.length - 1);
}

/**
 * The canonical value. What is wrong with a text in quotes is not known, so it is kept as it came: the quotes then are
 * part of the record.
 * @throws TencentFault RecordTypeInvalid, RecordValueInvalid, RecordValueLengthInvalid, MxInvalid
 */
export function valueOf(type: RRType, text: string, preference: number | undefined, mx: MxRange): string {
  if (!TYPES.has(type)) throw refusal("InvalidParameter.RecordTypeInvalid");
  if (text === "") throw refusal("InvalidParameter.RecordValueInvalid");
  if (type === "TXT" && Buffer.byteLength(text) > LONGEST_TXT)
    throw refusal("InvalidParameter.RecordValueLengthInvalid");
  if (!isValue(type, text)) throw refusal("InvalidParameter.RecordValueInvalid");
  if (type !== "MX") return canonicalValue(type, text);
  if (preference === undefined || preference < mx.min || preference > mx.max)
    throw refusal("InvalidParameter.MxInvalid");
  return formatMx(parseMx(text, preference));
}

function isValue(type: RRType, text: string): boolean {
  if (type === "A") return isIPv4(text);
  if (type === "AAAA") return isIPv6(text);
  return type === "MX" || WITH_A_NAME.has(type) ? findDomainName(text) !== undefined : true;
}

/** The value as it is listed, and the preference, which is 0 for all but MX. */
export function shownValue(type: RRType, value: string): { readonly Value: string; readonly MX: number } {
  if (type === "MX") {
    const { preference, exchange } = parseMx(value);
    return { Value: withDot(exchange), MX: preference };
  }
  return { Value: WITH_A_NAME.has(type) ? withDot(value) : value, MX: 0 };
}

function withDot(name: string): string {
  return name.endsWith(".") ? name : `${name}.`;
}

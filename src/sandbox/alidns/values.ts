import { isIPv4, isIPv6 } from "node:net";
import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import { canonicalValue, formatMx, parseMx } from "../../dns/rdata.ts";
import type { RRType } from "../../dns/rrset.ts";
import { refusal } from "./faults.ts";

// Names and values as Alibaba Cloud DNS writes them: the host record relative to the domain, with `@` for the domain
// itself; TXT raw, without quotes; no final dot.

/** The types that the sandbox's Alibaba Cloud DNS takes. */
const TYPES: ReadonlySet<RRType> = new Set("A AAAA CAA CNAME MX NS SRV TXT".split(" "));
const WITH_A_NAME: ReadonlySet<RRType> = new Set(["CNAME", "MX", "NS"]);

/** Octets: 511 were taken and 764 refused (measured by dnscontrol, December 2025). */
const LONGEST_TXT = 512;

/** As its page on AddDomainRecord says (SDK 4.6.1, 2026); one of 2016 had 1 to 10. */
const PREFERENCES = { min: 1, max: 50 };

/** @throws AlidnsFault InvalidRR.Format; an empty one is not the domain itself */
export function ownerOf(host: string, apex: DomainName): DomainName {
  if (host === "@") return apex;
  const owner = host.endsWith(".") ? undefined : findDomainName(`${host}.${apex}`);
  if (owner === undefined) throw refusal("InvalidRR.Format");
  return owner;
}

export function hostOf(owner: DomainName, apex: DomainName): string {
  return owner === apex ? "@" : owner.slice(0, -apex.length - 1);
}

/**
 * The canonical value. Of a TXT it takes away double quotes and the spaces at the end (measured by dnscontrol, December
 * 2025). @throws AlidnsFault SubDomainInvalid.Type, .Value, .Priority
 */
export function valueOf(type: RRType, given: string, preference: number | undefined): string {
  if (!TYPES.has(type)) throw refusal("SubDomainInvalid.Type");
  const text = type === "TXT" ? given.replaceAll('"', "").trimEnd() : given;
  if (!isValue(type, text)) throw refusal("SubDomainInvalid.Value");
  if (type !== "MX") return canonicalValue(type, text);
  if (preference === undefined || preference < PREFERENCES.min || preference > PREFERENCES.max)
    throw refusal("SubDomainInvalid.Priority");
  return formatMx(parseMx(text, preference));
}

function isValue(type: RRType, text: string): boolean {
  if (type === "A") return isIPv4(text);
  if (type === "AAAA") return isIPv6(text);
  if (WITH_A_NAME.has(type)) return findDomainName(text) !== undefined;
  return text !== "" && (type !== "TXT" || Buffer.byteLength(text) <= LONGEST_TXT);
}

/** The value as it is listed; only an MX has a priority. */
export function shownValue(
  type: RRType,
  value: string,
): { readonly Value: string; readonly Priority?: number } {
  if (type !== "MX") return { Value: value };
  const { preference, exchange } = parseMx(value);
  return { Value: exchange, Priority: preference };
}

import { findDomainName, type DomainName } from "./domain-name.ts";
import type { RRsetKey, RRType } from "./rrset.ts";

/**
 * One RRset as a person names it: `TXT:_dmarc.mail.example.com`. Canonical: the type in capitals, the name in
 * lower case without its final dot, so that two of them are the same place where the texts are the same.
 */
export type Place = `${RRType}:${DomainName}`;

export function placeOf({ type, owner }: RRsetKey): Place {
  return `${type}:${owner}`;
}

/** The types that somebody may have in a zone, by mnemonic (IANA's registry of DNS parameters, 2026). */
export const RR_TYPES: readonly string[] = [
  "A AAAA AFSDB CAA CDNSKEY CDS CERT CNAME DNAME DNSKEY DS HINFO HTTPS LOC MX NAPTR NS OPENPGPKEY PTR RP",
  "SMIMEA SOA SPF SRV SSHFP SVCB TLSA TXT URI",
].flatMap((line) => line.split(" "));

/** By number (RFC 3597 section 5) a type is the same as by its mnemonic (IANA's registry of DNS parameters, 2026). */
const BY_NUMBER: Readonly<Record<string, RRType>> = {
  TYPE1: "A",
  TYPE2: "NS",
  TYPE5: "CNAME",
  TYPE6: "SOA",
  TYPE15: "MX",
  TYPE16: "TXT",
  TYPE28: "AAAA",
  TYPE39: "DNAME",
  TYPE43: "DS",
  TYPE48: "DNSKEY",
  TYPE59: "CDS",
  TYPE60: "CDNSKEY",
  TYPE62: "CSYNC",
};

/** In capitals, and by its mnemonic where it is one that decides here. */
export function canonicalType(text: string): RRType {
  const plain = text.toUpperCase().replace(/^TYPE0+(?=\d)/, "TYPE");
  return BY_NUMBER[plain] ?? plain;
}

/** Text → place, letter case and a final dot dropped, a known type by its mnemonic; or what is wrong with it. */
export function findPlace(
  text: string,
): { readonly place: Place } | { readonly wrong: "shape" | "type" | "name"; readonly part: string } {
  const [, given, name] = /^([A-Za-z][A-Za-z0-9]*):(.+)$/.exec(text) ?? [];
  if (given === undefined || name === undefined) return { wrong: "shape", part: text };
  const type = given.toUpperCase();
  // A type without a mnemonic goes by its number (RFC 3597 section 5).
  const isType = RR_TYPES.includes(type) || /^TYPE[1-9]\d{0,4}$/.test(type);
  if (!isType) return { wrong: "type", part: given };
  const owner = findDomainName(name);
  return owner === undefined
    ? { wrong: "name", part: name }
    : { place: placeOf({ type: canonicalType(type), owner }) };
}

import type { DomainName } from "../../dns/domain-name.ts";
import { quoteTxt } from "../../dns/presentation.ts";
import { LONGEST_CHARACTER_STRING, octetsOfText, parseMx } from "../../dns/rdata.ts";
import type { RRType } from "../../dns/rrset.ts";

// Values as they may be pasted. Some are somebody else's text, and whoever pastes one into a shell or opens it in a
// spreadsheet must not carry anything out.

/** Each value of one of these is a name that ends with a dot in a zone file. */
const TARGETS: ReadonlySet<RRType> = new Set(["CNAME", "NS", "PTR"]);
const TEXTS: ReadonlySet<RRType> = new Set(["TXT", "SPF"]);

/** A record as DNS consoles ask for it. */
export interface Fields {
  /** Of an MX alone. */
  readonly priority: number | undefined;
  readonly value: string;
}

/** What goes into the fields of a console: text as it is where nothing in it means anything to anybody else. */
export function fieldsOf(type: RRType, value: string): Fields {
  if (type === "MX") {
    const { preference, exchange } = parseMx(value);
    return { priority: preference, value: harmless(exchange) };
  }
  return { priority: undefined, value: TEXTS.has(type) ? pasteable(value) : harmless(value) };
}

/** RDATA of a line in a zone file (RFC 1035 section 5.1), names with their final dot. */
export function rdataLine(type: RRType, value: string): string {
  if (TEXTS.has(type)) return zoneText(value);
  if (TARGETS.has(type)) return absolute(value);
  if (type !== "MX") return harmless(value);
  const { preference, exchange } = parseMx(value);
  return `${preference} ${absolute(exchange)}`;
}

/** Whether a text takes several strings of 255 octets, which some consoles don't cut by themselves. */
export function isLong(type: RRType, value: string): boolean {
  return TEXTS.has(type) && octetsOfText(value).length > LONGEST_CHARACTER_STRING;
}

/** As a host names it within its zone: `_dmarc.mail`, or `@` for the zone itself. */
export function hostOf(owner: DomainName, apex: DomainName): string {
  return owner === apex ? "@" : owner.slice(0, -apex.length - 1);
}

/**
 * Printable ASCII that no shell expands, no spreadsheet takes for a formula (`=`, `+`, `-`, `@` at its beginning), and no
 * runner for a command (`::` at its beginning, `##[`).
 */
const PLAIN = /^(?![=+\-@: ])(?!.*##\[)[\x21\x23\x25-\x5b\x5d-\x5f\x61-\x7e ]*(?<! )$/;

/** The text itself, or as zone files spell it where it is not plain. */
function pasteable(text: string): string {
  return text !== "" && PLAIN.test(text) ? text : zoneText(text);
}

/** Quoted strings, in which `$`, a backtick and `#` are escapes, too: they mean the same in every zone file. */
function zoneText(text: string): string {
  return quoteTxt(text).replace(/[$`#]/g, decimal);
}

/** A name or an address. What else stands in it becomes an escape of zone files. */
function harmless(value: string): string {
  const octets = Buffer.from(octetsOfText(value)).toString("latin1");
  return octets.replace(/^-|[^\w.*:/ -]/g, decimal);
}

function decimal(character: string): string {
  return `\\${character.charCodeAt(0).toString().padStart(3, "0")}`;
}

function absolute(name: string): string {
  return name.endsWith(".") ? harmless(name) : `${harmless(name)}.`;
}

import { isIPv6 } from "node:net";
import type { RRType } from "./rrset.ts";

// The text of RDATA. Inside this program a value has one canonical form; hosts, servers and wire formats
// convert at their edges.

/** A character-string holds at most this many octets (RFC 1035 section 3.3). */
export const LONGEST_CHARACTER_STRING = 255;

/** Canonical text of a value of this type, from any spelling that a host or a person uses for it. */
export function canonicalValue(type: RRType, value: string): string {
  switch (type) {
    case "MX":
      return formatMx(parseMx(value));
    case "CNAME":
    case "NS":
    case "PTR":
      return canonicalTarget(value);
    case "A":
    case "AAAA":
      return canonicalAddress(value.trim().toLowerCase());
    default:
      return value;
  }
}

/** IPv6 in one spelling (RFC 5952): hosts write `2001:DB8:0:0:0:0:0:1`, servers `2001:db8::1`. */
function canonicalAddress(value: string): string {
  return isIPv6(value) && !value.includes("%") ? new URL(`http://[${value}]`).hostname.slice(1, -1) : value;
}

/** A host name in RDATA: lower case, no final dot; the root (the target of a null MX) stays `.`. */
export function canonicalTarget(value: string): string {
  const name = value.trim().toLowerCase();
  return name === "." ? name : name.replace(/\.$/, "");
}

export interface Mx {
  readonly preference: number;
  /** Canonical target; `.` means "accepts no mail" (RFC 7505). */
  readonly exchange: string;
}

/** `10 mx.example.com.`, or a bare host as SES gives it, which then gets the given preference. */
export function parseMx(value: string, preference = 10): Mx {
  const match = /^\s*(\d{1,5})\s+(\S+)\s*$/.exec(value);
  if (match === null) return { preference, exchange: canonicalTarget(value) };
  return { preference: Number(match[1]), exchange: canonicalTarget(match[2] ?? "") };
}

export function formatMx(mx: Mx): string {
  return `${mx.preference} ${mx.exchange}`;
}

// TXT. Octets that are not UTF-8 must survive a read and a write, since they are somebody's value: each
// becomes a lone low surrogate U+DC80–U+DCFF, which no decoded UTF-8 text contains (the way of PEP 383), and
// turns into the same octet again.

/** Octets of a TXT value → text. */
export function textOfOctets(octets: Uint8Array): string {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength).toString("utf8");
  if (!text.includes("\ufffd")) return text;
  return escapeInvalid(octets);
}

/** Text of a TXT value → octets; the inverse of textOfOctets. */
export function octetsOfText(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text);
  const pieces = Array.from(text).map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
  });
  return Buffer.concat(pieces);
}

/** A joined value cut into character-strings of at most 255 octets; an empty value is one empty string. */
export function splitCharacterStrings(text: string): readonly Uint8Array[] {
  const octets = octetsOfText(text);
  const count = Math.max(1, Math.ceil(octets.length / LONGEST_CHARACTER_STRING));
  return Array.from({ length: count }, (_, index) =>
    octets.subarray(index * LONGEST_CHARACTER_STRING, (index + 1) * LONGEST_CHARACTER_STRING),
  );
}

/** The joined text of a TXT record's character-strings: no separator (RFC 7208 section 3.3). */
export function joinCharacterStrings(strings: readonly Uint8Array[]): string {
  return textOfOctets(Buffer.concat(strings));
}

function escapeInvalid(octets: Uint8Array): string {
  let text = "";
  for (let at = 0; at < octets.length;) {
    const [code, length] = codePointAt(octets, at);
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

/** By the number of octets: the smallest code point that takes as many, and the bits that the first one marks it with. */
const UTF8_FORMS = [
  { length: 1, from: 0, mark: 0, below: 0x80 },
  { length: 2, from: 0x80, mark: 0xc0, below: 0xe0 },
  { length: 3, from: 0x800, mark: 0xe0, below: 0xf0 },
  { length: 4, from: 0x1_0000, mark: 0xf0, below: 0xf8 },
] as const;

/**
 * The character that begins here (RFC 3629 section 3), or the octet alone as a lone surrogate. By hand, since decoders
 * throw, and 64 kB of exceptions took 1.4 s of CPU.
 */
function codePointAt(octets: Uint8Array, at: number): readonly [code: number, length: number] {
  const first = octets[at] ?? 0;
  const alone = [0xdc00 + first, 1] as const;
  const form = UTF8_FORMS.find(({ below }) => first < below);
  if (form === undefined || first < form.mark) return alone;
  let code = first - form.mark;
  for (let next = at + 1; next < at + form.length; next += 1) {
    const octet = octets[next] ?? 0;
    if ((octet & 0xc0) !== 0x80) return alone;
    code = (code << 6) | (octet & 0x3f);
  }
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code < form.from || isSurrogate || code > 0x10_ffff ? alone : [code, form.length];
}

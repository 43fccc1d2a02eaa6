import { joinCharacterStrings, splitCharacterStrings, octetsOfText } from "./rdata.ts";

// Presentation format of TXT (RFC 1035 section 5.1): what zone files, Cloudflare and Route 53 write. The
// hosts differ only in how they spell octets outside printable ASCII, so that is a parameter.

/** How an octet outside printable ASCII is written: `\ddd` decimal (RFC 1035) or `\ooo` octal (Route 53). */
export type EscapeRadix = "decimal" | "octal";

const RADIX = { decimal: 10, octal: 8 } as const;

/** Joined text → quoted character-strings of at most 255 octets, separated by a space. */
export function quoteTxt(text: string, radix: EscapeRadix = "decimal"): string {
  return splitCharacterStrings(text)
    .map((piece) => `"${Array.from(piece, (octet) => escapeOctet(octet, radix)).join("")}"`)
    .join(" ");
}

/**
 * Presentation format → joined text. Hosts list TXT as quoted character-strings, or as one bare text with its
 * spaces. Text that begins with a quote and still is no list of quoted strings is such a bare text: it is
 * somebody's value, so nothing of it is dropped.
 */
export function unquoteTxt(presentation: string, radix: EscapeRadix = "decimal"): string {
  if (!QUOTED_STRINGS.test(presentation)) return joinCharacterStrings([unescapeOctets(presentation, radix)]);
  const strings = presentation.matchAll(QUOTED_STRING);
  return joinCharacterStrings(Array.from(strings, ([string]) => unescapeOctets(string.slice(1, -1), radix)));
}

const QUOTED_STRING = /"(?:[^"\\]|\\[^])*"/g;
const QUOTED_STRINGS = /^\s*(?:"(?:[^"\\]|\\[^])*"\s*)+$/;

function escapeOctet(octet: number, radix: EscapeRadix): string {
  if (octet === 0x22 || octet === 0x5c) return `\\${String.fromCharCode(octet)}`;
  if (octet >= 0x20 && octet < 0x7f) return String.fromCharCode(octet);
  return `\\${octet.toString(RADIX[radix]).padStart(3, "0")}`;
}

const THREE_DIGITS = { decimal: /[01][0-9]{2}|2[0-4][0-9]|25[0-5]/, octal: /[0-3][0-7]{2}/ } as const;

function unescapeOctets(text: string, radix: EscapeRadix): Buffer {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < text.length;) {
    const escape = text[at] === "\\" ? THREE_DIGITS[radix].exec(text.slice(at + 1, at + 4)) : null;
    if (escape !== null) {
      pieces.push(Buffer.from([Number.parseInt(escape[0], RADIX[radix])]));
      at += 4;
    } else {
      if (text[at] === "\\" && at + 1 < text.length) at += 1;
      const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
      pieces.push(octetsOfText(character));
      at += character.length;
    }
  }
  return Buffer.concat(pieces);
}

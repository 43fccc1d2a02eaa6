import { characterOfEntity } from "./entities.ts";
import { replacing, utf8Of, type Reading } from "./reading.ts";

/** What an escape begins with, as regular expressions write it: in JSON, JavaScript and DNS, in URLs, in HTML. */
export const LEADS = ["\\\\", "%", "&"] as const;

const ESCAPE = [
  String.raw`\\u(?<high>d[89ab][0-9a-f]{2})\\+u(?<low>d[c-f][0-9a-f]{2})`,
  String.raw`[\\%]u(?<unit>[0-9a-f]{4})`,
  String.raw`\\u\{(?<point>[0-9a-f]{1,6})\}`,
  // A form writes blanks as +, which base64 has, too: after a line break they are blanks.
  String.raw`(?<lineEnd>%0a|%5cn)(?<blanks>\++)`,
  String.raw`(?:\\x|%)(?<octet>[0-9a-f]{2})`,
  String.raw`\\(?<digits>\d{3})`,
  String.raw`\\(?<other>[^])`,
  String.raw`&#x(?<hex>[0-9a-f]{1,6});?`,
  String.raw`&#(?<decimal>\d{1,7});?`,
  String.raw`&(?<name>[a-z]{2,8}\d{0,2});?`,
].join("|");

const EVERY_ESCAPE = escapesWith(LEADS);

/** Escapes that begin with one of these of `LEADS`. */
export function escapesWith(leads: readonly string[]): RegExp {
  return new RegExp(`(?=[${leads.join("")}])(?:${ESCAPE})`, "gi");
}

/**
 * What the escapes of JSON, JavaScript, DNS (`\065`), URLs and HTML mean, all at once: nobody knows in which order they
 * were made. Undefined: there are none.
 * @param radix of three digits: decimal in RFC 1035's presentation format, octal at Route 53
 * @param escapes as of `escapesWith`, where only some are meant
 */
export function unescaped(reading: Reading, radix: 8 | 10, escapes = EVERY_ESCAPE): Reading | undefined {
  const { octets } = reading;
  if (radix === 8 ? !/\\[0-3][0-7]{2}/.test(octets) : !/[\\%&]/.test(octets)) return undefined;
  const building = replacing(reading);
  let changed = false;
  for (const match of octets.matchAll(escapes)) {
    const meant = meaningOf(match.groups ?? {}, radix);
    if (meant === undefined) continue;
    building.replace(match.index, match.index + match[0].length, meant);
    changed = true;
  }
  return changed ? building.done() : undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

const CONTROLS: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function meaningOf(groups: Groups, radix: 8 | 10): string | undefined {
  const { high, low, unit, lineEnd, blanks = "", octet, digits, other, name } = groups;
  if (high !== undefined && low !== undefined)
    return utf8Of(String.fromCharCode(parseInt(high, 16), parseInt(low, 16)));
  if (unit !== undefined) return utf8Of(String.fromCharCode(parseInt(unit, 16)));
  if (lineEnd !== undefined) return `${lineEnd.endsWith("n") ? "\\n" : "\n"}${blanks.replaceAll("+", " ")}`;
  if (octet !== undefined) return String.fromCharCode(parseInt(octet, 16));
  if (digits !== undefined) return octetOf(digits, radix);
  if (other !== undefined) return CONTROLS[other] ?? other;
  const character = name === undefined ? numbered(groups) : characterOfEntity(name);
  return character === undefined ? undefined : utf8Of(character);
}

/** Three digits that are no octet are a character and two digits. */
function octetOf(digits: string, radix: 8 | 10): string {
  const code = radix === 8 && /[89]/.test(digits) ? NaN : parseInt(digits, radix);
  return code <= 0xff ? String.fromCharCode(code) : digits;
}

function numbered({ point, hex, decimal }: Groups): string | undefined {
  const code = decimal === undefined ? parseInt(point ?? hex ?? "", 16) : Number(decimal);
  return code <= 0x10_ffff ? String.fromCodePoint(code) : undefined;
}

import { isIPv4, isIPv6 } from "node:net";
import { findDomainName } from "../../dns/domain-name.ts";
import { unquoteTxt } from "../../dns/presentation.ts";
import { LONGEST_CHARACTER_STRING, octetsOfText } from "../../dns/rdata.ts";
import type { RecordSet } from "./record-sets.ts";

/** What Route 53 objects to in a set's values, in its own words; undefined when it takes them. */
export function faultOfValue({ type, values }: RecordSet): string | undefined {
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) return `Duplicate Resource Record: '${twice}'`;
  if (values.length > MOST_VALUES) return `Cannot have more than ${MOST_VALUES} records in a RRSet.`;
  if (type === "CNAME" && values.length > 1) return `RRSet of type CNAME may have only one value`;
  for (const value of values) {
    const problem = CHECKS[type]?.(value);
    if (problem !== undefined) return invalid(problem, value);
  }
  return undefined;
}

const MOST_VALUES = 400;

const CHECKS: Readonly<Record<string, (value: string) => string | undefined>> = {
  TXT: problemOfTxt,
  A: (value) => (isIPv4(value) ? undefined : "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
  AAAA: (value) =>
    isIPv6(value) ? undefined : "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)",
  MX: (value) =>
    /^\d{1,5} \S+$/.test(value) ? undefined : "MXRRDATANotTwoFields (MX record doesn't have 2 fields)",
  CNAME: (value) =>
    findDomainName(value) === undefined
      ? "CNAMERRDATAIllegalName (Value is not a valid domain name)"
      : undefined,
};

/**
 * One character-string: quotes around, `"` and `\` escaped, other octets outside printable ASCII as `\ooo`.
 */
const STRING = String.raw`"(?:[^"\\]|\\[0-3][0-7]{2}|\\["\\])*"`;
const STRINGS = new RegExp(`^${STRING}(?: ${STRING})*$`);

function problemOfTxt(value: string): string | undefined {
  if (!value.startsWith('"')) return "InvalidCharacterString (Value should be enclosed in quotation marks)";
  if (!STRINGS.test(value)) return "InvalidCharacterString (Unterminated or badly separated strings)";
  if (/[^\u0020-\u007e]/.test(value)) return "UnsupportedCharacter (Value contains unsupported characters)";
  const strings = value.match(new RegExp(STRING, "g")) ?? [];
  const tooLong = strings.some(
    (string) => octetsOfText(unquoteTxt(string, "octal")).length > LONGEST_CHARACTER_STRING,
  );
  return tooLong ? "CharacterStringTooLong (Value is too long)" : undefined;
}

function invalid(problem: string, value: string): string {
  return `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`;
}

import { isIPv4, isIPv6 } from "node:net";
import { findDomainName, type DomainName } from "../dns/domain-name.ts";
import { quoteTxt, unquoteTxt } from "../dns/presentation.ts";
import { canonicalValue } from "../dns/rdata.ts";
import type { RRset } from "../dns/rrset.ts";

// A record as a line of a zone file (RFC 1035 section 5.1): `mail.example.test 300 TXT "v=spf1 -all"`. Read
// strictly: a rehearsal with another record than was meant would prove nothing.

/** One record; without a TTL it takes that of its set. */
export interface LineRecord {
  readonly owner: DomainName;
  readonly type: LineType;
  /** Seconds. */
  readonly ttl: number | undefined;
  /** Canonical (src/dns/rdata.ts). */
  readonly value: string;
}

/** Which record of a set, or all of them. */
export interface LineKey {
  readonly owner: DomainName;
  readonly type: LineType;
  readonly value: string | undefined;
}

/** A clause about what is wrong with a line. */
export interface Wrong {
  readonly wrong: string;
}

const TYPES = ["A", "AAAA", "CNAME", "MX", "NS", "TXT"] as const;
type LineType = (typeof TYPES)[number];

export const LINE_SHAPE = "OWNER [TTL] TYPE VALUE";
const LONGEST_TTL = 2_147_483_647;

/** The record that a line says, or what is wrong with it. */
export function parseRecordLine(line: string): LineRecord | Wrong {
  const fields = parseFields(line, LINE_SHAPE);
  if ("wrong" in fields) return fields;
  const { owner, type, ttl, rest } = fields;
  if (rest === "") return { wrong: `it has no value; it takes ${LINE_SHAPE}` };
  const value = parseValue(type, rest);
  return typeof value === "string" ? { owner, type, ttl, value } : value;
}

/** `OWNER TYPE` is a whole set, `OWNER TYPE VALUE` one record of it. */
export function parseRecordKey(line: string): LineKey | Wrong {
  const fields = parseFields(line, "OWNER TYPE [VALUE]");
  if ("wrong" in fields) return fields;
  const { owner, type, rest } = fields;
  if (rest === "") return { owner, type, value: undefined };
  const value = parseValue(type, rest);
  return typeof value === "string" ? { owner, type, value } : value;
}

/** A record as such a line. */
export function recordLine({
  owner,
  type,
  ttl,
  value,
}: Omit<LineRecord, "type"> & Pick<RRset, "type">): string {
  const text = type === "TXT" ? quoteTxt(value) : value;
  return [owner, ...(ttl === undefined ? [] : [ttl]), type, text].join(" ");
}

interface Fields extends Pick<LineRecord, "owner" | "type" | "ttl"> {
  readonly rest: string;
}

function parseFields(line: string, shape: string): Fields | Wrong {
  const [, name = "", seconds, word = "", rest = ""] =
    /^\s*(\S+)(?:\s+(\d+))?\s+([A-Za-z]\S*)(?:\s+(\S.*?))?\s*$/.exec(line) ?? [];
  if (word === "") return { wrong: `it is not ${shape}` };
  const owner = findDomainName(name);
  if (owner === undefined) return { wrong: `"${name}" is no domain name` };
  const type = TYPES.find((known) => known === word.toUpperCase());
  if (type === undefined) return { wrong: `the type "${word}" is not one of ${TYPES.join(", ")}` };
  const ttl = seconds === undefined ? undefined : Number(seconds);
  if (ttl !== undefined && (ttl < 1 || ttl > LONGEST_TTL))
    return { wrong: `the TTL ${seconds} is not from 1 to ${LONGEST_TTL} seconds` };
  return { owner, type, ttl, rest };
}

function parseValue(type: LineType, text: string): string | Wrong {
  const because = FAULTS[type](text);
  if (because !== undefined) return { wrong: `"${text}" is no value of ${type}: ${because}` };
  return type === "TXT" ? unquoteTxt(text) : canonicalValue(type, text);
}

const QUOTED = /^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/;

/** What is wrong with a value, by its type. */
const FAULTS: Readonly<Record<LineType, (text: string) => string | undefined>> = {
  A: (text) => unless(isIPv4(text), "it is no IPv4 address"),
  AAAA: (text) => unless(isIPv6(text) && !text.includes("%"), "it is no IPv6 address"),
  CNAME: faultOfHost,
  NS: faultOfHost,
  MX: (text) => {
    const [, preference, exchange = ""] = /^(\d{1,5})\s+(\S+)$/.exec(text) ?? [];
    if (preference === undefined || Number(preference) > 65_535)
      return "it takes a preference from 0 to 65535 and a host, like 10 mx.example.net";
    return exchange === "." ? undefined : faultOfHost(exchange);
  },
  TXT: (text) =>
    unless(
      QUOTED.test(text) || /^[^\s"\\]+$/.test(text),
      'a text with spaces stands in double quotes, like "v=spf1 -all"',
    ),
};

function faultOfHost(text: string): string | undefined {
  return unless(findDomainName(text) !== undefined, `"${text}" is no host name`);
}

function unless(holds: boolean, fault: string): string | undefined {
  return holds ? undefined : fault;
}

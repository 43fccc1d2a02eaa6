import { answerSize } from "../dns/answer-size.ts";
import { findDomainName, type DomainName } from "../dns/domain-name.ts";
import { LONGEST_CHARACTER_STRING, octetsOfText } from "../dns/rdata.ts";
import type { RRset } from "../dns/rrset.ts";
import type { Warning } from "./warning.ts";

// Signs of usual mistakes in DNS consoles, as far as the records alone show them.

/**
 * A value with quotes of its own: somebody pasted the presentation format into a field that adds quotes
 * itself.
 */
export function isQuotedTwice(value: string): boolean {
  return /^\s*\\?".*"\s*$/s.test(value);
}

/** The value without those quotes. */
export function unquoted(value: string): string {
  return value
    .trim()
    .replace(/^\\?"|\\?"$/g, "")
    .replace(/\\?"\s+\\?"/g, "");
}

/**
 * A value of exactly one full character-string: consoles that can't split longer ones just cut them there.
 */
export function isCutAt255(value: string): boolean {
  return octetsOfText(value).length === LONGEST_CHARACTER_STRING;
}

/**
 * The name at which a record lands when a console appends the zone to a name that has it already; undefined
 * where that would be too long.
 */
export function doubledName(owner: DomainName, apex: DomainName): DomainName | undefined {
  return findDomainName(`${owner}.${apex}`);
}

/**
 * What an answer over UDP holds, in octets: without EDNS (RFC 1035 section 4.2.1), and the size that resolvers and
 * servers agree on since DNS flag day 2020. A longer one is asked for again over TCP.
 */
const LIMITS = [
  { octets: 1_232, withEdns: true },
  { octets: 512, withEdns: false },
] as const;

/** A TXT RRset that stood there and grows so that its answer no longer fits. */
export function warnOfTcp(before: RRset | null, after: RRset | null): readonly Warning[] {
  if (before === null || after === null || after.type !== "TXT") return [];
  const passed = LIMITS.find(
    ({ octets, withEdns }) => answerSize(before, withEdns) <= octets && answerSize(after, withEdns) > octets,
  );
  if (passed === undefined) return [];
  const octets = answerSize(after, passed.withEdns);
  return [{ warning: "answer-over-udp", owner: after.owner, type: "TXT", octets, limit: passed.octets }];
}

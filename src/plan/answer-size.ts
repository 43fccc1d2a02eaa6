import { labelsOf } from "../dns/domain-name.ts";
import { splitCharacterStrings } from "../dns/rdata.ts";
import type { RRset } from "../dns/rrset.ts";
import type { Warning } from "./warning.ts";

/**
 * What an answer over UDP holds, in octets: without EDNS (RFC 1035 section 4.2.1), and the size that resolvers and
 * servers agree on since DNS flag day 2020. A longer one is asked for again over TCP.
 */
const LIMITS = [
  { octets: 1_232, withEdns: true },
  { octets: 512, withEdns: false },
] as const;

const HEADER = 12;
/** Type and class behind the name. */
const QUESTION = 4;
/** A pointer to the name, type, class, TTL and length. */
const RECORD = 12;
/** The pseudo-record of EDNS, without options (RFC 6891 section 6.1.2). */
const OPT = 11;

/** Octets of the answer that holds this TXT RRset and no more. */
export function answerSize(rrset: RRset, withEdns: boolean): number {
  const name = labelsOf(rrset.owner).reduce((sum, label) => sum + 1 + label.length, 1);
  const records = rrset.values.map((value) => RECORD + textSize(value));
  return HEADER + name + QUESTION + sum(records) + (withEdns ? OPT : 0);
}

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

function textSize(value: string): number {
  return sum(splitCharacterStrings(value).map((part) => 1 + part.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

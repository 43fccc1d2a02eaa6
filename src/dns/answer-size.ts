import { labelsOf } from "./domain-name.ts";
import { splitCharacterStrings } from "./rdata.ts";
import type { RRset } from "./rrset.ts";

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

function textSize(value: string): number {
  return sum(splitCharacterStrings(value).map((part) => 1 + part.length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

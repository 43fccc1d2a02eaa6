import { isCutAt255, isQuotedTwice, unquoted } from "../detect.ts";
import { findDkimKey, sameDkimKey, type DkimKey } from "./dkim.ts";
import {
  added,
  conflict,
  fine,
  isConsented,
  replaced,
  replaceHint,
  existingRRset,
  valueRejected,
  type Case,
  type Verdict,
} from "../verdict.ts";

/**
 * SES's key as the only value: with two records at one selector a verifier may take either (RFC 6376 section
 * 3.6.2.2).
 */
export function judgeDkim(given: Case): Verdict {
  const { expected } = given.requirement;
  const wanted = findDkimKey(expected);
  if (wanted === undefined || wanted.publicKey === "") return valueRejected(given, "no DKIM key record");
  const before = existingRRset(given);
  if (before === undefined) return added(given, [expected]);

  const other = before.values.find((value) => !holds(value, wanted));
  if (other === undefined) return fine("unchanged", before);
  if (isConsented(given)) return replaced(given, before, [expected]);
  const { owner } = given.requirement;
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    `At ${owner} stands ${describe(other, wanted, expected)}.`,
    replaceHint(given),
  );
}

function holds(value: string, wanted: DkimKey): boolean {
  const key = findDkimKey(value);
  return key !== undefined && sameDkimKey(key, wanted);
}

function describe(value: string, wanted: DkimKey, expected: string): string {
  if (isQuotedTwice(value) && holds(unquoted(value), wanted))
    return "SES's key with quotes inside the value, which no verifier can read";
  if (isCutAt255(value) && compact(expected).startsWith(compact(value))) return "SES's key cut at 255 octets";
  const key = findDkimKey(value);
  if (key === undefined) return `a TXT value that is no DKIM key: "${value}"`;
  if (key.publicKey === "") return "a revoked key (its p= is empty)";
  if (key.publicKey === wanted.publicKey) return "SES's key with other tags beside it";
  return "another DKIM key, which mail of somebody else may still be signed with";
}

function compact(text: string): string {
  return text.replace(/\s+/g, "");
}

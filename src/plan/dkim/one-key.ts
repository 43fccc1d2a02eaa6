import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { sameKey } from "../../dns/rrset.ts";
import type { Requirement } from "../requirement.ts";
import { findDkimKey, sameDkimKey } from "./dkim.ts";

/**
 * A selector holds one key: with two a verifier may take either (RFC 6376 section 3.6.2.2). SES names one
 * twice where it has keys of two lengths under one selector; one key in two spellings is one.
 * @throws OnboardError RECORD_IN_THE_WAY
 */
export function requireOneKeyEach(requirements: readonly Requirement[]): void {
  const keys = requirements.filter(({ purpose }) => purpose === "dkim");
  for (const key of keys) {
    const other = keys.find((one) => sameKey(one, key) && !isOneKey(one, key));
    if (other !== undefined) throw twoKeys(key, other);
  }
}

function isOneKey(a: Requirement, b: Requirement): boolean {
  if (a.expected === b.expected) return true;
  const [one, other] = [findDkimKey(a.expected), findDkimKey(b.expected)];
  return one !== undefined && other !== undefined && sameDkimKey(one, other);
}

function twoKeys({ owner, type, expected }: Requirement, other: Requirement): OnboardError {
  return new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`SES asks for two different DKIM keys under one selector, ${owner}, and a selector holds one key (RFC 6376 section 3.6.2.2).`,
    {
      hint: phrase`Choose one length of DKIM key for this domain in the SES console, then run again.`,
      facts: { owner, type, expected: [expected, other.expected] },
    },
  );
}

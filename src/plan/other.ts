import { canonicalValue } from "../dns/rdata.ts";
import type { RRset } from "../dns/rrset.ts";
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
} from "./verdict.ts";
import { listPhrase, phrase } from "../errors/phrase.ts";

/** A record without a rule of its own: a TXT is one value among others, anything else the only value. */
export function judgeOther(given: Case): Verdict {
  const { owner, type, expected } = given.requirement;
  const value = canonicalValue(type, expected);
  if (value === "") return valueRejected(given, "empty");
  const before = existingRRset(given);
  if (before?.values.includes(value) === true && (type === "TXT" || before.values.length === 1))
    return fine("unchanged", before);
  if (type === "TXT") return added(given, [value]);

  if (type === "CNAME" && given.existing.some((rrset) => rrset.type !== "CNAME"))
    return noRoomForCname(given);
  if (before === undefined) return added(given, [value]);
  if (isConsented(given)) return replaced(given, before, [value]);
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    before.values.length === 1
      ? phrase`Another ${type} stands at ${owner}: ${listed(before)}.`
      : phrase`Other ${type} stand at ${owner}: ${listed(before)}.`,
    replaceHint(given),
  );
}

function noRoomForCname(given: Case): Verdict {
  const { owner } = given.requirement;
  const others = given.existing
    .filter((rrset) => rrset.type !== "CNAME")
    .map((rrset) => `${rrset.type} ${listed(rrset)}`);
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`SES asks for a CNAME at ${owner}, which can't stand beside what is there: ${listPhrase(others, "; ")}.`,
    phrase`Remove these records at the DNS host if nobody needs them, or choose another sender domain.`,
  );
}

function listed(rrset: RRset): string {
  return rrset.values.map((value) => `"${value}"`).join(", ");
}

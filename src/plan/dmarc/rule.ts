import { withOption } from "../../errors/hint.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { placeOf } from "../../dns/place.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { isQuotedTwice } from "../detect.ts";
import { findDmarc, isDmarc, isStrictDmarc, resemblesDmarc, sameDmarc } from "./dmarc.ts";
import { judgeElsewhere } from "./elsewhere.ts";
import { prospectOf, type Prospect } from "./prospect.ts";
import { meantStrictness } from "./strictness.ts";
import { flawsOf, warningsOfNew } from "./told.ts";
import { weakeningBy } from "./weakening.ts";
import {
  added,
  conflict,
  fine,
  replaced,
  existingRRset,
  valueRejected,
  type Case,
  type Verdict,
} from "../verdict.ts";
import type { Warning } from "../warning.ts";
import { listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";

/**
 * A policy that receivers obey is kept, harmless flaws and all, also where another zone serves it: SES accepts any
 * with `v` and `p`. Where none stands, what is in force for the name is published as its own, since a new record of
 * SES's making (`p=none`) would switch it off for this name.
 */
export function judgeDmarc(given: Case): Verdict {
  const { requirement, existing } = given;
  if (!isStrictDmarc(requirement.expected)) return valueRejected(given, "no DMARC record");
  const elsewhere = (["CNAME", "NS"] as const)
    .map((type) => findRRset(existing, requirement.owner, type))
    .find((rrset) => rrset !== undefined);
  if (elsewhere !== undefined) return judgeElsewhere(given, elsewhere, isReplacing(given));

  const before = existingRRset(given);
  const records = (before?.values ?? []).filter(resemblesDmarc);
  const prospect = prospectOf(given);
  const { publish } = prospect;
  if (before === undefined || records.length === 0)
    return added(given, [publish], warningsOfNew(given, prospect));
  if (!isReplacing(given)) return judgeExisting(given, before, { records, prospect });
  if (records.length === 1 && records.every((record) => isSame(record, publish)))
    return fine("unchanged", before);
  const rest = before.values.filter((value) => !records.includes(value));
  return replaced(
    given,
    before,
    [...rest, publish],
    [...weakeningBy(given, records, publish), ...warningsOfNew(given, prospect)],
  );
}

/** Whether the user agreed to replace a policy that stands there. */
export function replacesDmarc({ policy }: Pick<Case, "policy">, owner: DomainName): boolean {
  return policy.dmarc === "replace" || policy.replace.includes(placeOf({ type: "TXT", owner }));
}

interface Existing {
  readonly records: readonly string[];
  readonly prospect: Prospect;
}

function judgeExisting(given: Case, before: RRset, { records, prospect }: Existing): Verdict {
  const { expected } = given.requirement;
  const { publish } = prospect;
  // Receivers drop what doesn't begin as DMARC before they count (RFC 9989 section 4.10).
  const [record, ...others] = records.filter(isDmarc);
  if (record !== undefined && others.length === 0 && findDmarc(record) !== undefined) {
    const isOurs = isSame(record, expected) || isSame(record, publish);
    const warnings = [...flawsOf(given, record), ...quotesIn(given, records)];
    return fine(isOurs ? "unchanged" : "kept", before, warnings);
  }
  return inTheWay(given, records, publish);
}

function inTheWay(given: Case, records: readonly string[], publish: string): Verdict {
  const isOurs = (value: string): boolean => value === publish || value === given.requirement.expected;
  const listed = records.map((value) =>
    isOurs(value) ? phrase`"${value}" (what ses-onboard publishes)` : phrase`"${value}"`,
  );
  const undo = records.some(isOurs) ? phrase`; what a run wrote is taken back by undo with its log` : "";
  // Nobody is sent into a weaker policy: replacing is named only where it surely is none.
  const replace = records.every((value) => (meantStrictness(value) ?? Infinity) <= strictnessOfOurs(publish))
    ? phrase` To have all that stands there as DMARC replaced by "${publish}": ${withOption("dmarc", "replace")}.`
    : "";
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`At ${given.requirement.owner} ${faultOf(records)}: ${listPhrase(listed, "; ")}.`,
    phrase`Correct it at the DNS host${undo}.${replace}`,
  );
}

function faultOf(records: readonly string[]): Phrase {
  const count = records.filter(isDmarc).length;
  if (count > 1) return phrase`stand ${count} DMARC records, so receivers obey none`;
  if (count === 1) return phrase`stands a DMARC record without a policy that receivers obey`;
  const quotes = records.some(isQuotedTwice) ? phrase` (it holds quotes)` : "";
  return phrase`stands what is meant as a DMARC record, but receivers don't take it for one${quotes}`;
}

function strictnessOfOurs(publish: string): number {
  return meantStrictness(publish) ?? 0;
}

function isReplacing(given: Case): boolean {
  return replacesDmarc(given, given.requirement.owner);
}

function isSame(record: string, other: string): boolean {
  const [left, right] = [findDmarc(record), findDmarc(other)];
  return left !== undefined && right !== undefined && sameDmarc(left, right);
}

function quotesIn({ requirement: { owner } }: Case, records: readonly string[]): readonly Warning[] {
  return records.filter(isQuotedTwice).map((value) => ({ warning: "quotes-in-value", owner, value }));
}

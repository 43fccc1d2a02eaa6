import type { DomainName } from "../../dns/domain-name.ts";
import { placeOf } from "../../dns/place.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { isQuotedTwice } from "../detect.ts";
import type { InForce } from "./discovery.ts";
import { findDmarc, isDmarc, resemblesDmarc, sameDmarc } from "./dmarc.ts";
import { dmarcToPublish } from "./publish.ts";
import {
  added,
  conflict,
  fine,
  replaced,
  existingRRset,
  valueRejected,
  type Case,
  type Verdict,
  cnameInTheWay,
} from "../verdict.ts";
import type { Warning } from "../warning.ts";

/**
 * A valid policy that stands there is kept, behind a CNAME too: SES accepts any with `v` and `p`. Where none
 * stands, the policy that the name inherits is published as its own, since a new record of SES's making
 * (`p=none`) would switch it off for this name.
 */
export function judgeDmarc(given: Case): Verdict {
  const { requirement, surroundings, existing } = given;
  if (findDmarc(requirement.expected) === undefined) return valueRejected(given, "no DMARC record");
  const alias = findRRset(existing, requirement.owner, "CNAME");
  if (alias !== undefined) return judgeAlias(given, alias);

  const before = existingRRset(given);
  const records = (before?.values ?? []).filter(resemblesDmarc);
  const publish = dmarcToPublish(requirement.expected, inForceAt(given));
  if (before === undefined || records.length === 0)
    return added(given, [publish], inheritance(given, publish));
  if (!isReplacing(given)) return judgeExisting(given, before, { records, publish });
  if (records.length === 1 && records.every((record) => isSame(record, publish)))
    return fine("unchanged", before);
  const rest = before.values.filter((value) => !records.includes(value));
  return replaced(given, before, [...rest, publish], inheritance(given, publish));
}

function judgeAlias(given: Case, alias: RRset): Verdict {
  const behind = given.surroundings.dmarcBehindCname;
  if (behind === undefined || findDmarc(behind) === undefined || isReplacing(given))
    return cnameInTheWay(given, alias);
  return fine("kept", alias);
}

function judgeExisting(
  given: Case,
  before: RRset,
  { records, publish }: { readonly records: readonly string[]; readonly publish: string },
): Verdict {
  const { owner, expected } = given.requirement;
  // Receivers drop what doesn't begin with v=DMARC1 before they count (RFC 7489 section 6.6.3).
  const [record, ...others] = records.filter(isDmarc);
  if (record !== undefined && others.length === 0 && findDmarc(record) !== undefined) {
    return fine(
      isSame(record, expected) || isSame(record, publish) ? "unchanged" : "kept",
      before,
      quotesIn(given, records),
    );
  }
  const fault =
    others.length > 0
      ? `${others.length + 1} DMARC records, so receivers obey none`
      : "a DMARC record that is not valid";
  const listed = records.map(
    (value) => `"${value}"${value === publish ? " (what ses-onboard publishes)" : ""}`,
  );
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    `At ${owner} stands ${fault}: ${listed.join(" and ")}.`,
    `Correct it at the DNS host; what a run wrote is taken back by undo with its log. --dmarc replace has all that stands there as DMARC replaced by "${publish}".`,
  );
}

/** The inherited record as it is in force for the name. */
function inForceAt({ requirement: { owner }, surroundings }: Case): InForce | undefined {
  const record = findDmarc(surroundings.inheritedDmarc ?? "");
  if (record === undefined) return undefined;
  const policy = record.subdomainPolicy;
  return { policy, domain: owner, tag: "sp", record, fromPublicSuffix: false, organisation: owner };
}

function isReplacing(given: Case): boolean {
  return replacesDmarc(given, given.requirement.owner);
}

/** Whether the user agreed to replace a policy that stands there. */
export function replacesDmarc({ policy }: Pick<Case, "policy">, owner: DomainName): boolean {
  return policy.dmarc === "replace" || policy.replace.includes(placeOf({ type: "TXT", owner }));
}

function isSame(record: string, other: string): boolean {
  const [left, right] = [findDmarc(record), findDmarc(other)];
  return left !== undefined && right !== undefined && sameDmarc(left, right);
}

function inheritance({ requirement: { owner, expected } }: Case, publish: string): readonly Warning[] {
  const policy = findDmarc(publish)?.policy;
  return publish === expected || policy === undefined ? [] : [{ warning: "dmarc-inherited", owner, policy }];
}

function quotesIn({ requirement: { owner } }: Case, records: readonly string[]): readonly Warning[] {
  return records.filter(isQuotedTwice).map((value) => ({ warning: "quotes-in-value", owner, value }));
}

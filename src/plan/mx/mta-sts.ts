import { isAtOrBelow, prefixed, type DomainName } from "../../dns/domain-name.ts";
import { placeOf, type Place } from "../../dns/place.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { withOption } from "../../errors/hint.ts";
import type { Warning } from "../warning.ts";
import { conflict, type Case, type Verdict } from "../verdict.ts";
import { ADDRESS_TYPES } from "./mx.ts";
import { phrase, type Phrase } from "../../errors/phrase.ts";

// MTA-STS (RFC 8461): a TXT record at _mta-sts.D says that D has a policy, and a file at mta-sts.D, over HTTPS,
// names the exchanges that senders may deliver to. In enforce mode mail for any other one bounces, and senders keep
// the file for up to a year. The file is not read here, so a record that stands is taken for such a policy.

const TYPES_BEFORE_IT = ["CNAME", "NS"] as const;

/** Where the record of a domain stands (RFC 8461 section 3.1). */
export function mtaStsNameOf(domain: DomainName): DomainName {
  return prefixed("_mta-sts", domain);
}

/**
 * The names whose records decide. Once an MX stands at the domain no wildcard above it answers below it (RFC 4592
 * section 3.3.1).
 */
export function mtaStsNamesToRead(domain: DomainName): readonly DomainName[] {
  return [mtaStsNameOf(domain), wildcardBelow(domain)];
}

/**
 * The record, or what may have one behind it: an alias or a delegation, as vendors have it set up. Not looked up
 * any further, so it counts as a policy.
 */
export function findMtaSts(domain: DomainName, rrsets: readonly RRset[]): RRset | undefined {
  const name = mtaStsNameOf(domain);
  const exists = rrsets.some(({ owner }) => isAtOrBelow(owner, name));
  const owner = exists ? name : wildcardBelow(domain);
  const before = TYPES_BEFORE_IT.flatMap((type) => findRRset(rrsets, owner, type) ?? []);
  const record = findRRset(rrsets, owner, "TXT");
  return before[0] ?? (record?.values.some(resemblesMtaSts) === true ? record : undefined);
}

/**
 * SES's exchange comes to an MTA-STS policy by consent alone.
 * @param verdict the MX rule's: a change always brings the exchange, or leaves it as the only one
 */
export function underMtaSts(given: Case, verdict: Verdict, exchange: string): Verdict {
  const { requirement, policy, surroundings } = given;
  const { mtaSts } = surroundings;
  if (mtaSts === undefined || verdict.kind === "conflict") return verdict;
  const owner = mtaStsNameOf(requirement.owner);
  const place = placeOf({ type: "TXT", owner });
  if (verdict.kind === "fine")
    return policy.allow.includes(place) ? verdict : { ...verdict, warnings: withConsent(verdict, place) };
  if (policy.allow.includes(place))
    return {
      ...verdict,
      warnings: [...verdict.warnings, { warning: "mta-sts-allowed", owner, type: mtaSts.type, exchange }],
    };
  const takesMail = given.existing.some(({ type }) => TYPES_OF_MAIL.has(type));
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`${whatStands(mtaSts, owner)}. In enforce mode mail for ${requirement.owner} bounces where the policy's file does not list ${exchange} (RFC 8461); the file was not read, since it is served over HTTPS.`,
    phrase`List ${exchange} in the policy file and change the id in the TXT record first, then allow it: ${withOption("allow", place)}.${takesMail ? phrase` To keep what stands there: ${withOption("mx", "keep")}.` : ""}`,
  );
}

/** Whoever is told to add or replace the MX later needs this, too. */
function withConsent(
  { warnings }: { readonly warnings: readonly Warning[] },
  allow: Place,
): readonly Warning[] {
  return warnings.map((one) => (one.warning === "mx-kept" ? { ...one, allow } : one));
}

const TYPES_OF_MAIL: ReadonlySet<string> = new Set(["MX", ...ADDRESS_TYPES]);

function whatStands({ owner, type, values }: RRset, name: DomainName): Phrase {
  const what = `${type} ${values.map((value) => `"${value}"`).join(", ")}`;
  const where =
    owner === name ? phrase`At ${name} stands ${what}` : phrase`For ${name} answers ${owner} with ${what}`;
  return type === "TXT"
    ? phrase`${where}, an MTA-STS policy`
    : phrase`${where}, behind which an MTA-STS policy may stand`;
}

/** Senders want it as it is; whoever wrote it meant it. */
function resemblesMtaSts(text: string): boolean {
  return /^\W*v\s*=\s*STSv1/i.test(text);
}

function wildcardBelow(domain: DomainName): DomainName {
  return prefixed("*", domain);
}

import { labelsOf, type DomainName } from "../dns/domain-name.ts";
import type { RRType } from "../dns/rrset.ts";
import type { Purpose } from "./requirement.ts";
import { isSpf } from "./spf/parse.ts";

/** What a record that SES asks for is for, told by what it looks like: SES itself doesn't say. */
export function purposeOf(type: RRType, owner: DomainName, value: string): Purpose {
  if (type === "MX") return "mx";
  if (type !== "TXT") return "other";
  const labels = labelsOf(owner);
  if (labels.indexOf("_domainkey") > 0) return "dkim";
  if (labels[0] === "_dmarc") return "dmarc";
  return isSpf(value) ? "spf" : "other";
}

/**
 * The types that must be known at the owner to judge a record of this purpose; a CNAME shows itself whatever
 * is asked.
 */
export function typesToJudge(purpose: Purpose, type: RRType): readonly RRType[] {
  // Mail for a name without MX goes to its addresses (RFC 5321 section 5.1).
  return purpose === "mx" ? ["MX", "A", "AAAA"] : [type];
}

import type { RRset } from "../dns/rrset.ts";
import type { Verdict } from "./requirement.ts";
import { conflict, type Case } from "./verdict.ts";

/** Nothing can stand beside a CNAME (RFC 1034 section 3.6.2), and SES doesn't follow one to a key. */
export function cnameInTheWay(given: Case, alias: RRset): Verdict {
  const { owner, type } = given.requirement;
  return conflict(
    given,
    "CNAME_IN_THE_WAY",
    `${owner} is a CNAME to ${alias.values.join(", ")}, and no ${type} record can stand beside a CNAME.`,
    `Remove the CNAME at ${owner} at the DNS host, or choose another sender domain.`,
  );
}

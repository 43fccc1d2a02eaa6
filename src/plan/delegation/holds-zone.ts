import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Said } from "../../dns/observation.ts";

/**
 * Whether who says this, asked for the SOA at a zone's apex, answers out of that zone. Load balancers have no SOA
 * there, and an alias may stand in its place: then the zone above, which delegates it, is what proves the apex. A "no"
 * out of the zone above is that of a server which holds only that one.
 */
export function holdsZone(said: Said, apex: DomainName): boolean {
  switch (said.kind) {
    case "answer":
    case "cname":
      return true;
    case "nodata":
      return said.zone === undefined || isAtOrBelow(said.zone, apex);
    case "nxdomain":
    case "referral":
    case "lame":
    case "servfail":
    case "unreachable":
    case "malformed":
      return false;
  }
}

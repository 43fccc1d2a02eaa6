import type { Answered } from "./answered.ts";
import { isUsable } from "./ask-in-turn.ts";

/**
 * Whether an answer from a root's address can be the root's own. On many networks a proxy takes every question to port 53 and answers it itself. What gives it
 * away is an offer of recursion, which root servers never make (RFC 2870 section 2.5), an answer without authority, or a "no" without the SOA that an
 * authoritative one carries (RFC 2308 section 3). Asked as we ask, Unbound 1.17 answers REFUSED with RA, BIND 9.18 a referral back up with RA (November 2026).
 */
export function isRootsOwn(answered: Answered): boolean {
  const { observation, reply } = answered;
  if (reply?.recursionAvailable === true) return false;
  if (observation.kind === "nodata" || observation.kind === "nxdomain") return observation.soa !== undefined;
  return isUsable(answered);
}

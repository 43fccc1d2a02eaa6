import { labelsOf } from "../../dns/domain-name.ts";
import type { Requirement } from "../requirement.ts";

/** Delegations: NS and DNAME by name and by number (RFC 3597), and what vouches for one. */
const HANDS_OVER = new Set(["NS", "TYPE2", "DNAME", "TYPE39", "DS", "TYPE43"]);

/**
 * What no consent lifts: whoever answers for name servers of a name has everything below it, and whoever answers at
 * `_acme-challenge` gets certificates for it (RFC 8555 section 8.4). No sender domain needs either.
 */
export function neverWritten({ owner, type }: Requirement): string | undefined {
  if (HANDS_OVER.has(type))
    return "a delegation, which would hand the name and all below it to somebody else";
  const isProof = labelsOf(owner).includes("_acme-challenge");
  return isProof ? "at the name by which certificate authorities take orders for this domain" : undefined;
}

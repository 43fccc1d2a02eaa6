import { labelsOf } from "../../dns/domain-name.ts";
import { canonicalType } from "../../dns/place.ts";
import type { Requirement } from "../requirement.ts";

/** Delegations, what vouches for one, and a zone's own records. */
const HANDS_OVER = new Set(["NS", "DNAME", "DS", "SOA", "DNSKEY", "CDS", "CDNSKEY", "CSYNC"]);

/** Neither is text: the second is half of a character. */
const NO_TEXT = /[\p{Cc}\p{Cs}]/u;

/**
 * What no consent lifts: whoever answers for name servers of a name has everything below it, and whoever answers at
 * `_acme-challenge` gets certificates for it (RFC 8555 section 8.4). No sender domain needs either. Nor does a record
 * of mail hold a control character: SPF, DKIM and DMARC are printable ASCII but for the folding of lines, which is of
 * headers and not of DNS (RFC 7208 section 4.5, RFC 6376 section 3.2, RFC 9989).
 */
export function neverWritten({ owner, type, expected }: Requirement): string | undefined {
  if (NO_TEXT.test(expected))
    return "no text of a record: it holds a control character or half of a character";
  if (HANDS_OVER.has(canonicalType(type)))
    return "a delegation, which would hand the name and all below it to somebody else";
  const labels = labelsOf(owner);
  if (labels.includes("*")) return "at a wildcard, which answers for every other name";
  const isProof = labels.includes("_acme-challenge");
  return isProof ? "at the name by which certificate authorities take orders for this domain" : undefined;
}

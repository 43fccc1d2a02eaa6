import { unquoteTxt, type EscapeRadix } from "../../src/dns/presentation.ts";
import { canonicalValue } from "../../src/dns/rdata.ts";
import { keyText, type RRset, type RRType } from "../../src/dns/rrset.ts";

/** A value as zone files write it (TXT quoted and cut into strings, names with a final dot) → canonical form. */
export function valueOfPresentation(type: RRType, text: string, radix: EscapeRadix = "decimal"): string {
  return type === "TXT" ? unquoteTxt(text, radix) : canonicalValue(type, text);
}

/**
 * What a host lists, record by record or in several sets of one type → one RRset for each owner and type. Of
 * several TTLs, which DNS does not know within one RRset (RFC 2181 section 5.2), the lowest counts.
 */
export function groupRRsets(listed: readonly RRset[]): readonly RRset[] {
  const byPlace = new Map<string, RRset>();
  for (const rrset of listed) {
    const place = keyText(rrset);
    const earlier = byPlace.get(place);
    byPlace.set(place, {
      // What one of them says of locks and products holds for the set.
      ...rrset,
      ...earlier,
      ttl: Math.min(earlier?.ttl ?? rrset.ttl, rrset.ttl),
      values: [...new Set([...(earlier?.values ?? []), ...rrset.values])],
    });
  }
  return [...byPlace.values()];
}

import { findDomainName, type DomainName } from "./domain-name.ts";
import type { Lookup, Question } from "./observation.ts";
import { findRRset, type RRset } from "./rrset.ts";

/** What is known of a name without asking DNS; `alias`: the name is one, and its target decides. */
export type Held = Lookup | { readonly kind: "alias"; readonly target: DomainName };

/** Undefined: it is not known, so DNS may be asked. */
export type FindHeld = (question: Question) => Held | undefined;

/** What the DNS host's listing says of these names, which it shows whole. */
export function heldAt(owners: readonly DomainName[], rrsets: readonly RRset[]): FindHeld {
  return ({ owner, type }) => {
    if (!owners.includes(owner)) return undefined;
    const rrset = findRRset(rrsets, owner, type);
    if (rrset !== undefined) return { kind: "answer", rrset, canonicalName: owner };
    const target = findDomainName(findRRset(rrsets, owner, "CNAME")?.values[0] ?? "");
    return target === undefined ? { kind: "nodata" } : { kind: "alias", target };
  };
}

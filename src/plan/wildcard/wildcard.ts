import { findDomainName, isAtOrBelow, labelsOf, parentOf, type DomainName } from "../../dns/domain-name.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";

// Wildcards above names that are to be written, by RFC 4592. wildcard.ts finds which one may answer for a name,
// written-out.ts judges by what it answers, ended.ts tells what ends with the names that come into existence.

/** A name at which the host shows nothing, and the wildcard that answers for it unless it exists all the same. */
export interface Uncertain {
  readonly owner: DomainName;
  readonly wildcard: DomainName;
  /**
   * The name one label below the wildcard's parent, on the way to the owner. If it exists, be it without any
   * record, it is an encloser closer than the wildcard's, and the wildcard answers for nothing at or below it; if
   * not, nothing below it exists either.
   */
  readonly top: DomainName;
}

/** The wildcards of the zone above a name, the closest first; only that of the closest encloser answers. */
export function wildcardsOver(owner: DomainName, apex: DomainName): readonly DomainName[] {
  return ancestorsOf(owner, apex).flatMap((above) => findDomainName(`*.${above}`) ?? []);
}

/**
 * The wildcards that must be known to tell what answers for these names: those above, and the one right below each
 * name, which makes it exist.
 */
export function wildcardsAround(names: readonly DomainName[], apex: DomainName): readonly DomainName[] {
  const around = names.flatMap((name) =>
    [findDomainName(`*.${name}`) ?? [], wildcardsOver(name, apex)].flat(),
  );
  return [...new Set(around)];
}

/** The names and those between each of them and the apex, which come into existence with them. */
export function withNamesBetween(names: readonly DomainName[], apex: DomainName): readonly DomainName[] {
  return [...new Set(names.flatMap((name) => [name, ...ancestorsOf(name, apex)]))].filter(
    (name) => name !== apex,
  );
}

/**
 * Of these names those for which a wildcard may answer. A host is read by name and shows no name that has only
 * others below it, so whether `top` exists is for DNS to tell. Nothing is uncertain where the host lists
 * something at or below `top`: `*.top` itself makes it exist (RFC 4592 section 2.2.2).
 * @param rrsets what the host holds at the names and at all wildcards around them
 */
export function findUncertain(
  names: readonly DomainName[],
  rrsets: readonly RRset[],
  apex: DomainName,
): readonly Uncertain[] {
  return underWildcards(names, rrsets, apex).filter(
    ({ top }) => !rrsets.some((rrset) => isAtOrBelow(rrset.owner, top)),
  );
}

/**
 * Of these names those for which a wildcard had answered before a run was ended in the middle of its write: a host that
 * writes one by one begins with the MX, written out with the wildcard's TTL, and nothing else stands there. What the
 * wildcard answered beside it is known by the wildcard alone.
 */
export function findBegun(
  names: readonly DomainName[],
  rrsets: readonly RRset[],
  apex: DomainName,
): readonly Uncertain[] {
  return underWildcards(names, rrsets, apex).filter(({ wildcard, top }) => {
    const [first, ...others] = rrsets.filter((rrset) => isAtOrBelow(rrset.owner, top));
    const mx = findRRset(rrsets, wildcard, "MX");
    if (first?.type !== "MX" || others.length > 0 || mx === undefined || first.ttl !== mx.ttl) return false;
    return mx.values.every((value) => first.values.includes(value));
  });
}

/** The names that stand under a wildcard which the host holds, each with the closest. */
function underWildcards(
  names: readonly DomainName[],
  rrsets: readonly RRset[],
  apex: DomainName,
): readonly Uncertain[] {
  return names.flatMap((owner) => {
    const wildcard = wildcardsOver(owner, apex).find((name) => rrsets.some((rrset) => rrset.owner === name));
    return wildcard === undefined ? [] : [{ owner, wildcard, top: topmostBelow(wildcard, owner) }];
  });
}

/** The topmost name that a wildcard no longer answers for once the owner exists. */
export function topmostBelow(wildcard: DomainName, owner: DomainName): DomainName {
  // A wildcard has one label more than its parent, just as the name that is looked for.
  return labelsOf(owner).slice(-labelsOf(wildcard).length).join(".") as DomainName;
}

/** Hosts and mailboxes have no such label; what stands there is text, or an alias of it (RFC 8552). */
export function isForTextAlone(name: DomainName): boolean {
  return labelsOf(name).some((label) => label.startsWith("_"));
}

function ancestorsOf(owner: DomainName, apex: DomainName): readonly DomainName[] {
  const above = parentOf(owner);
  return above === undefined || !isAtOrBelow(above, apex) ? [] : [above, ...ancestorsOf(above, apex)];
}

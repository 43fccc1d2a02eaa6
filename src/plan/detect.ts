import { findDomainName, isAtOrBelow, labelsOf, parentOf, type DomainName } from "../dns/domain-name.ts";
import { LONGEST_CHARACTER_STRING, octetsOfText } from "../dns/rdata.ts";
import type { RRset } from "../dns/rrset.ts";
import type { Warning } from "./warning.ts";

// Signs of usual mistakes in DNS consoles, as far as the records alone show them.

/**
 * A value with quotes of its own: somebody pasted the presentation format into a field that adds quotes
 * itself.
 */
export function isQuotedTwice(value: string): boolean {
  return /^\s*\\?".*"\s*$/s.test(value);
}

/** The value without those quotes. */
export function unquoted(value: string): string {
  return value
    .trim()
    .replace(/^\\?"|\\?"$/g, "")
    .replace(/\\?"\s+\\?"/g, "");
}

/**
 * A value of exactly one full character-string: consoles that can't split longer ones just cut them there.
 */
export function isCutAt255(value: string): boolean {
  return octetsOfText(value).length === LONGEST_CHARACTER_STRING;
}

/**
 * The name at which a record lands when a console appends the zone to a name that has it already; undefined
 * where that would be too long.
 */
export function doubledName(owner: DomainName, apex: DomainName): DomainName | undefined {
  return findDomainName(`${owner}.${apex}`);
}

/** The wildcards of the zone that answer for a name that doesn't exist: the closest first (RFC 4592). */
export function wildcardsOver(owner: DomainName, apex: DomainName): readonly DomainName[] {
  const wildcards: DomainName[] = [];
  for (
    let above = parentOf(owner);
    above !== undefined && isAtOrBelow(above, apex);
    above = parentOf(above)
  ) {
    const wildcard = findDomainName(`*.${above}`);
    if (wildcard !== undefined) wildcards.push(wildcard);
  }
  return wildcards;
}

/** A record at the doubled name: the reason why nobody finds it at the right one. */
export function findDoubledSuffix(
  owner: DomainName,
  apex: DomainName,
  rrsets: readonly RRset[],
): Warning | undefined {
  const doubled = doubledName(owner, apex);
  const found = doubled !== undefined && doubled !== owner && rrsets.some((rrset) => rrset.owner === doubled);
  return found ? { warning: "doubled-suffix", owner: doubled } : undefined;
}

/**
 * The wildcard that stops answering for a name once something is created at or below it, with the types that
 * are lost there. The name is the topmost one that comes into existence: `mail.example.com` when
 * `x._domainkey.mail.example.com` is the first name below `*.example.com`.
 */
export function findShadowedWildcard(
  created: RRset,
  apex: DomainName,
  rrsets: readonly RRset[],
): Warning | undefined {
  for (const wildcard of wildcardsOver(created.owner, apex)) {
    const parent = parentOf(wildcard);
    const answers = rrsets.filter((rrset) => rrset.owner === wildcard);
    if (parent === undefined || answers.length === 0) continue;
    const depth = labelsOf(created.owner).length - labelsOf(parent).length - 1;
    const owner = labelsOf(created.owner).slice(depth).join(".") as DomainName;
    if (rrsets.some((rrset) => isAtOrBelow(rrset.owner, owner) && rrset.owner !== wildcard)) return undefined;
    return { warning: "wildcard-shadowed", owner, wildcard, types: answers.map((rrset) => rrset.type) };
  }
  return undefined;
}

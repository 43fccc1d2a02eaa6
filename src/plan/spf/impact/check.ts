import { findDomainName, isAtOrBelow, type DomainName } from "../../../dns/domain-name.ts";
import type { SpfLookup } from "../count.ts";
import type { SpfTerm } from "../term.ts";
import { expandFor, type SpfMail } from "./mail.ts";
import { namesOfAddress } from "./owner-of-address.ts";

// What one judgement asks and counts.

/** RFC 7208 section 4.6.4. */
export const LIMITS = { lookups: 10, voids: 2, mx: 10, ptr: 10 } as const;

export interface PassedOver {
  readonly term: string;
  readonly because: string;
}

/** One mail under judgement; the counts are of all of its terms. */
export interface Check {
  readonly mail: SpfMail;
  readonly lookup: SpfLookup;
  lookups: number;
  voids: number;
  readonly passedOver: PassedOver[];
  /** The first that was passed over since its lookup failed. */
  failed: PassedOver | undefined;
  /** The term on which a receiver gives up, and why. */
  broken: string | undefined;
  why: string | undefined;
  /** The term that matched. */
  by: string | undefined;
}

export interface Unknown {
  readonly unknown: string;
  /** Only a mail at hand would tell; else a lookup failed. */
  readonly byMail?: true;
}

/** Whether one more lookup is one too many. */
export function isBeyond(check: Check): boolean {
  check.lookups += 1;
  if (check.lookups > LIMITS.lookups) check.why ??= `more than ${LIMITS.lookups} DNS lookups are needed`;
  return check.lookups > LIMITS.lookups;
}

/** False: a receiver has a mail at hand, so it knows. */
export function passOver({ text: term }: SpfTerm, unknown: Unknown, check: Check): boolean {
  if (check.mail.sender !== undefined) return false;
  const passed = { term, because: unknown.unknown };
  check.passedOver.push(passed);
  if (unknown.byMail !== true) check.failed ??= passed;
  return true;
}

/** What a term asks about a name; `exists` asks for IPv4 addresses, whoever sends (RFC 7208 section 5.7). */
export type Asked = "A" | "AAAA" | "MX" | "exists";

/** The values at a name. Two lookups may find nothing, the third is one too many. */
export async function answersAt(
  name: DomainName,
  asked: Asked,
  check: Check,
): Promise<readonly string[] | { readonly end: "permerror" | Unknown }> {
  const found = await check.lookup({ owner: name, type: asked === "exists" ? "A" : asked });
  if (found.kind === "failed") return { end: { unknown: found.because } };
  if (found.kind === "answer") return found.rrset.values;
  if (found.kind === "nodata" && (await hasOtherFamily(name, asked, check))) return [];
  check.voids += 1;
  if (check.voids <= LIMITS.voids) return [];
  check.why ??= `more than ${LIMITS.voids} lookups find nothing`;
  return { end: "permerror" };
}

/**
 * A name that has addresses of the other family only is no void lookup, as prove.ts counts it. mailauth 4.13 sees it
 * so, and pyspf 2.0.14 does not (November 2026).
 */
async function hasOtherFamily(name: DomainName, asked: Asked, { lookup }: Check): Promise<boolean> {
  if (asked === "MX" || asked === "exists") return false;
  const other = await lookup({ owner: name, type: asked === "A" ? "AAAA" : "A" });
  return other.kind === "answer";
}

/** Undefined: it is no name. */
export async function targetOf(
  domainSpec: string,
  self: DomainName,
  { mail, lookup }: Pick<Check, "mail" | "lookup">,
): Promise<DomainName | Unknown | undefined> {
  const needsOwner = mail.sender !== undefined && /%\{p/i.test(domainSpec);
  const owners = needsOwner ? await namesOfAddress(mail.address, lookup) : [];
  const owner = owners.find((name) => isAtOrBelow(name, self)) ?? owners[0];
  const expanded = expandFor(mail, domainSpec, { self, owner });
  return expanded === undefined
    ? { unknown: "it depends on a mail", byMail: true }
    : findDomainName(expanded);
}

import { labelsOf, prefixed, type DomainName } from "../../dns/domain-name.ts";
import { findTags, formatTags, type TagList } from "../tags.ts";

const POLICY_LABEL = "_dmarc";

/** Where a domain's policy stands (RFC 7489 section 6.1). */
export function dmarcNameOf(domain: DomainName): DomainName {
  return prefixed(POLICY_LABEL, domain);
}

export function isDmarcName(owner: DomainName): boolean {
  return labelsOf(owner)[0] === POLICY_LABEL;
}

export type DmarcPolicy = "none" | "quarantine" | "reject";

const STRICTNESS: Readonly<Record<DmarcPolicy, number>> = { none: 0, quarantine: 1, reject: 2 };

/** A DMARC policy record that receivers obey (RFC 7489 section 6.3). */
export interface DmarcRecord {
  readonly policy: DmarcPolicy;
  /** The policy for names below the record's own domain: `sp`, else `p`. */
  readonly subdomainPolicy: DmarcPolicy;
  readonly tags: TagList;
}

/**
 * Whether receivers take this TXT value for a DMARC record at all; they drop others, and give up when two are
 * left (section 6.6.3).
 */
export function isDmarc(text: string): boolean {
  return /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text);
}

/** The record that receivers obey: two are none (section 6.6.3). */
export function onlyDmarc(values: readonly string[]): string | undefined {
  const [record, ...others] = values.filter(isDmarc);
  return others.length === 0 ? record : undefined;
}

/**
 * Whether somebody meant it as one: receivers drop it for its quotes or its case, yet it shows what was
 * wanted.
 */
export function resemblesDmarc(text: string): boolean {
  return /^[\s"'\\\ufeff]*v\s*=\s*dmarc/i.test(text);
}

/**
 * The record that a TXT value holds; undefined unless `v=DMARC1` comes first and every policy in it is a
 * known one.
 */
export function findDmarc(text: string): DmarcRecord | undefined {
  const tags = isDmarc(text) ? findTags(text) : undefined;
  const policy = findPolicy(tags?.get("p"));
  if (tags === undefined || policy === undefined) return undefined;
  const subdomainPolicy = tags.has("sp") ? findPolicy(tags.get("sp")) : policy;
  return subdomainPolicy && { policy, subdomainPolicy, tags };
}

/** Whether two records say the same; the order and spelling of tags don't count. */
export function sameDmarc(a: DmarcRecord, b: DmarcRecord): boolean {
  return canonical(a) === canonical(b);
}

/**
 * Tags that speak about the domain where the record stands and mean nothing, or something else, one level
 * below.
 */
const NOT_INHERITED = new Set(["v", "p", "sp", "np", "psd"]);
/** Tags that soften a policy: they go with the policy that they were written for. */
const SOFTENERS = new Set(["pct", "t"]);

/**
 * What a subdomain publishes so that its own new record doesn't override the policy that it inherits: `sp`,
 * else `p`, with alignment and report tags, and never weaker than what SES asks for. Nothing valid to
 * inherit: SES's own value.
 */
export function dmarcToPublish(expected: string, inherited: string | undefined): string {
  const own = findDmarc(expected);
  const above = inherited === undefined ? undefined : findDmarc(inherited);
  if (own === undefined || above === undefined) return expected;
  const stricter = STRICTNESS[above.subdomainPolicy] >= STRICTNESS[own.policy];
  const carried = [...above.tags].filter(
    ([name]) => !NOT_INHERITED.has(name) && (stricter || !SOFTENERS.has(name)),
  );
  const policy = stricter ? above.subdomainPolicy : own.policy;
  const published = new Map([...own.tags, ...carried, ["p", policy] as const]);
  const same = findDmarc(formatTags(published));
  return same !== undefined && sameDmarc(same, own) ? expected : formatTags(published);
}

function findPolicy(text: string | undefined): DmarcPolicy | undefined {
  const policy = text?.toLowerCase() ?? "";
  return Object.hasOwn(STRICTNESS, policy) ? (policy as DmarcPolicy) : undefined;
}

/** Addresses in rua and ruf keep their case; everything else is a keyword. */
function canonical(record: DmarcRecord): string {
  const tags = [...record.tags].map(([name, value]) => {
    const text = name === "rua" || name === "ruf" ? value : value.toLowerCase();
    return `${name}=${text.replace(/\s+/g, "")}`;
  });
  return tags.sort().join(";");
}

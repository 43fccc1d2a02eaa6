import { labelsOf, prefixed, type DomainName } from "../../dns/domain-name.ts";
import { readTags, type TagList } from "../tags.ts";
import { isReportAddress, isWellFormed } from "./values.ts";

// DMARC, pure: values.ts (what a tag may say), this file (one record, read as receivers read it), discovery.ts
// (whose record is in force for a name), publish.ts (what a new record says), inheritance.ts (which of two ways of
// looking counts), prospect.ts (what we would publish), then the rule; told.ts and weakening.ts have its warnings.
//
// RFC 9989 (May 2026) obsoletes RFC 7489, and receivers of both kinds exist for years. They differ in how they
// find a record (discovery.ts) and, a little, in how they read it. Other people's records are read as
// receivers read them, that is leniently; what we write is strict.

const POLICY_LABEL = "_dmarc";

/** Where a domain's policy stands (RFC 9989 section 4.5). */
export function dmarcNameOf(domain: DomainName): DomainName {
  return prefixed(POLICY_LABEL, domain);
}

export function isDmarcName(owner: DomainName): boolean {
  return labelsOf(owner)[0] === POLICY_LABEL;
}

export type DmarcPolicy = "none" | "quarantine" | "reject";

/** Which receivers: those that follow RFC 9989, or those that still follow RFC 7489. */
export type DmarcRfc = "9989" | "7489";

export const STRICTNESS: Readonly<Record<DmarcPolicy, number>> = { none: 0, quarantine: 1, reject: 2 };

/** A DMARC policy record that receivers obey (RFC 9989 section 4.7). */
export interface DmarcRecord {
  readonly text: string;
  readonly policy: DmarcPolicy;
  /** The policy for names below the record's own domain: `sp`, else `p`. */
  readonly subdomainPolicy: DmarcPolicy;
  /** The policy for names below that do not exist: `np`, else `sp`, else `p`. */
  readonly nonexistentPolicy: DmarcPolicy;
  readonly psd: Psd;
  /** `t=y`: the owner asks receivers to apply the policy one step weaker. */
  readonly testing: boolean;
  /** `pct`, which RFC 9989 ignores; undefined where there is none that is a percentage. */
  readonly percent: number | undefined;
  /** Names in lower case; of a tag that stands twice the last. */
  readonly tags: TagList;
  /** The pieces that a strict reader would refuse, as they are written; none: the record is valid. */
  readonly flaws: readonly string[];
}

/** Whether names are registered below: `y`es, `n`o, `u`nknown. */
export type Psd = "y" | "n" | "u";

/** Whether receivers, or some of them, take this TXT value for a DMARC record at all. */
export function isDmarc(text: string): boolean {
  return isDmarcBy("7489", text);
}

/**
 * Whether receivers of one kind take it for one; they drop others, and give up when two are left. RFC 9989 wants
 * `DMARC1` in capitals (section 4.7), and so do its receivers; the older ones that are in use don't.
 */
export function isDmarcBy(rfc: DmarcRfc, text: string): boolean {
  return VERSION[rfc].test(text);
}

const VERSION: Readonly<Record<DmarcRfc, RegExp>> = {
  "9989": /^\s*[vV][ \t]*=[ \t]*DMARC1[ \t]*(?:;|$)/,
  "7489": /^\s*v[ \t]*=[ \t]*dmarc1[ \t]*(?:;|$)/i,
};

/** The record that receivers obey: two are none (RFC 9989 section 4.10). */
export function onlyDmarc(values: readonly string[]): string | undefined {
  const [record, ...others] = values.filter(isDmarc);
  return others.length === 0 ? record : undefined;
}

/**
 * Whether somebody meant it as one: receivers drop it for its quotes, its version or its order, yet it shows
 * what was wanted.
 */
export function resemblesDmarc(text: string): boolean {
  return MEANT_VERSION.test(text) || MEANT_POLICY.test(text);
}

const MEANT_VERSION = /^[^a-z0-9]*(?:v[^a-z0-9]*dmarc|dmarc1?[^a-z0-9]*;)/i;
const MEANT_POLICY = /(?:^|;)[^a-z0-9;]*s?p\s*=\s*(?:none|quarantine|reject)[^a-z0-9;]*(?:;|$)/i;

/** The record that a TXT value holds, as those receivers read it who find the stricter policy in it. */
export function findDmarc(text: string): DmarcRecord | undefined {
  const [now, before] = [findDmarcBy("9989", text), findDmarcBy("7489", text)];
  if (now === undefined || before === undefined) return now ?? before;
  return STRICTNESS[before.policy] > STRICTNESS[now.policy] ? before : now;
}

/**
 * The record that a TXT value holds, read as receivers do: what is no tag is dropped. An invalid `p`, `sp` or
 * `np`, or no `p`, counts as `none` where reports are asked for, else there is no record (RFC 9989 section
 * 4.10.1; RFC 7489 section 6.6.3, which knows no `np`).
 */
export function findDmarcBy(rfc: DmarcRfc, text: string): DmarcRecord | undefined {
  return isDmarcBy(rfc, text) ? recordOf(text, rfc) : undefined;
}

/** Whether a value is valid to the letter, with a policy: for what we write and what SES asks for. */
export function isStrictDmarc(text: string): boolean {
  const record = findDmarcBy("9989", text);
  return record !== undefined && record.tags.has("p") && record.flaws.length === 0;
}

/** Whether the names below are registered by others; of a text that may hold no policy. */
export function psdOf(text: string): Psd {
  const psd = readTags(text).tags.get("psd")?.toLowerCase();
  return psd === "y" || psd === "n" ? psd : "u";
}

/**
 * Whether a record's owner only tries its policy: `t=y`, or what stood for it before there was `t`: `pct=0`, which
 * had receivers apply the policy to no mail (RFC 7489 section 6.3).
 */
export function isTrial(record: DmarcRecord): boolean {
  return record.tags.has("t") ? record.testing : record.percent === 0;
}

/** Whether two records say the same; the order and spelling of tags don't count. */
export function sameDmarc(a: DmarcRecord, b: DmarcRecord): boolean {
  return canonical(a) === canonical(b);
}

function recordOf(text: string, rfc: DmarcRfc): DmarcRecord | undefined {
  const { tags, flaws } = readTags(text);
  const policies = policiesOf(tags, rfc);
  if (policies === undefined) return undefined;
  const percent = tags.get("pct");
  return {
    text,
    ...policies,
    psd: psdOf(text),
    testing: tags.get("t")?.toLowerCase() === "y",
    percent: percent !== undefined && isWellFormed("pct", percent) ? Number(percent) : undefined,
    tags,
    flaws: [...flaws, ...flawsOfVersion(text), ...flawsOfValues(tags)],
  };
}

type Policies = Pick<DmarcRecord, "policy" | "subdomainPolicy" | "nonexistentPolicy">;

const NO_POLICY: Policies = { policy: "none", subdomainPolicy: "none", nonexistentPolicy: "none" };

function policiesOf(tags: TagList, rfc: DmarcRfc): Policies | undefined {
  const policy = findPolicy(tags.get("p"));
  const subdomainPolicy = tags.has("sp") ? findPolicy(tags.get("sp")) : policy;
  const knowsNp = rfc === "9989" && tags.has("np");
  const nonexistentPolicy = knowsNp ? findPolicy(tags.get("np")) : subdomainPolicy;
  if (policy !== undefined && subdomainPolicy !== undefined && nonexistentPolicy !== undefined)
    return { policy, subdomainPolicy, nonexistentPolicy };
  return (tags.get("rua") ?? "").split(",").some(isReportAddress) ? NO_POLICY : undefined;
}

function findPolicy(text: string | undefined): DmarcPolicy | undefined {
  const policy = text?.toLowerCase() ?? "";
  return Object.hasOwn(STRICTNESS, policy) ? (policy as DmarcPolicy) : undefined;
}

function flawsOfVersion(text: string): readonly string[] {
  return isDmarcBy("9989", text) && !/^\s/.test(text) ? [] : [text.split(";", 1).join()];
}

function flawsOfValues(tags: TagList): readonly string[] {
  return [...tags]
    .filter(([name, value]) => !isWellFormed(name, value))
    .map(([name, value]) => `${name}=${value}`);
}

/** Addresses in rua and ruf keep their case; everything else is a keyword. */
function canonical(record: DmarcRecord): string {
  const tags = [...record.tags].map(([name, value]) => {
    const text = name === "rua" || name === "ruf" ? value : value.toLowerCase();
    return `${name}=${text.replace(/\s+/g, "")}`;
  });
  return tags.sort().join(";");
}

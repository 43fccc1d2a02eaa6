import { createHash } from "node:crypto";
import { isAtOrBelow, labelsOf, type DomainName } from "../dns/domain-name.ts";
import type { RRset, Swap } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { keysNameOf } from "./dkim/dkim.ts";
import { dmarcNameOf, resemblesDmarc } from "./dmarc/dmarc.ts";
import type { Policy } from "./requirement.ts";
import { isSpf } from "./spf/parse.ts";

/** Everything that decides what a run does, as far as it can be known before the identity exists. */
export interface PlanHashInput {
  readonly domain: DomainName;
  readonly site: string;
  readonly region: string;
  readonly zone: { readonly provider: string; readonly apex: DomainName; readonly id: string };
  readonly policy: Policy;
  readonly dkimBits: number;
  /** What the host holds; only the RRsets at the sender domain and its `_dmarc` name count. */
  readonly rrsets: readonly RRset[];
}

/**
 * What the policy allows to be replaced. The hash covers it, so whoever agreed to the hash agreed to this.
 */
export type Consent = Pick<Policy, "mx" | "dmarc" | "replace">;

const NO_CONSENT: Consent = { mx: "keep", dmarc: "keep", replace: [] };

export type PlanHash = `sha256:${string}`;

/** Records that change without anybody deciding anything: the host's own serial and signatures. */
const VOLATILE_TYPES = new Set([
  "SOA",
  "RRSIG",
  "NSEC",
  "NSEC3",
  "NSEC3PARAM",
  "DNSKEY",
  "CDS",
  "CDNSKEY",
  "ZONEMD",
]);

/** The same for the same plan, whatever the order in which a host lists things. */
export function planHash(input: PlanHashInput): PlanHash {
  const { domain, site, region, zone, policy, dkimBits } = input;
  const covered = input.rrsets.filter((rrset) => isCovered(rrset, domain) && !VOLATILE_TYPES.has(rrset.type));
  const rrsets = covered.map(({ owner, type, ttl, values }) =>
    JSON.stringify([owner, type, ttl, unique(values)]),
  );
  const { ttl, mx, mxPriority, dmarc, replace } = policy;
  const options = [ttl, mx, mxPriority, dmarc, unique(replace), dkimBits];
  // An array: unlike an object's keys, its order is ours.
  const text = JSON.stringify([
    1,
    domain,
    site,
    region,
    [zone.provider, zone.apex, zone.id],
    options,
    unique(rrsets),
  ]);
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/**
 * Whether a swap may be made under a hash that was agreed upon before the identity existed: a DKIM key at a
 * name that holds none, SES's senders in the SPF record at the domain, an MX and a DMARC policy where none
 * stands. Everything else would be news to whoever agreed.
 */
export function allowedUnderHash(swap: Swap, domain: DomainName, consent: Consent = NO_CONSENT): boolean {
  const { before, after } = swap;
  if (after === undefined) return false;
  if (isWithinConsent(after, domain, consent)) return true;
  const isNew = before === undefined;
  if (after.type === "MX") return isNew && after.owner === domain;
  if (after.type !== "TXT") return false;
  if (after.owner === domain) return isSpfMerge(before?.values ?? [], after.values);
  if (after.owner === dmarcNameOf(domain)) return isDmarcAddition(before?.values ?? [], after.values);
  return isNew && after.values.length === 1 && isKeyNameOf(after.owner, domain);
}

/**
 * @throws OnboardError PLAN_CHANGED when a swap goes beyond what the hash allows; nothing may be written then
 */
export function requireAllowedUnderHash(
  swaps: readonly Swap[],
  domain: DomainName,
  consent: Consent = NO_CONSENT,
): void {
  const beyond = swaps.filter((swap) => !allowedUnderHash(swap, domain, consent));
  const [first] = beyond;
  if (first === undefined) return;
  const place = first.after ?? first.before;
  throw new OnboardError(
    "PLAN_CHANGED",
    `The ${place?.type} change at ${place?.owner} is not covered by the plan that was agreed upon.`,
    {
      hint: "Run plan again, look at what it shows, and pass its new hash.",
      facts: { domain, beyond },
    },
  );
}

/** @throws OnboardError PLAN_CHANGED when the plan is not the one that was agreed upon */
export function requirePlanHash(agreed: string, actual: PlanHash): void {
  if (agreed === actual) return;
  throw new OnboardError(
    "PLAN_CHANGED",
    `The plan is not the one that was agreed upon: its hash is ${actual} now.`,
    {
      hint: "Run plan again, look at what it shows, and pass its new hash.",
      facts: { agreed, actual },
    },
  );
}

function isWithinConsent(
  { owner, type }: RRset,
  domain: DomainName,
  { mx, dmarc, replace }: Consent,
): boolean {
  if (replace.includes(`${type}:${owner}`)) return true;
  if (type === "MX") return owner === domain && mx !== "keep";
  return type === "TXT" && owner === dmarcNameOf(domain) && dmarc === "replace";
}

function isCovered(rrset: RRset, domain: DomainName): boolean {
  return rrset.owner === domain || rrset.owner === dmarcNameOf(domain);
}

function isKeyNameOf(owner: DomainName, domain: DomainName): boolean {
  const [selector, ...rest] = labelsOf(owner);
  return selector !== undefined && isAtOrBelow(owner, domain) && rest.join(".") === keysNameOf(domain);
}

function isSpfMerge(before: readonly string[], after: readonly string[]): boolean {
  const old = before.filter(isSpf);
  const [merged, ...others] = after.filter(isSpf);
  if (merged === undefined || others.length > 0) return false;
  if (!sameOthers(before, after, isSpf)) return false;
  // Of two records one is SES's own value; its `all` gives way to the other's, its mechanisms don't.
  return (
    old.length === 0 ||
    (old.some((record) => keepsEveryTerm(record, merged)) &&
      old.every((record) => keepsEveryTerm(withoutAll(record), merged)))
  );
}

function withoutAll(record: string): string {
  return record.replace(/ +[-~?+]?all\b.*$/i, "");
}

/** The old terms are all there, in their order: a merge only puts terms in between. */
function keepsEveryTerm(old: string, merged: string): boolean {
  const terms = merged.split(/ +/);
  let from = 0;
  return old.split(/ +/).every((term) => {
    const at = terms.indexOf(term, from);
    from = at + 1;
    return at !== -1;
  });
}

function isDmarcAddition(before: readonly string[], after: readonly string[]): boolean {
  return (
    !before.some(resemblesDmarc) &&
    after.filter(resemblesDmarc).length === 1 &&
    sameOthers(before, after, resemblesDmarc)
  );
}

function sameOthers(
  before: readonly string[],
  after: readonly string[],
  isOurs: (value: string) => boolean,
): boolean {
  const others = (values: readonly string[]) =>
    JSON.stringify(unique(values.filter((value) => !isOurs(value))));
  return others(before) === others(after);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

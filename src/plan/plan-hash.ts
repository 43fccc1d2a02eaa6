import { createHash } from "node:crypto";
import { isAtOrBelow, labelsOf, type DomainName } from "../dns/domain-name.ts";
import { placeOf } from "../dns/place.ts";
import { keyOfSwap, sameValues, type RRset, type Swap, type SynthesisedRRset } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { keysNameOf } from "./dkim/dkim.ts";
import { dmarcNameOf, resemblesDmarc } from "./dmarc/dmarc.ts";
import type { Tag } from "./identity.ts";
import type { Policy } from "./requirement.ts";
import { isSpfMerge } from "./spf/merge.ts";
import { isWrittenOut } from "./wildcard/written-out.ts";

/** Everything that decides what a run does, as far as it can be known before the identity exists. */
export interface PlanHashInput {
  readonly domain: DomainName;
  readonly site: string;
  readonly region: string;
  readonly zone: { readonly provider: string; readonly apex: DomainName; readonly id: string };
  readonly policy: Policy;
  readonly dkimBits: number;
  /** Of the identity where it is created. */
  readonly tags?: readonly Tag[] | undefined;
  /** What the host holds; only the RRsets at the sender domain and its `_dmarc` name count. */
  readonly rrsets: readonly RRset[];
  /** What wildcards answer at these names; MX and TXT count, since they are written out or merged. */
  readonly synthesised?: readonly SynthesisedRRset[] | undefined;
  /** The DMARC record that is to be published by those above; undefined: they decide nothing. */
  readonly inheritedDmarc?: string | undefined;
}

/** What the policy allows. The hash covers it, so whoever agreed to the hash agreed to this. */
export type Consent = Pick<Policy, "mx" | "dmarc" | "replace" | "allow">;

const NO_CONSENT: Consent = { mx: "keep", dmarc: "keep", replace: [], allow: [] };

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
  const { domain, site, region, zone, policy, dkimBits, tags = [], synthesised = [], inheritedDmarc } = input;
  const covered = input.rrsets.filter((rrset) => isCovered(rrset, domain) && !VOLATILE_TYPES.has(rrset.type));
  const rrsets = covered.map(({ owner, type, ttl, values }) =>
    JSON.stringify([owner, type, ttl, unique(values)]),
  );
  const answered = synthesised.filter((rrset) => isCovered(rrset, domain) && isWrittenOut(rrset));
  const wildcards = answered.map(({ owner, type, ttl, values, wildcard }) =>
    JSON.stringify([owner, type, ttl, unique(values), wildcard]),
  );
  const { ttl, mx, mxPriority, dmarc, replace, allow } = policy;
  const options = [
    ttl,
    mx,
    mxPriority,
    dmarc,
    unique(replace),
    dkimBits,
    ...(allow.length > 0 ? [unique(allow)] : []),
    // An object, so that it is no list of places.
    ...(tags.length > 0 ? [{ tags: unique(tags.map(({ key, value }) => `${key}=${value}`)) }] : []),
  ];
  // An array: unlike an object's keys, its order is ours.
  const text = JSON.stringify([
    1,
    domain,
    site,
    region,
    [zone.provider, zone.apex, zone.id],
    options,
    unique(rrsets),
    ...(wildcards.length > 0 ? [unique(wildcards)] : []),
    // An object, so that it is no list of wildcards' answers.
    ...(inheritedDmarc === undefined ? [] : [{ inheritedDmarc }]),
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
  if (isWithinConsent(swap, domain, consent)) return true;
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
  const { type, owner } = keyOfSwap(first);
  throw new OnboardError(
    "PLAN_CHANGED",
    `The ${type} change at ${owner} is not covered by the plan that was agreed upon.`,
    { hint: hintFor(beyond, domain, consent), facts: { domain, beyond } },
  );
}

/** Which consents the changes lack. The plan's hash is the same without them, so planning again is not enough. */
function hintFor(beyond: readonly Swap[], domain: DomainName, consent: Consent): string {
  const lacking = beyond.map((swap) => lackingConsents(swap, domain, consent));
  if (lacking.includes(undefined))
    return "Look at what SES asks for in its console, and report it: no option allows this change.";
  const options = [...new Set(lacking.flat())].join(" ");
  return `Look at the change; if it is right, run plan again with ${options}, and pass its new hash and the same options.`;
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

function isWithinConsent(swap: Swap, domain: DomainName, consent: Consent): boolean {
  const { type, owner } = keyOfSwap(swap);
  if (type === "MX" && owner === domain && consent.mx !== "keep") return true;
  if (type === "TXT" && owner === dmarcNameOf(domain) && consent.dmarc === "replace") return true;
  return lackingConsents(swap, domain, consent)?.length === 0;
}

/**
 * `--allow`: SES may have a record there that an identity does not usually need. `--replace`: something may be
 * removed there. Neither implies the other. Undefined: neither helps, as with name servers, a certificate's
 * proof and a deletion.
 */
function lackingConsents(
  swap: Swap,
  domain: DomainName,
  { allow, replace }: Consent,
): readonly string[] | undefined {
  const { before, after } = swap;
  if (after === undefined || after.type === "NS" || labelsOf(after.owner)[0] === "_acme-challenge")
    return undefined;
  const place = placeOf(after);
  const removes = before?.values.some((value) => !after.values.includes(value)) === true;
  const isUnusual = !removes || !isUsualPlace(after, domain);
  return [
    ...(isUnusual && !allow.includes(place) ? [`--allow ${place}`] : []),
    ...(removes && !replace.includes(place) ? [`--replace ${place}`] : []),
  ];
}

/** Where an identity usually needs a record; what it usually is there has passed before consents are looked at. */
function isUsualPlace({ type, owner }: RRset, domain: DomainName): boolean {
  if (type === "MX") return owner === domain;
  return type === "TXT" && (owner === domain || owner === dmarcNameOf(domain) || isKeyNameOf(owner, domain));
}

function isCovered(rrset: RRset, domain: DomainName): boolean {
  return rrset.owner === domain || rrset.owner === dmarcNameOf(domain);
}

function isKeyNameOf(owner: DomainName, domain: DomainName): boolean {
  const [selector, ...rest] = labelsOf(owner);
  return selector !== undefined && isAtOrBelow(owner, domain) && rest.join(".") === keysNameOf(domain);
}

function isDmarcAddition(before: readonly string[], after: readonly string[]): boolean {
  const isForeign = (value: string) => !resemblesDmarc(value);
  return (
    !before.some(resemblesDmarc) &&
    after.filter(resemblesDmarc).length === 1 &&
    sameValues(before.filter(isForeign), after.filter(isForeign))
  );
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

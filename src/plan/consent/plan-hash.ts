import { createHash } from "node:crypto";
import type { DomainName } from "../../dns/domain-name.ts";
import type { RRset, Swap, SynthesisedRRset } from "../../dns/rrset.ts";
import { dmarcNameOf } from "../dmarc/dmarc.ts";
import { HASH_DIGITS, HASH_PARTS, partsOf, type HashPart } from "./hash-text.ts";
import type { Plan, PlanHash, PlannedRecord, PlanSettings } from "./plan.ts";

/** What decides at the DNS host. */
export interface Standing {
  /** What the host holds; only the RRsets at the sender domain and its `_dmarc` name count. */
  readonly rrsets: readonly RRset[];
  /** What wildcards answer at these names: it is written out, merged, or ends with the first write there. */
  readonly synthesised?: readonly SynthesisedRRset[] | undefined;
  /** The DMARC record that is to be published by those above; undefined: they decide nothing. */
  readonly inheritedDmarc?: string | undefined;
}

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
export function planHash(plan: Omit<Plan, "hash">, standing: Standing): PlanHash {
  return hashOfParts({
    settings: settingsText(plan.settings),
    standing: standingText(plan.settings.domain, standing),
    written: writtenText(plan),
  });
}

/** One for the plans of several domains; of a single one it is that plan's own. */
export function joinHashes(hashes: ReadonlyMap<DomainName, PlanHash>): PlanHash | undefined {
  const [only, ...others] = hashes.values();
  if (others.length === 0) return only;
  const sorted = [...hashes].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const textOf = (part: HashPart) =>
    JSON.stringify(sorted.map(([domain, hash]) => [domain, partsOf(hash)?.[part]]));
  return hashOfParts({
    settings: textOf("settings"),
    standing: textOf("standing"),
    written: textOf("written"),
  });
}

/** Whether a plan that was kept is the one that its hash was made of, as far as it can be told from the plan. */
export function isOfHash({ hash, ...plan }: Plan): boolean {
  const made = partsOf(planHash(plan, { rrsets: [] }));
  const kept = partsOf(hash);
  return kept !== undefined && made?.settings === kept.settings && made.written === kept.written;
}

function hashOfParts(texts: Readonly<Record<HashPart, string>>): PlanHash {
  const digests = HASH_PARTS.map((part) =>
    createHash("sha256").update(texts[part]).digest("hex").slice(0, HASH_DIGITS[part]),
  );
  return `sha256:${digests.join("-")}`;
}

// Arrays: unlike an object's keys, their order is ours. The number says which form it is.

function settingsText({ domain, site, region, zone, policy, dkimBits, tags }: PlanSettings): string {
  const { ttl, mx, mxPriority, dmarc, replace, allow } = policy;
  const labels = tags.map(({ key, value }) => JSON.stringify([key, value]));
  return JSON.stringify([
    2,
    [domain, site, region],
    [zone.provider, zone.apex, zone.id, ...(zone.endpoint === undefined ? [] : [zone.endpoint])],
    ...(zone.rehearsal === true ? ["rehearsal"] : []),
    [ttl, mx, mxPriority, dmarc, unique(replace), unique(allow), dkimBits, unique(labels)],
  ]);
}

function standingText(domain: DomainName, { rrsets, synthesised = [], inheritedDmarc }: Standing): string {
  const covered = rrsets.filter((rrset) => isCovered(rrset, domain) && !VOLATILE_TYPES.has(rrset.type));
  const wildcards = synthesised
    .filter((rrset) => isCovered(rrset, domain))
    .map((rrset) => JSON.stringify([...textsOf(rrset), rrset.wildcard]));
  return JSON.stringify([
    2,
    unique(covered.map((rrset) => JSON.stringify(textsOf(rrset)))),
    unique(wildcards),
    inheritedDmarc ?? null,
  ]);
}

/** Of records that are kept, too: what a plan holds may be written under it. */
function writtenText({ creates, records, swaps, open }: Omit<Plan, "hash" | "settings">): string {
  return JSON.stringify([
    2,
    creates,
    unique(records.map(recordTextOf)),
    unique(swaps.map(swapText)),
    [open.below, open.most],
  ]);
}

function recordTextOf({ record, after }: PlannedRecord): string {
  const { purpose, owner, type, expected } = record;
  return JSON.stringify([purpose, owner, type, expected, after === null ? null : textsOf(after)]);
}

function swapText({ before, after }: Swap): string {
  const removed = before?.values.filter((value) => after?.values.includes(value) !== true) ?? [];
  const place = after ?? before;
  return JSON.stringify([
    place?.owner,
    place?.type,
    after === undefined ? null : [after.ttl, unique(after.values)],
    unique(removed),
  ]);
}

function textsOf({ owner, type, ttl, values }: RRset): readonly unknown[] {
  return [owner, type, ttl, unique(values)];
}

function isCovered(rrset: RRset, domain: DomainName): boolean {
  return rrset.owner === domain || rrset.owner === dmarcNameOf(domain);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

import {
  labelsOf,
  parentOf,
  publicSuffixOf,
  registrableDomainOf,
  type DomainName,
} from "../../dns/domain-name.ts";
import {
  findDmarcBy,
  isDmarcBy,
  isTrial,
  psdOf,
  STRICTNESS,
  type DmarcPolicy,
  type DmarcRecord,
  type DmarcRfc,
} from "./dmarc.ts";

/** What stands at `_dmarc.<domain>`: all TXT values, none where there are none. */
export interface DmarcLevel {
  readonly domain: DomainName;
  readonly values: readonly string[];
}

/** The policy that receivers apply to a name. */
export interface InForce {
  readonly policy: DmarcPolicy;
  /** Where the record stands: at `_dmarc.<domain>`. */
  readonly domain: DomainName;
  /** Which tag it says so in; `sp` for a name below it, also where the record leaves that to `p`. */
  readonly tag: "p" | "sp";
  readonly record: DmarcRecord;
  /** The record is a registry's: what it asks for is in force, but nobody's reports belong there. */
  readonly fromPublicSuffix: boolean;
  /** The name's organisational domain, which relaxed alignment compares. */
  readonly organisation: DomainName;
  /** Which alignments it wants to be strict; `inheritanceOf` adds what the other way of looking finds. */
  readonly strictAlignment: readonly Alignment[];
}

export type Alignment = (typeof ALIGNMENTS)[number];

export const ALIGNMENTS = ["adkim", "aspf"] as const;

/**
 * The domains above a name whose `_dmarc` decides about it, closest first: the ancestors that the tree walk
 * asks (RFC 9989 section 4.10) and the organisational domain of RFC 7489, wherever the walk passes it by.
 */
export function dmarcNamesAbove(name: DomainName): readonly DomainName[] {
  const asked = new Set([...walkOf(name), registrableDomainOf(name)]);
  return ancestorsOf(name).filter((domain) => asked.has(domain));
}

/**
 * The policy in force for a name that exists, by the records found at each level.
 * @param levels of a name that has, or will have, a record of its own: with the name's own level what that record
 *   says; without it, what the name inherits
 */
export function discover(
  rfc: DmarcRfc,
  name: DomainName,
  levels: readonly DmarcLevel[],
): InForce | undefined {
  const organisation = organisationOf(rfc, name, levels);
  const source = SOURCE[rfc](name, organisation, levels);
  const record = source && findDmarcBy(rfc, source.text);
  if (record === undefined || source === undefined) return undefined;
  const { domain } = source;
  return {
    policy: domain === name ? record.policy : record.subdomainPolicy,
    domain,
    tag: domain === name ? "p" : "sp",
    record,
    fromPublicSuffix: domain !== name && (record.psd === "y" || publicSuffixOf(domain) === domain),
    organisation,
    strictAlignment: strictAlignmentOf(record),
  };
}

export function strictAlignmentOf({ tags }: Pick<DmarcRecord, "tags">): readonly Alignment[] {
  return ALIGNMENTS.filter((tag) => tags.get(tag)?.toLowerCase() === "s");
}

/** Whether the tree walk finds a record at any of these levels, whatever that says. */
export function isFoundByWalk(name: DomainName, levels: readonly DmarcLevel[]): boolean {
  return walk(name, levels).length > 0;
}

/** The organisational domain of a name; by RFC 9989 section 4.10.2, or by the public suffix list. */
export function organisationOf(rfc: DmarcRfc, name: DomainName, levels: readonly DmarcLevel[]): DomainName {
  if (rfc === "7489") return registrableDomainOf(name) ?? name;
  const found = walk(name, levels);
  const last = found.at(-1);
  if (last === undefined) return name;
  return psdOf(last.text) === "y" ? childTowards(last.domain, name) : last.domain;
}

/** For comparing: a policy on trial is applied one step weaker, and by older receivers as it stands. */
export function strictnessOf(inForce: Pick<InForce, "policy" | "record"> | undefined): number {
  if (inForce === undefined || inForce.policy === "none") return 0;
  return 2 * STRICTNESS[inForce.policy] - (isTrial(inForce.record) ? 1 : 0);
}

interface Source {
  readonly domain: DomainName;
  readonly text: string;
}

type FindSource = (
  name: DomainName,
  organisation: DomainName,
  levels: readonly DmarcLevel[],
) => Source | undefined;

/** Whose record applies: the name's own, else its organisational domain's, else its public suffix's. */
const SOURCE: Readonly<Record<DmarcRfc, FindSource>> = {
  // RFC 9989 section 4.10.1.
  "9989": (name, organisation, levels) => {
    const found = walk(name, levels);
    const of = (wanted: DomainName): Source | undefined => found.find(({ domain }) => domain === wanted);
    return of(name) ?? of(organisation) ?? found.find(({ text }) => psdOf(text) === "y");
  },
  // RFC 7489 section 6.6.3: two records at the name end it; none there leads to the organisational domain.
  "7489": (name, organisation, levels) => {
    const own = recordsAt(name, levels, "7489");
    const records = own.length > 0 ? own : recordsAt(organisation, levels, "7489");
    return records.length === 1 ? records[0] : undefined;
  },
};

/** The names that the walk asks: of eight labels or more it goes on at seven (RFC 9989 section 4.10). */
export function walkOf(name: DomainName): readonly DomainName[] {
  const longest = 7;
  return [name, ...ancestorsOf(name).filter((domain) => labelsOf(domain).length <= longest)];
}

/** The records that the tree walk finds, closest first; it ends at one that says whether names are registered below. */
function walk(name: DomainName, levels: readonly DmarcLevel[]): readonly Source[] {
  const found: Source[] = [];
  for (const domain of walkOf(name)) {
    const [record, ...others] = recordsAt(domain, levels, "9989");
    if (record === undefined || others.length > 0) continue;
    found.push(record);
    const psd = psdOf(record.text);
    if (psd === "n" || (psd === "y" && domain !== name)) break;
  }
  return found;
}

function recordsAt(domain: DomainName, levels: readonly DmarcLevel[], rfc: DmarcRfc): readonly Source[] {
  const values = levels.find((level) => level.domain === domain)?.values ?? [];
  return values.filter((text) => isDmarcBy(rfc, text)).map((text) => ({ domain, text }));
}

function ancestorsOf(name: DomainName): readonly DomainName[] {
  const parent = parentOf(name);
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
}

/** On the way down to the name; of the name itself that name. */
function childTowards(ancestor: DomainName, name: DomainName): DomainName {
  return ancestorsOf(name).find((domain) => parentOf(domain) === ancestor) ?? name;
}

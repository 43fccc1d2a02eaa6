import type { DomainName } from "../../dns/domain-name.ts";
import { isAtOrBelow } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { findRRset, sameValues, type RRset } from "../../dns/rrset.ts";
import {
  doubledName,
  findDoubledSuffix,
  findShadowedWildcard,
  unquoted,
  wildcardsOver,
} from "../../plan/detect.ts";
import { isDmarc } from "../../plan/dmarc/dmarc.ts";
import type { Requirement } from "../../plan/requirement.ts";
import type { Run } from "../run.ts";
import type { Warning } from "../../plan/warning.ts";

// Warnings about names beside those that SES asks for. Where one can't be looked up, the run goes on
// without the warning.

const TYPES_OF_WILDCARDS = ["A", "AAAA", "MX", "TXT"] as const;

/**
 * A name that comes into existence is no longer answered by the wildcard above it (RFC 4592), and web sites
 * have vanished that way. The wildcards are looked up by their own names, at authoritative servers: nobody
 * remembers a "no" for a name that we are going to create.
 */
export async function warnOfWildcard(run: Run, apex: DomainName, rrsets: readonly RRset[]): Promise<void> {
  if (rrsets.some((rrset) => isAtOrBelow(rrset.owner, run.domain))) return;
  const questions = wildcardsOver(run.domain, apex).flatMap((owner) =>
    TYPES_OF_WILDCARDS.map((type) => ({ owner, type })),
  );
  const answers = (await Promise.all(questions.map((question) => findExisting(run, question)))).filter(
    (rrset) => rrset !== undefined,
  );
  const created = { owner: run.domain, type: "TXT", ttl: 0, values: [] };
  const warning = findShadowedWildcard(created, apex, [
    ...rrsets,
    ...answers.filter((rrset) => !isSynthesised(rrset, answers)),
  ]);
  if (warning !== undefined) raise(run, warning);
}

/** A record that nobody finds, since a form appended the zone to a name that had it already. */
export async function warnOfDoubledName(
  run: Run,
  apex: DomainName,
  { owner, type }: Requirement,
): Promise<void> {
  const doubled = doubledName(owner, apex);
  if (doubled === undefined) return;
  const found = await findExisting(run, { owner: doubled, type });
  const warning = found && findDoubledSuffix(owner, apex, [found]);
  if (warning !== undefined) raise(run, warning);
}

/** Nobody looks for a policy at the domain itself, and whoever put it there takes it for one in force. */
export function warnOfMisplacedDmarc(run: Run, rrsets: readonly RRset[]): void {
  const texts = findRRset(rrsets, run.domain, "TXT")?.values ?? [];
  for (const value of texts)
    if (isDmarc(unquoted(value))) raise(run, { warning: "dmarc-misplaced", owner: run.domain, value });
}

async function findExisting(run: Run, question: Question): Promise<RRset | undefined> {
  const found = await run.authority.lookup(question, { signal: run.signal });
  return found.kind === "answer" ? rrsetAt(question, found) : undefined;
}

/** Behind an alias only the CNAME itself stands at the name, not what it leads to. */
function rrsetAt(
  { owner }: Question,
  { rrset, canonicalName }: Extract<Lookup, { readonly kind: "answer" }>,
): RRset {
  return canonicalName === owner ? rrset : { owner, type: "CNAME", ttl: rrset.ttl, values: [canonicalName] };
}

/**
 * A wildcard answers for the name `*.b.example.com` as well, while there is no such name: then it isn't one
 * of its own.
 */
function isSynthesised(rrset: RRset, all: readonly RRset[]): boolean {
  const parent = rrset.owner.slice("*.".length);
  return all.some((other) => {
    const above = other.owner.slice("*.".length);
    return (
      above !== parent &&
      parent.endsWith(`.${above}`) &&
      other.type === rrset.type &&
      sameValues(other.values, rrset.values)
    );
  });
}

function raise(run: Run, warning: Warning): void {
  run.emit({ type: "warning.raised", warning });
}

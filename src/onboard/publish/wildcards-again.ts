import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import { sameRRset, type RRset, type SynthesisedRRset } from "../../dns/rrset.ts";
import { isWrittenOut } from "../../plan/wildcard/written-out.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { wildcardsOver } from "../../plan/wildcard/wildcard.ts";
import { findSynthesised } from "../preflight/wildcards.ts";
import { patiently, type Run } from "../run.ts";

/**
 * What a wildcard holds is taken into what is written, and no swap compares it, nor one that was put there since: so
 * all of them are read once more just before the write, and which one answers is asked again where any has changed.
 * Nothing of them counts at a name that has records of its own.
 * @returns what is known, the wildcards as they are now
 * @throws as DnsProvider.readRRsets and findSynthesised
 */
export async function readWildcardsAgain(run: Run, known: Preflight): Promise<Preflight> {
  const wildcards = wildcardsToRead(run, known);
  if (wildcards.length === 0) return known;
  const read = await known.provider.readRRsets(known.zone, wildcards, patiently(run));
  const isRead = ({ owner }: RRset) => wildcards.includes(owner);
  if (sameAnswers(known.rrsets.filter(isRead), read)) return known;
  const rrsets = [...known.rrsets.filter((rrset) => !isRead(rrset)), ...read];
  const { synthesised: _, ...others } = known.surroundings;
  const synthesised = await findSynthesised(run, known, rrsets, known.identity);
  return {
    ...known,
    rrsets,
    surroundings: synthesised === undefined ? others : { ...others, synthesised },
  };
}

/**
 * One that stands nowhere yet is looked for only where others looked at the plan, since that takes time: else it would
 * cost each new domain a request for the moment that Create takes.
 */
function wildcardsToRead({ domain, agreement }: Run, known: Preflight): readonly DomainName[] {
  const taken = takenFrom(known).map(({ wildcard }) => wildcard);
  const over = wildcardsOver(domain, known.zone.apex);
  const isFree = !known.rrsets.some(({ owner }) => isAtOrBelow(owner, domain));
  const isInUse = known.rrsets.some(({ owner }) => over.includes(owner));
  return [...new Set([...taken, ...(isFree && (isInUse || agreement !== undefined) ? over : [])])];
}

function takenFrom({ surroundings }: Preflight): readonly SynthesisedRRset[] {
  return surroundings.synthesised?.filter(isWrittenOut) ?? [];
}

function sameAnswers(before: readonly RRset[], now: readonly RRset[]): boolean {
  return before.length === now.length && before.every((one) => now.some((other) => sameRRset(one, other)));
}

import { createLastingMemory } from "../../async/memory.ts";
import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { CallOptions } from "../../dns/provider.ts";
import type { PublicResolvers } from "../../dns/resolvers.ts";
import type { RRset } from "../../dns/rrset.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import type { Cause } from "../tree/not-observable.ts";
import { askInTurn } from "../tree/ask-in-turn.ts";
import { askUntil, type ByHttps, type SaidByHttps } from "./ask-until.ts";
import { nobodyAnswers } from "./nobody-answers.ts";
import { notAgreed, unknownZone, type Voice } from "./not-agreed.ts";

export interface DohTools extends ByHttps {
  /** Why name servers can't be asked; undefined: nothing is known against it. */
  readonly whyByHttps: () => Cause | undefined;
}

/** The name servers of a zone may be changed while we run. Milliseconds. */
const LONGEST_MS = 300_000;

/**
 * Who serves a zone, where two public resolvers say the same: for a host that can't ask name servers itself. One alone
 * may remember servers that the zone has left days ago, or not tell the truth, and what is created by its word can't be
 * undone. A resolver gives the zone's own NS set, so that stands for the parent's as well; addresses are not looked up,
 * since nobody could be asked there. What was found is remembered as long as the NS set may be: many domains of one zone
 * cost two questions.
 * @returns undefined when there is no resolver to ask
 * @throws OnboardError ZONE_NOT_DELEGATED where two say that there is no such zone; NOT_OBSERVABLE where no two agree;
 * where none answers, API_UNAVAILABLE if somebody can mend that, else NOT_OBSERVABLE; the signal's reason when it aborts
 */
export function createDelegationByDoh(means: DohTools): PublicResolvers["delegation"] {
  const remembered = createLastingMemory<FoundByDoh>(means.clock, ({ lastsMs }) => lastsMs);
  return async (apex, { signal }) => {
    if (means.resolvers.length === 0) return undefined;
    const found = await remembered(apex, (ended) => findByDoh(apex, { ...means, signal: ended }), signal);
    return found.delegation;
  };
}

interface FoundByDoh {
  readonly delegation: Delegation;
  readonly lastsMs: number;
}

async function findByDoh(apex: DomainName, asking: DohTools & CallOptions): Promise<FoundByDoh> {
  const [{ decided, said }, soa] = await Promise.all([
    askUntil({ owner: apex, type: "NS" }, asking, agreedIn),
    askForSoa(apex, asking),
  ]);
  const cause = asking.whyByHttps();
  if (decided === undefined) {
    const voices = voicesOf(said);
    throw voices.length === 0
      ? nobodyAnswers(said, cause)
      : notAgreed(apex, { voices, said, cause, now: asking.clock.now() });
  }
  const { rrset, nameServers } = decided;
  if (rrset === undefined) throw unknownZone(apex, decided);
  const delegation = {
    apex,
    parentNameServers: nameServers,
    childNameServers: nameServers,
    addresses: [],
    unresolved: [],
    soa: soa === undefined ? undefined : findSoaTimes(soa),
  };
  return { delegation, lastsMs: Math.min(rrset.ttl * 1000, LONGEST_MS) };
}

/**
 * What two say, and more than say anything else: then all have been heard. That there is no such zone counts where all
 * have been heard and nobody knows it, since one that is new is still unknown to some; and where it comes with the SOA of
 * the zone above (RFC 2308 section 5), which the "no" of a filter lacks.
 */
function agreedIn(said: readonly SaidByHttps[], isAll: boolean): Voice | undefined {
  const [first, second] = voicesOf(said).toSorted((one, other) => countOf(other) - countOf(one));
  if (first === undefined || countOf(first) < 2) return undefined;
  if (first.rrset === undefined) return isAll && second === undefined && first.isFounded ? first : undefined;
  return second === undefined || (isAll && countOf(first) > countOf(second)) ? first : undefined;
}

/** Two paths of one host are one voice. */
function countOf({ resolvers }: Voice): number {
  return new Set(resolvers.map(({ url }) => url.host)).size;
}

/** Those that say the same together. */
function voicesOf(said: readonly SaidByHttps[]): readonly Voice[] {
  const voices = new Map<string, Voice>();
  for (const { endpoint, observation } of said) {
    const { kind } = observation;
    if (kind !== "answer" && kind !== "nodata" && kind !== "nxdomain") continue;
    const rrset = kind === "answer" ? observation.rrset : undefined;
    const nameServers = nameServersIn(rrset);
    const isFounded = kind === "answer" || observation.soa !== undefined;
    const text = [kind === "answer", isFounded, ...nameServers].join(" ");
    const resolvers = [...(voices.get(text)?.resolvers ?? []), endpoint];
    voices.set(text, { rrset, nameServers, isFounded, resolvers });
  }
  return [...voices.values()];
}

function nameServersIn(rrset: RRset | undefined): readonly DomainName[] {
  const names = rrset?.values.map(findDomainName).filter((name) => name !== undefined) ?? [];
  return [...new Set(names)].toSorted();
}

/** By the first that tells it: only the times of the zone are in it. */
async function askForSoa(
  owner: DomainName,
  { resolvers, askDoh, clock, signal }: DohTools & CallOptions,
): Promise<RRset | undefined> {
  const { answered } = await askInTurn(
    resolvers,
    (endpoint, stop, onSent) => askDoh(endpoint, { owner, type: "SOA" }, { signal: stop, onSent }),
    { clock, signal, suffices: ({ observation }) => observation.kind === "answer" },
  );
  return answered?.observation.kind === "answer" ? answered.observation.rrset : undefined;
}

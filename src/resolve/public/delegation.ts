import type { Clock } from "../../async/clock.ts";
import { createLastingMemory } from "../../async/memory.ts";
import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { CallOptions } from "../../dns/provider.ts";
import type { PublicResolvers } from "../../dns/resolvers.ts";
import type { RRset, RRType } from "../../dns/rrset.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import type { Cause } from "../tree/not-observable.ts";
import { askInTurn, type Turn } from "../tree/ask-in-turn.ts";
import type { AskDoh, DohEndpoint } from "../transport/doh/doh.ts";
import { notDelegated } from "../tree/find-apex.ts";
import { nobodyAnswers } from "./nobody-answers.ts";

export interface DohTools {
  readonly resolvers: readonly DohEndpoint[];
  readonly askDoh: AskDoh;
  readonly clock: Clock;
  /** Why name servers can't be asked; undefined: nothing is known against it. */
  readonly whyByHttps: () => Cause | undefined;
}

/** The name servers of a zone may be changed while we run. Milliseconds. */
const LONGEST_MS = 300_000;

/**
 * Who serves a zone, by the word of the first public resolver that knows: for a host that can't ask name
 * servers itself. A resolver gives the zone's own NS set, so that stands for the parent's as well; addresses
 * are not looked up, since nobody could be asked there. A "no" counts only when no resolver says otherwise: a
 * zone that was just delegated is still unknown to some. What was found is remembered as long as the NS set may be:
 * many domains of one zone cost one question.
 * @returns undefined when there is no resolver to ask
 * @throws OnboardError ZONE_NOT_DELEGATED; where no resolver answers, API_UNAVAILABLE if somebody can mend that, else
 * NOT_OBSERVABLE; the signal's reason when it aborts
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
  const [ns, soa] = await Promise.all([askApex(apex, "NS", asking), askApex(apex, "SOA", asking)]);
  const rrset = rrsetOf(ns);
  if (rrset === undefined) {
    if (ns.tried.some(({ observation: { kind } }) => kind === "nodata" || kind === "nxdomain"))
      throw notDelegated(apex, apex);
    throw nobodyAnswers(ns.tried, asking.whyByHttps());
  }
  const nameServers = rrset.values.map(findDomainName).filter((name) => name !== undefined);
  const soaRRset = rrsetOf(soa);
  const delegation = {
    apex,
    parentNameServers: nameServers,
    childNameServers: nameServers,
    addresses: [],
    unresolved: [],
    soa: soaRRset === undefined ? undefined : findSoaTimes(soaRRset),
  };
  return { delegation, lastsMs: Math.min(rrset.ttl * 1000, LONGEST_MS) };
}

function askApex(
  owner: DomainName,
  type: RRType,
  { resolvers, askDoh, clock, signal }: DohTools & CallOptions,
): Promise<Turn> {
  return askInTurn(
    resolvers,
    (endpoint, stop, onSent) => askDoh(endpoint, { owner, type }, { signal: stop, onSent }),
    { clock, signal, suffices: ({ observation }) => observation.kind === "answer" },
  );
}

function rrsetOf(turn: Turn | undefined): RRset | undefined {
  const observation = turn?.answered?.observation;
  return observation?.kind === "answer" ? observation.rrset : undefined;
}

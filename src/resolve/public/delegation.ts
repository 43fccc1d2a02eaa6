import type { Clock } from "../../async/clock.ts";
import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import type { CallOptions } from "../../dns/provider.ts";
import type { RRset, RRType } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import { askInTurn, type Turn } from "../tree/ask-in-turn.ts";
import type { AskDoh, DohEndpoint } from "../transport/doh.ts";
import { notDelegated } from "../tree/find-apex.ts";

export interface DohTools {
  readonly resolvers: readonly DohEndpoint[];
  readonly askDoh: AskDoh;
  readonly clock: Clock;
}

/**
 * Who serves a zone, by the word of the first public resolver that knows: for a host that can't ask name
 * servers itself. A resolver gives the zone's own NS set, so that stands for the parent's as well; addresses
 * are not looked up, since nobody could be asked there. A "no" counts only when no resolver says otherwise: a
 * zone that was just delegated is still unknown to some.
 * @returns undefined when no resolver answers
 * @throws OnboardError ZONE_NOT_DELEGATED; API_UNAVAILABLE where none can be reached and somebody can mend that;
 * the signal's reason when it aborts
 */
export async function findDelegationByDoh(
  apex: DomainName,
  means: DohTools,
  options: CallOptions,
): Promise<Delegation | undefined> {
  const [ns, soa] = await Promise.all(
    (["NS", "SOA"] as const).map((type) => askApex(apex, type, { ...means, ...options })),
  );
  const rrset = rrsetOf(ns);
  if (rrset === undefined) {
    if (ns?.tried.some(({ observation: { kind } }) => kind === "nodata" || kind === "nxdomain") === true)
      throw notDelegated(apex, apex);
    throwFault([ns, soa]);
    return undefined;
  }
  const nameServers = rrset.values.map(findDomainName).filter((name) => name !== undefined);
  const soaRRset = rrsetOf(soa);
  return {
    apex,
    parentNameServers: nameServers,
    childNameServers: nameServers,
    addresses: [],
    unresolved: [],
    soa: soaRRset === undefined ? undefined : findSoaTimes(soaRRset),
  };
}

/** @throws OnboardError API_UNAVAILABLE */
function throwFault(turns: readonly (Turn | undefined)[]): void {
  const fault = turns.flatMap((turn) => turn?.tried ?? []).find((tried) => tried.fault)?.fault;
  if (fault === undefined) return;
  throw new OnboardError(
    "API_UNAVAILABLE",
    phrase`Name servers can't be asked from here, and public resolvers can't be reached by HTTPS (${fault.reason}).`,
    { hint: fault.hint, facts: { api: "dns" } },
  );
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

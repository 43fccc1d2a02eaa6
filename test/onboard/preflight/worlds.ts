import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation, Observation, Question, Said, ServerAddress } from "../../../src/dns/observation.ts";
import type { FoundProvider, Run } from "../../../src/onboard/run.ts";
import { eventsOf, rrset, type Fakes } from "../fakes.ts";

// A world beside the straight one: what the walk found, and what single servers say.

export const warningsOf = (fakes: Fakes) => eventsOf(fakes, "warning.raised").map(({ warning }) => warning);

/** The host is another one in this. */
export function hostWith(fakes: Fakes, changes: Partial<FoundProvider>): Pick<Run, "findProvider"> {
  const { findProvider } = fakes.run();
  return { findProvider: async (...given) => ({ ...(await findProvider(...given)), ...changes }) };
}

/** The walk finds this, too. */
export function walkFinds(fakes: Fakes, changes: Partial<Delegation>): void {
  const delegation = fakes.authority.delegation.bind(fakes.authority);
  fakes.authority.delegation = async (name, options) => ({
    ...(await delegation(name, options)),
    ...changes,
  });
}

/** A server says this; undefined: what it would say. */
export function serversSay(
  fakes: Fakes,
  say: (at: ServerAddress, question: Question) => Said | undefined,
): void {
  const observe = fakes.authority.observe.bind(fakes.authority);
  fakes.authority.observe = async (at, question, options): Promise<Observation> => {
    const seen = await observe(at, question, options);
    const said = say(at, question);
    return said === undefined ? seen : { ...said, transport: "udp", roundTripMs: 1 };
  };
}

/** An SOA with this primary and serial. */
export function soa(owner: string, primary: string, serial: number): Said {
  return {
    kind: "answer",
    rrset: rrset("SOA", owner, [`${primary} hostmaster.${primary} ${serial} 3600 600 86400 60`]),
  };
}

export function ns(owner: string, servers: readonly string[]): Said {
  return { kind: "answer", rrset: rrset("NS", owner, servers) };
}

export const named = parseDomainName;

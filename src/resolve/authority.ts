import type { Clock } from "../clock.ts";
import { isAtOrBelow, type DomainName } from "../dns/domain-name.ts";
import type { Delegation, Lookup, Observation, Question, ServerAddress } from "../dns/observation.ts";
import type { CallOptions } from "../dns/provider.ts";
import { createAsk, type Timing } from "./ask.ts";
import { createDescent } from "./descend.ts";
import { parseEndpoint, type Endpoint } from "./endpoint.ts";
import { startJourney } from "./journey.ts";
import { lookUp } from "./lookup.ts";
import { askResolvers, type ResolverAnswer } from "./resolvers.ts";
import { IANA_ROOTS } from "./roots.ts";
import { findDelegation } from "./walk.ts";

export interface AuthoritySettings {
  /** Addresses of the root servers, each with a port of its own if need be; absent: the IANA roots. */
  readonly roots?: readonly string[];
  /** The port of every authoritative server; a private tree has its servers on different addresses. Absent: 53. */
  readonly port?: number;
  /** Addresses of public resolvers, each with a port of its own if need be; they are only ever asked by askResolvers. */
  readonly resolvers: readonly string[];
  readonly clock: Clock;
  /** Told of each DNS message sent, and where to. */
  readonly onQuery?: (to: Endpoint) => void;
  readonly timing?: Timing;
}

export interface DelegationOptions extends CallOptions {
  /** Look again, whatever is remembered of earlier walks. */
  readonly fresh?: boolean;
}

/** DNS from the roots down and from each server, never by way of a resolver that could remember a "no". Fills the port of the same name in onboard/. */
export interface DnsAuthority {
  /** @throws OnboardError ZONE_NOT_DELEGATED, NOT_OBSERVABLE; the signal's reason when it aborts */
  delegation(name: DomainName, options: DelegationOptions): Promise<Delegation>;
  /** @throws only the signal's reason, when it aborts */
  observe(address: ServerAddress, question: Question, options: CallOptions): Promise<Observation>;
  /** @throws only the signal's reason, when it aborts */
  lookup(question: Question, options: CallOptions): Promise<Lookup>;
  /** @throws only the signal's reason, when it aborts */
  askResolvers(question: Question, options: CallOptions): Promise<readonly ResolverAnswer[]>;
}

const DNS_PORT = 53;

/** @throws OnboardError CONFIG_INVALID when an address is none */
export function createAuthority(settings: AuthoritySettings): DnsAuthority {
  const { clock, port = DNS_PORT, timing } = settings;
  const roots = (settings.roots ?? IANA_ROOTS).map((text) => parseEndpoint(text, port));
  const resolvers = settings.resolvers.map((resolver) => ({ resolver, endpoint: parseEndpoint(resolver, DNS_PORT) }));
  const ask = createAsk({ clock, onQuery: settings.onQuery ?? (() => {}), ...(timing === undefined ? {} : { timing }) });
  const descent = createDescent({ roots, port, ask, clock });
  const served = createServedZones();
  return {
    async delegation(name, { signal, fresh = false }) {
      if (fresh) descent.forget();
      const delegation = await findDelegation(name, descent, startJourney(signal));
      served.note(delegation);
      return delegation;
    },
    async observe(address, question, { signal }) {
      const { observation } = await ask(address, question, { zone: served.zoneOf(address, question.owner), signal });
      return observation;
    },
    lookup: (question, { signal }) => lookUp(question, descent, startJourney(signal)),
    askResolvers: (question, options) => askResolvers(resolvers, question, { ...options, ask }),
  };
}

interface ServedZones {
  note(delegation: Delegation): void;
  /** The deepest zone known to be delegated to this address in which the name lies. */
  zoneOf(endpoint: Endpoint, owner: DomainName): DomainName | undefined;
}

/** Which zones an address is meant to serve. Only with the zone known does a referral tell whether it leads down, to a deeper cut, or back up. */
function createServedZones(): ServedZones {
  const zonesByAddress = new Map<string, Set<DomainName>>();
  return {
    note({ apex, addresses }) {
      for (const { address } of addresses) zonesByAddress.set(address, new Set(zonesByAddress.get(address)).add(apex));
    },
    zoneOf({ address }, owner) {
      const zones = [...(zonesByAddress.get(address) ?? [])].filter((zone) => isAtOrBelow(owner, zone));
      return zones.sort((a, b) => b.length - a.length)[0];
    },
  };
}

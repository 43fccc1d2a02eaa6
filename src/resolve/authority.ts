import type { Clock } from "../async/clock.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type {
  Asked,
  Delegation,
  Lookup,
  Observation,
  Question,
  ServerAddress,
  Transport,
} from "../dns/observation.ts";
import type { CallOptions } from "../dns/provider.ts";
import { createAsk, DEFAULT_TIMING, type Timing } from "./transport/ask.ts";
import { findBogus, type DnssecView } from "./public/bogus.ts";
import { findDelegationByDoh } from "./public/delegation.ts";
import { createDescent } from "./tree/descend.ts";
import { createAskDoh, dohUrlOf, parseDohEndpoint } from "./transport/doh.ts";
import { parseEndpoint, type Endpoint, type Family } from "./transport/endpoint.ts";
import type { Environment } from "../net/proxy.ts";
import { startJourney } from "./tree/errand.ts";
import { lookUp } from "./tree/lookup.ts";
import { isNotObservable } from "./tree/not-observable.ts";
import { askResolvers, createAskResolver, type Resolver, type ResolverAnswer } from "./public/resolvers.ts";
import { IANA_ROOTS } from "./tree/roots.ts";
import { createRoutes } from "./transport/routes.ts";
import { telling } from "./transport/telling.ts";
import { createServedZones } from "./tree/served-zones.ts";
import { findDelegation } from "./tree/walk.ts";

export interface AuthoritySettings {
  /** Addresses of the root servers, each with a port of its own if need be; absent: the IANA roots. */
  readonly roots?: readonly string[];
  /**
   * The port of every authoritative server; a private tree has its servers on different addresses. Absent:
   * 53.
   */
  readonly port?: number;
  /**
   * Addresses of public resolvers, each with a port of its own if need be; they are only ever asked by
   * askResolvers, isBogus and delegationByDoh.
   */
  readonly resolvers: readonly string[];
  readonly clock: Clock;
  /** Told of each DNS message sent, and where to. */
  readonly onQuery?: (to: Endpoint) => void;
  /** Told of each question once it is answered or given up. */
  readonly onAnswer?: ((asked: Asked) => void) | undefined;
  readonly timing?: Timing;
  /**
   * What may be used; absent: all. Without UDP every question goes by TCP; without DoH no resolver is asked
   * by HTTPS.
   */
  readonly transports?: readonly Transport[];
  /** For `HTTPS_PROXY` and the like; absent: no proxy. */
  readonly env?: Environment;
  /**
   * A resolver's address → where it takes questions by HTTPS; absent: `https://<address>/dns-query`. http://
   * on loopback only.
   */
  readonly dohUrl?: (address: string) => string;
}

export interface DelegationOptions extends CallOptions {
  /** Look again, whatever is remembered of earlier walks. */
  readonly fresh?: boolean;
}

/**
 * DNS from the roots down and from each server, never by way of a resolver that could remember a "no". Fills
 * the port of the same name in onboard/.
 */
export interface DnsAuthority {
  /** @throws OnboardError ZONE_NOT_DELEGATED, NOT_OBSERVABLE; the signal's reason when it aborts */
  delegation(name: DomainName, options: DelegationOptions): Promise<Delegation>;
  /** @throws only the signal's reason, when it aborts */
  observe(address: ServerAddress, question: Question, options: CallOptions): Promise<Observation>;
  /** @throws only the signal's reason, when it aborts */
  lookup(question: Question, options: CallOptions): Promise<Lookup>;
  /** @throws only the signal's reason, when it aborts */
  askResolvers(question: Question, options: CallOptions): Promise<readonly ResolverAnswer[]>;
  /** @throws OnboardError ZONE_NOT_DELEGATED; the signal's reason when it aborts */
  delegationByDoh(apex: DomainName, options: CallOptions): Promise<Delegation | undefined>;
  /** @throws only the signal's reason, when it aborts */
  isBogus(apex: DomainName, options: CallOptions): Promise<DnssecView | undefined>;
  missingFamilies(): readonly Family[];
}

const DNS_PORT = 53;
const ALL: readonly Transport[] = ["udp", "tcp", "doh"];

/** @throws OnboardError CONFIG_INVALID when an address is none */
export function createAuthority(settings: AuthoritySettings): DnsAuthority {
  const {
    clock,
    port = DNS_PORT,
    timing = DEFAULT_TIMING,
    transports = ALL,
    env = {},
    onQuery = () => {},
    onAnswer = () => {},
  } = settings;
  const roots = (settings.roots ?? IANA_ROOTS).map((text) => parseEndpoint(text, port));
  const resolvers = resolversOf(settings);
  const routes = createRoutes(clock);
  const listener = { clock, onAnswer };
  const ask = telling(createAsk({ clock, onQuery, timing, routes, transports }), listener);
  const askDoh = telling(createAskDoh({ clock, env, onQuery, timeoutMs: timing.questionMs }), listener);
  const descent = createDescent({ roots, port, ask, clock });
  const served = createServedZones();
  const port53 = { isOurs: true };
  const askResolver = createAskResolver({ ask, askDoh, isPort53Ours: () => port53.isOurs });
  const doh = resolvers.map((resolver) => resolver.doh).filter((endpoint) => endpoint !== undefined);
  return {
    async delegation(name, { signal, fresh = false }) {
      if (fresh) descent.forget();
      try {
        const delegation = await findDelegation(name, descent, startJourney(signal));
        port53.isOurs = true;
        served.note(delegation);
        return delegation;
      } catch (error) {
        if (isNotObservable(error)) port53.isOurs = false;
        throw error;
      }
    },
    async observe(address, question, { signal }) {
      const { observation } = await ask(address, question, {
        zone: served.zoneOf(address, question.owner),
        signal,
      });
      return observation;
    },
    lookup: (question, { signal }) => lookUp(question, descent, startJourney(signal)),
    askResolvers: (question, { signal }) =>
      askResolvers(resolvers, (resolver) => askResolver(resolver, question, { signal })),
    delegationByDoh: (apex, options) => findDelegationByDoh(apex, { resolvers: doh, askDoh, clock }, options),
    isBogus: (apex, { signal }) => findBogus(apex, resolvers, askResolver, { signal }),
    missingFamilies: () => routes.missing(),
  };
}

function resolversOf({
  resolvers,
  transports = ALL,
  dohUrl = dohUrlOf,
}: AuthoritySettings): readonly Resolver[] {
  return resolvers.map((resolver) => {
    const endpoint = parseEndpoint(resolver, DNS_PORT);
    return {
      resolver,
      endpoint,
      doh: transports.includes("doh") ? parseDohEndpoint(dohUrl(endpoint.address)) : undefined,
    };
  });
}

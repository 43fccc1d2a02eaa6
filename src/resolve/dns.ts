import type { Clock } from "../async/clock.ts";
import type { AskedQuestion, Transport } from "../dns/observation.ts";
import type { Authority } from "../dns/authority.ts";
import type { PublicResolvers } from "../dns/resolvers.ts";
import { createAsk, type Ask } from "./transport/ask.ts";
import { DEFAULT_TIMING, type Timing } from "./transport/by-transport.ts";
import { findBogus } from "./public/bogus.ts";
import { findDelegationByDoh } from "./public/delegation.ts";
import { createDescent } from "./tree/descend.ts";
import { createAskDoh, dohUrlOf, parseDohEndpoint } from "./transport/doh.ts";
import { parseDnsEndpoint, type Endpoint } from "./transport/endpoint.ts";
import type { Environment } from "../net/proxy.ts";
import { newWalkLimits } from "./tree/limits.ts";
import { lookUp } from "./tree/lookup.ts";
import { isNotObservable } from "./tree/not-observable.ts";
import { askResolvers, createAskResolver, type Resolver } from "./public/resolvers.ts";
import { IANA_ROOTS } from "./tree/roots.ts";
import { createRoutes } from "./transport/routes.ts";
import { createSilence } from "./transport/silence.ts";
import { withListener } from "./transport/with-listener.ts";
import { createServedZones } from "./tree/served-zones.ts";
import { findDelegation } from "./tree/walk.ts";

// The ports of dns/, filled. Below it, lowest first: message/ (octets ↔ observation), transport/ (one
// question to one address), tree/ (the walk from the roots), public/ (resolvers, which remember a "no").

export interface DnsSettings {
  /** Addresses of the root servers, each with a port of its own if need be; absent: the IANA roots. */
  readonly roots?: readonly string[];
  /**
   * Whether these are the world's roots, which never offer recursion, or those of a private tree, which may be
   * resolvers as well. Absent: private where `roots` are given.
   */
  readonly rootsAre?: "public" | "private";
  /**
   * The port of every authoritative server; a private tree has its servers on different addresses. Absent:
   * 53.
   */
  readonly port?: number;
  /**
   * Addresses of public resolvers, each with a port of its own if need be. Authority never asks them.
   */
  readonly resolvers: readonly string[];
  readonly clock: Clock;
  /** Told of each DNS message sent, and where to. */
  readonly onQuery?: (to: Endpoint) => void;
  /** Told of each question once it is answered or given up. */
  readonly onAnswer?: ((asked: AskedQuestion) => void) | undefined;
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

/** The two ports of dns/, which share their sockets and what is learned of the way out. */
export interface Dns {
  readonly authority: Authority;
  readonly resolvers: PublicResolvers;
}

const DNS_PORT = 53;
const ALL: readonly Transport[] = ["udp", "tcp", "doh"];

/** @throws OnboardError CONFIG_INVALID when an address is none */
export function createDns(settings: DnsSettings): Dns {
  const {
    clock,
    port = DNS_PORT,
    timing = DEFAULT_TIMING,
    transports = ALL,
    env = {},
    onQuery = () => {},
    onAnswer = () => {},
  } = settings;
  const roots = (settings.roots ?? IANA_ROOTS).map((text) => parseDnsEndpoint(text, port));
  const arePrivate = arePrivateRoots(settings);
  const resolvers = resolversOf(settings);
  const routes = createRoutes(clock);
  const silence = createSilence(clock, transports);
  const listener = { clock, onAnswer };
  const ask = withListener(createAsk({ clock, onQuery, timing, routes, silence, transports }), listener);
  const askDoh = withListener(createAskDoh({ clock, env, onQuery, timeoutMs: timing.questionMs }), listener);
  const portsAsked = new Set<number>();
  const askServer = noting(portsAsked, ask);
  const descent = createDescent({ roots, arePrivate, port, ask: askServer, clock, silence });
  const served = createServedZones();
  const port53 = { isOurs: true };
  const askResolver = createAskResolver({ ask, askDoh, isPort53Ours: () => port53.isOurs });
  const doh = resolvers.map((resolver) => resolver.doh).filter((endpoint) => endpoint !== undefined);
  const authority: Authority = {
    async delegation(name, { signal, fresh }) {
      try {
        const delegation = await findDelegation(name, descent, newWalkLimits(signal, { fresh }));
        port53.isOurs = true;
        served.note(delegation);
        return delegation;
      } catch (error) {
        if (isNotObservable(error)) port53.isOurs = false;
        throw error;
      }
    },
    async observe(address, question, options) {
      const zone = served.zoneOf(address, question.owner);
      return (await askServer(address, question, { ...options, zone })).observation;
    },
    lookup: (question, { signal, held }) =>
      lookUp(question, descent, { limits: newWalkLimits(signal), held }),
    missingFamilies: () => routes.missing(),
    portsAsked: () => [...portsAsked],
    isSilent: (address) => silence.isSilent(address),
  };
  return {
    authority,
    resolvers: {
      ask: (question, { signal }) =>
        askResolvers(resolvers, (resolver) => askResolver(resolver, question, { signal })),
      delegation: (apex, options) => findDelegationByDoh(apex, { resolvers: doh, askDoh, clock }, options),
      dnssec: (apex, { signal }) => findBogus(apex, resolvers, askResolver, { signal }),
    },
  };
}

function arePrivateRoots({ roots, rootsAre }: DnsSettings): boolean {
  return rootsAre === undefined ? roots !== undefined : rootsAre === "private";
}

function noting(ports: Set<number>, ask: Ask): Ask {
  return (endpoint, question, options) => {
    ports.add(endpoint.port);
    return ask(endpoint, question, options);
  };
}

function resolversOf({ resolvers, transports = ALL, dohUrl = dohUrlOf }: DnsSettings): readonly Resolver[] {
  return resolvers.map((resolver) => {
    const endpoint = parseDnsEndpoint(resolver, DNS_PORT);
    return {
      resolver,
      endpoint,
      doh: transports.includes("doh") ? parseDohEndpoint(dohUrl(endpoint.address)) : undefined,
    };
  });
}

import type { Clock } from "../async/clock.ts";
import type { AskedQuestion, Delegation, Transport } from "../dns/observation.ts";
import type { Authority } from "../dns/authority.ts";
import type { PublicResolvers } from "../dns/resolvers.ts";
import { createAsk, type Ask } from "./transport/ask.ts";
import { DEFAULT_TIMING, type Timing } from "./transport/by-transport.ts";
import { askChecked, findBogus } from "./public/bogus.ts";
import { createDelegationByDoh } from "./public/delegation.ts";
import { createLookupByDoh } from "./public/lookup.ts";
import { createDescent, type Descent } from "./tree/descend.ts";
import { createAskDoh, dohUrlOf, parseDohEndpoint, type DohSettings } from "./transport/doh/doh.ts";
import { DNS_PORT, parseDnsEndpoint, type Endpoint } from "./transport/endpoint.ts";
import type { Environment } from "../net/proxy.ts";
import { newWalkLimits } from "./tree/limits.ts";
import { lookUp } from "./tree/lookup.ts";
import { createAskResolver, type Resolver, type ResolverTransports } from "./public/resolvers.ts";
import { IANA_ROOTS } from "./tree/roots.ts";
import { createPort53, type Port53 } from "./port53.ts";
import { createRoutes } from "./transport/routes.ts";
import { createSilence } from "./transport/silence.ts";
import { createUdpProof } from "./transport/udp-proof.ts";
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
   * URLs of resolvers that take questions by HTTPS, in the order in which they are asked; http:// on loopback only.
   * Absent: those of `resolvers`, at `dohUrl`.
   */
  readonly doh?: readonly string[];
  /** A resolver's address → where it takes questions by HTTPS; absent: `https://<address>/dns-query`. */
  readonly dohUrl?: (address: string) => string;
  /** The authorities that are trusted by HTTPS, as PEM; absent: Node's own, with those of NODE_EXTRA_CA_CERTS. */
  readonly authorities?: string | undefined;
}

/** The two ports of dns/, which share their sockets and what is learned of the way out. */
export interface Dns {
  readonly authority: Authority;
  readonly resolvers: PublicResolvers;
}

const ALL: readonly Transport[] = ["udp", "tcp", "doh"];

/** @throws OnboardError CONFIG_INVALID when an address is none */
export function createDns(settings: DnsSettings): Dns {
  const {
    clock,
    port = DNS_PORT,
    timing = DEFAULT_TIMING,
    transports = ALL,
    onQuery = () => {},
    onAnswer = () => {},
  } = settings;
  const roots = (settings.roots ?? IANA_ROOTS).map((text) => parseDnsEndpoint(text, port));
  const arePrivate = arePrivateRoots(settings);
  const routes = createRoutes(clock);
  const silence = createSilence(clock, transports);
  const listener = { clock, onAnswer };
  const udpProof = createUdpProof(clock);
  const portsAsked = new Set<number>();
  const port53 = createPort53((allowed): View => {
    const means = { clock, onQuery, timing, routes, silence, udpProof, transports: allowed };
    const ask = withListener(createAsk(means), listener);
    const askServer = noting(portsAsked, ask);
    const descent = createDescent({ roots, arePrivate, port, ask: askServer, clock, silence });
    return { ask, askServer, descent };
  }, transports);
  const served = createServedZones();
  const authority: Authority = {
    async delegation(name, { signal, fresh }) {
      const walk = ({ descent }: View): Promise<Delegation> =>
        findDelegation(name, descent, newWalkLimits(signal, { fresh }));
      const delegation = await port53.walk(name, walk);
      served.note(delegation);
      return delegation;
    },
    async observe(address, question, options) {
      const zone = served.zoneOf(address, question.owner);
      return (await port53.view().askServer(address, question, { ...options, zone })).observation;
    },
    lookup: (question, { signal, held }) => {
      const looking = { limits: newWalkLimits(signal), held, outOfSight: port53.givenUp() };
      return lookUp(question, port53.view().descent, looking);
    },
    missingFamilies: () => routes.missing(),
    portsAsked: () => [...portsAsked],
    isSilent: (address) => silence.isSilent(address),
  };
  const askDoh = withListener(createAskDoh(waysByHttps(settings)), listener);
  const ask: Ask = (endpoint, question, options) => port53.view().ask(endpoint, question, options);
  return { authority, resolvers: createResolvers(settings, { ask, askDoh, port53 }) };
}

/** What certain transports show of name servers. */
interface View {
  readonly ask: Ask;
  /** The same, noting the port. */
  readonly askServer: Ask;
  readonly descent: Descent;
}

function waysByHttps({ clock, env = {}, onQuery = () => {}, timing, authorities }: DnsSettings): DohSettings {
  return { clock, env, onQuery, timeoutMs: (timing ?? DEFAULT_TIMING).questionMs, authorities };
}

interface WaysToResolvers extends Pick<ResolverTransports, "ask" | "askDoh"> {
  readonly port53: Port53<View>;
}

/** Where port 53 is known to be of no use, those are left out that can be asked there alone. */
function createResolvers(settings: DnsSettings, { ask, askDoh, port53 }: WaysToResolvers): PublicResolvers {
  const { clock } = settings;
  const isPort53Ours = (): boolean => port53.cause() === undefined;
  const all = resolversOf(settings);
  const byHttps = all.filter(({ doh }) => doh !== undefined);
  const reachable = (): readonly Resolver[] => (isPort53Ours() || byHttps.length === 0 ? all : byHttps);
  const askOne = createAskResolver({ ask, askDoh, isPort53Ours });
  const endpoints = all.map(({ doh }) => doh).filter((endpoint) => endpoint !== undefined);
  const byDoh = { resolvers: endpoints, askDoh, clock };
  const findDelegationByDoh = createDelegationByDoh({ ...byDoh, whyByHttps: () => port53.cause() });
  return {
    ask: (question, { signal }) =>
      reachable().map((resolver) => askChecked(askOne, resolver, question, { signal })),
    async delegation(apex, options) {
      const delegation = await findDelegationByDoh(apex, options);
      if (delegation !== undefined) port53.noteReplaced();
      return delegation;
    },
    lookup: createLookupByDoh(byDoh),
    dnssec: (apex, options) => findBogus(apex, { resolvers: reachable(), ask: askOne, clock }, options),
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

function resolversOf({
  resolvers,
  doh,
  transports = ALL,
  dohUrl = dohUrlOf,
}: DnsSettings): readonly Resolver[] {
  const byHttps = transports.includes("doh");
  const atAddresses = resolvers.map((resolver) => {
    const endpoint = parseDnsEndpoint(resolver, DNS_PORT);
    const isAsked = byHttps && doh === undefined;
    return { resolver, endpoint, doh: isAsked ? parseDohEndpoint(dohUrl(endpoint.address)) : undefined };
  });
  const atUrls = byHttps ? (doh ?? []).map((url) => ({ resolver: url, doh: parseDohEndpoint(url) })) : [];
  return [...atAddresses, ...atUrls];
}

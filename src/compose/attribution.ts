import type { Authority } from "../dns/authority.ts";
import type { PublicResolvers } from "../dns/resolvers.ts";
import type { DnsProvider } from "../dns/provider.ts";
import type { Identities } from "../plan/identity.ts";

// Several domains share one port. Each gets a port of its own, whose calls are counted for that domain and
// passed on. Adapters written elsewhere may be frozen, or instances with private fields: so each method is
// called on the shared port itself.

/** Runs a call so that everything it leads to counts for one domain. */
export type Around = <T>(call: () => T) => T;

/** All members of a port, also those that it may lack: one that is new does not compile until it is bound. */
type Whole<Port> = { readonly [Member in keyof Required<Port>]: Port[Member] };

export function identitiesWithin(around: Around, port: Identities): Identities {
  const { time, ...always }: Whole<Identities> = {
    site: port.site,
    region: port.region,
    get: (domain, options) => around(() => port.get(domain, options)),
    list: (options) => around(() => port.list(options)),
    ensure: (domain, options) => around(() => port.ensure(domain, options)),
    verify: (domain, options) => around(() => port.verify(domain, options)),
    time: has(port, "time") ? (options) => around(() => port.time(options)) : undefined,
  };
  return { ...always, ...(time === undefined ? {} : { time }) };
}

export function authorityWithin(around: Around, port: Authority): Authority {
  return {
    delegation: (name, options) => around(() => port.delegation(name, options)),
    observe: (address, question, options) => around(() => port.observe(address, question, options)),
    lookup: (question, options) => around(() => port.lookup(question, options)),
    missingFamilies: () => around(() => port.missingFamilies()),
    portsAsked: () => around(() => port.portsAsked()),
    isSilent: (address) => around(() => port.isSilent(address)),
  } satisfies Whole<Authority>;
}

export function resolversWithin(around: Around, port: PublicResolvers): PublicResolvers {
  return {
    ask: (question, options) => around(() => port.ask(question, options)),
    delegation: (apex, options) => around(() => port.delegation(apex, options)),
    lookup: (question, options) => around(() => port.lookup(question, options)),
    dnssec: (apex, options) => around(() => port.dnssec(apex, options)),
  } satisfies Whole<PublicResolvers>;
}

export function providerWithin(around: Around, port: DnsProvider): DnsProvider {
  const { byHand, endpoint, pausedAt, holdsOthers, settled, mayWrite, ...always }: Whole<DnsProvider> = {
    name: port.name,
    traits: port.traits,
    byHand: port.byHand,
    endpoint: port.endpoint,
    zonesAt: (apex, options) => around(() => port.zonesAt(apex, options)),
    readRRsets: (zone, owners, options) => around(() => port.readRRsets(zone, owners, options)),
    apply: (zone, swaps, options) => around(() => port.apply(zone, swaps, options)),
    pausedAt: has(port, "pausedAt")
      ? (zone, owners, options) => around(() => port.pausedAt(zone, owners, options))
      : undefined,
    holdsOthers: has(port, "holdsOthers")
      ? (zone, names, options) => around(() => port.holdsOthers(zone, names, options))
      : undefined,
    settled: has(port, "settled")
      ? (receipt, options) => around(() => port.settled(receipt, options))
      : undefined,
    mayWrite: has(port, "mayWrite")
      ? (zone, places, options) => around(() => port.mayWrite(zone, places, options))
      : undefined,
  };
  return {
    ...always,
    ...(byHand === undefined ? {} : { byHand }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(pausedAt === undefined ? {} : { pausedAt }),
    ...(holdsOthers === undefined ? {} : { holdsOthers }),
    ...(settled === undefined ? {} : { settled }),
    ...(mayWrite === undefined ? {} : { mayWrite }),
  };
}

function has<Port, Member extends keyof Port>(
  port: Port,
  member: Member,
): port is Port & Required<Pick<Port, Member>> {
  return port[member] !== undefined;
}

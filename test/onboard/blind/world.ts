import { afterEach } from "vitest";
import { createMemoryProvider } from "../../../providers/memory/adapter.ts";
import { MemoryHost } from "../../../providers/memory/host.ts";
import { systemClock, type Clock } from "../../../src/async/clock.ts";
import { createLocks } from "../../../src/async/locks.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { EventBody } from "../../../src/events/event.ts";
import type { DomainResult } from "../../../src/events/result.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import type { FindProvider, Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import { startDnsServer, type Script } from "../../support/dns-server.ts";
import type { TestZone } from "../../support/dns-zones.ts";
import { fasterClock } from "../faster-clock.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { createFakeIdentities, type FakeIdentities } from "../fake-identities.ts";
import { createTrace, type Trace } from "../trace.ts";
import { startResolver, type TestResolver } from "./resolver.ts";

// A network in which name servers can't be asked: port 53 is closed or drops what comes, on sockets of loopback, and
// resolvers of our own answer by HTTPS out of the zones that the DNS host holds. The host and SES are in memory; SES
// looks through the first of these resolvers, as SES's own are somebody's, too.

export const APEX = parseDomainName("example.test");
export const D = parseDomainName("mail.example.test");
export const NAME_SERVERS = ["ns1.host.test", "ns2.host.test"].map(parseDomainName);

export interface Plan {
  /** What stands in the zone `example.test`. */
  readonly existing?: readonly RRset[];
  /** Further zones of the same account. */
  readonly zones?: readonly MemoryHost[];
  /** What the world holds beside. */
  readonly elsewhere?: readonly TestZone[];
  /** What each resolver sees; absent: two that see the world as it is. */
  readonly resolvers?: readonly ((world: readonly TestZone[]) => readonly TestZone[])[];
  /** Absent: closed. */
  readonly port53?: "closed" | Script;
}

export interface BlindWorld {
  readonly host: MemoryHost;
  readonly resolvers: readonly TestResolver[];
  readonly identities: FakeIdentities;
  readonly trace: Trace;
  readonly events: EventBody[];
  readonly run: (changes?: Partial<Run>) => Promise<DomainResult>;
  readonly plan: (changes?: Partial<Run>) => Promise<DomainResult>;
  readonly check: (changes?: Partial<Run>) => Promise<DomainResult>;
  readonly diagnose: (changes?: Partial<Run>) => Promise<readonly Diagnosis[]>;
  /** Every question that a resolver was asked so far, sorted, each once. */
  readonly asked: () => readonly string[];
}

/** Worlds whose name servers are at this address. */
export function worldsAt(address: string): (plan?: Plan) => Promise<BlindWorld> {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => void (await Promise.all(open.splice(0).map((one) => one.close()))));
  return async (plan = {}) => {
    const host = new MemoryHost(APEX, { rrsets: plan.existing ?? [], nameServers: NAME_SERVERS });
    const hosts = [host, ...(plan.zones ?? [])];
    const world = (): readonly TestZone[] => [...hosts.map(zoneOf), ...(plan.elsewhere ?? []), REFERRED];
    const views = plan.resolvers ?? [(whole) => whole, (whole) => whole];
    const resolvers = await Promise.all(views.map((view) => startResolver(() => view(world()))));
    const server = await startDnsServer(typeof plan.port53 === "function" ? plan.port53 : () => undefined, {
      address,
      transports: typeof plan.port53 === "function" ? ["udp", "tcp"] : [],
    });
    open.push(server, ...resolvers);
    const trace = createTrace(createVirtualClock());
    const identities = createFakeIdentities(trace, () =>
      hosts
        .flatMap(({ rrsets }) => rrsets)
        .filter((one) => resolvers[0]?.remembersNo(one.owner, one.type) !== true),
    );
    const events: EventBody[] = [];
    // SES is asked in minutes, which are moments here; the sockets have all the time they want.
    const clock = fasterClock(1_000);
    const runIn = (changes: Partial<Run>): Run => ({
      version: "0.0.0",
      domain: D,
      identities,
      ...createDns({
        roots: [`${address}:${server.port}`],
        rootsAre: "public",
        port: server.port,
        resolvers: [],
        doh: resolvers.map(({ url }) => url),
        clock: systemClock,
      }),
      findProvider: inOneAccount(hosts, clock),
      policy: DEFAULT_POLICY,
      dkimBits: 2048,
      waitMs: 600_000,
      roundGapMs: 200,
      clock,
      calls: () => ({ ses: 0, provider: 0, dns: 0 }),
      exclusive: createLocks(),
      emit: (event) => void events.push(event),
      signal: new AbortController().signal,
      ...changes,
    });
    return {
      host,
      resolvers,
      identities,
      trace,
      events,
      run: (changes = {}) => onboardDomain(runIn(changes)),
      plan: (changes = {}) => planDomain(runIn(changes)),
      check: (changes = {}) => checkDomain(runIn(changes)),
      diagnose: (changes = {}) => diagnose(runIn(changes), changes.domain ?? D),
      asked: () => [...new Set(resolvers.flatMap((one) => one.asked()))].toSorted(),
    };
  };
}

/** What SES's records refer to. */
const REFERRED: TestZone = {
  apex: "com",
  records: [
    "com 300 SOA ns.com hostmaster.com 1 3600 600 86400 60",
    "qcloudmail.com 300 TXT v=spf1 ip4:192.0.2.0/24 ~all",
  ],
};

/** As name servers serve it, but for keys of zones below, which nobody here asks for. */
function zoneOf({ apex, rrsets, nameServers = [], history }: MemoryHost): TestZone {
  return {
    apex,
    records: [
      `${apex} 300 SOA ns1.host.test hostmaster.${apex} ${history().length} 3600 600 86400 60`,
      ...nameServers.map((server) => `${apex} 300 NS ${server}`),
      ...rrsets.flatMap(({ owner, ttl, type, values }) =>
        type === "DS" ? [] : values.map((value) => `${owner} ${ttl} ${type} ${value}`),
      ),
    ],
  };
}

/** One account with several zones. */
export function inOneAccount(hosts: readonly MemoryHost[], clock: Clock): FindProvider {
  const by = new Map(hosts.map((host) => [`memory:${host.apex}`, createMemoryProvider(host, { clock })]));
  const of = ({ id }: { readonly id: string }): DnsProvider => {
    const provider = by.get(id);
    if (provider === undefined) throw new TypeError(`no zone ${id}`);
    return provider;
  };
  const [first] = by.values();
  if (first === undefined) throw new TypeError("an account needs a zone");
  return () =>
    Promise.resolve({
      ...first,
      zonesAt: async (apex, options) =>
        (await Promise.all([...by.values()].map((one) => one.zonesAt(apex, options)))).flat(),
      readRRsets: (zone, owners, options) => of(zone).readRRsets(zone, owners, options),
      apply: (zone, swaps, options) => of(zone).apply(zone, swaps, options),
      holdsOthers: async (zone, names, options) => of(zone).holdsOthers?.(zone, names, options),
    });
}

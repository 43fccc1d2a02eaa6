import { MemoryHost } from "../../providers/memory/host.ts";
import { createMemoryProvider } from "../../providers/memory/adapter.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider, Receipt, Zone } from "../../src/dns/provider.ts";
import { keyText, type RRset, type RRType, type RRsetKey } from "../../src/dns/rrset.ts";
import type { EventBody } from "../../src/events/event.ts";
import type { Run } from "../../src/onboard/run.ts";
import { DEFAULT_POLICY } from "../../src/plan/requirement.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";
import { createFakeAuthority, type FakeAuthority } from "./fake-authority.ts";
import { createFakeIdentities, type FakeIdentities } from "./fake-identities.ts";
import { createTrace, type Trace } from "./trace.ts";
import { createLocks } from "../../src/async/locks.ts";
import type { DomainResult } from "../../src/events/result.ts";

export const APEX = parseDomainName("example.com");
export const D = parseDomainName("mail.example.com");
export const DMARC_NAME = parseDomainName("_dmarc.mail.example.com");
export const KEY_NAME = parseDomainName("qcloud._domainkey.mail.example.com");
export const NAME_SERVERS = ["ns1.dns.test", "ns2.dns.test"].map(parseDomainName);

/** A DNS host, its name servers, SES, and time: all in memory, all keeping state. */
export interface Fakes {
  readonly clock: VirtualClock;
  readonly trace: Trace;
  readonly host: MemoryHost;
  readonly authority: FakeAuthority;
  readonly identities: FakeIdentities;
  readonly interrupt: AbortController;
  /** Events of all runs so far. */
  readonly events: EventBody[];
  /** What the account's zone list says; tests change it. */
  zones: readonly Zone[];
  /** The host's own word; undefined: it has none. */
  settled: (() => boolean | undefined) | undefined;
  /** What the host says of the right to write; undefined: it can't be asked. */
  mayWrite: ((places: readonly RRsetKey[]) => boolean | undefined) | undefined;
  readonly run: (changes?: Partial<Run>) => Run;
  /** Lets a command run to its end in virtual time. */
  readonly play: (
    command: (run: Run) => Promise<DomainResult>,
    changes?: Partial<Run>,
  ) => Promise<DomainResult>;
  /** Milliseconds since the world began. */
  readonly elapsed: () => number;
}

export function createFakes(existing: readonly RRset[] = [], apex = APEX): Fakes {
  const clock = createVirtualClock();
  const began = clock.now();
  const trace = createTrace(clock);
  const host = new MemoryHost(apex, { rrsets: existing, nameServers: NAME_SERVERS });
  const past = recordPast(host, clock);
  const identities = createFakeIdentities(trace, () => host.rrsets);
  const authority = createFakeAuthority(trace, clock, past);
  const interrupt = new AbortController();
  const events: EventBody[] = [];
  const exclusive = createLocks();
  const fakes: Fakes = {
    clock,
    trace,
    host,
    authority,
    identities,
    interrupt,
    events,
    zones: [{ apex, id: "Z1", nameServers: NAME_SERVERS }],
    settled: undefined,
    mayWrite: undefined,
    elapsed: () => clock.now() - began,
    run: (changes = {}) => ({
      version: "0.0.0",
      domain: D,
      identities,
      authority,
      resolvers: authority.resolvers,
      findProvider: () => Promise.resolve(providerOf(fakes)),
      policy: DEFAULT_POLICY,
      dkimBits: 2048,
      waitMs: 600_000,
      roundGapMs: 200,
      clock,
      calls: () => countCalls(trace),
      exclusive,
      emit: (body) => void events.push(body),
      signal: interrupt.signal,
      ...changes,
    }),
    play: (command, changes) => clock.drive(command(fakes.run(changes))),
  };
  return fakes;
}

export function rrset(type: RRType, owner: string, values: readonly string[], ttl = 3600): RRset {
  return { owner: parseDomainName(owner), type, ttl, values };
}

/** The events of one kind. */
export function eventsOf<T extends EventBody["type"]>(
  { events }: Pick<Fakes, "events">,
  type: T,
): readonly Extract<EventBody, { readonly type: T }>[] {
  return events.filter((event): event is Extract<EventBody, { readonly type: T }> => event.type === type);
}

/** How the host's states follow each other in time: a server that lags shows an old one. */
function recordPast(host: MemoryHost, clock: VirtualClock) {
  const since: number[] = [-Infinity];
  const commit = host.commit.bind(host);
  host.commit = (changes) => {
    commit(changes);
    while (since.length < host.history().length) since.push(clock.now());
  };
  return {
    apex: host.apex,
    stateAt: (ms: number) => host.history()[since.findLastIndex((at) => at <= ms)] ?? [],
    versionAt: (ms: number) => since.findLastIndex((at) => at <= ms) + 1,
  };
}

function providerOf(fakes: Fakes): DnsProvider {
  const { trace, host, clock } = fakes;
  const memory = createMemoryProvider(host, { clock });
  const provider: DnsProvider = {
    ...memory,
    async zonesAt(apex, { signal }) {
      await trace.call("host.zones", signal);
      return fakes.zones.filter((zone) => zone.apex === apex);
    },
    async readRRsets(zone, owners, options) {
      await trace.call("host.read", options.signal, owners.join(" "));
      return memory.readRRsets(zone, owners, options);
    },
    async apply(zone, swaps, options) {
      await trace.call("host.apply", options.signal);
      return memory.apply(zone, swaps, options);
    },
  };
  return {
    ...provider,
    ...(fakes.settled !== undefined && {
      async settled(_receipt: Receipt, { signal }) {
        await trace.call("host.settled", signal);
        return fakes.settled?.();
      },
    }),
    ...(fakes.mayWrite !== undefined && {
      async mayWrite(_zone, places, { signal }) {
        await trace.call("host.probe", signal, places.map(keyText).join(" "));
        return fakes.mayWrite?.(places);
      },
    }),
  } satisfies DnsProvider;
}

function countCalls({ calls }: Trace): ReturnType<Run["calls"]> {
  const count = (prefix: string) => calls.filter(({ port }) => port.startsWith(prefix)).length;
  return { ses: count("ses."), provider: count("host."), dns: count("dns.") };
}

import type { DomainName } from "../../src/dns/domain-name.ts";
import { isAtOrBelow, parseDomainName } from "../../src/dns/domain-name.ts";
import type { Delegation, Lookup, Observation, Question, ServerAddress } from "../../src/dns/observation.ts";
import { findRRset, type RRset } from "../../src/dns/rrset.ts";
import type { Authority } from "../../src/onboard/ports.ts";
import type { VirtualClock } from "../support/virtual-clock.ts";
import type { Trace } from "./trace.ts";

const NEGATIVE_TTL = 60;
const TIMEOUT_MS = 4_000;

/** How one name server behaves. All of it may be changed while a run is under way. */
export interface FakeServer extends ServerAddress {
  /** Milliseconds that it is behind the DNS host. */
  lagMs: number;
  mood: "serves" | "silent" | "lame" | "servfail" | "flaps";
}

export interface FakeAuthority extends Authority {
  readonly servers: [FakeServer, FakeServer, ...FakeServer[]];
  /** What the rest of the world serves: `TXT owner` → values; `failed`: its servers are silent. */
  readonly elsewhere: Map<string, readonly string[] | "failed">;
  parentNameServers: readonly DomainName[];
}

export interface Past {
  readonly apex: DomainName;
  /** What the DNS host held at a time. */
  readonly stateAt: (ms: number) => readonly RRset[];
}

export function createFakeAuthority(trace: Trace, clock: VirtualClock, past: Past): FakeAuthority {
  const servers: FakeAuthority["servers"] = [serverAt("ns1.dns.test", "192.0.2.1"), serverAt("ns2.dns.test", "192.0.2.2")];
  const elsewhere = new Map<string, readonly string[] | "failed">([["TXT qcloudmail.com", ["v=spf1 ip4:203.0.113.0/24 -all"]]]);
  const fake: FakeAuthority = {
    servers,
    elsewhere,
    parentNameServers: servers.map(({ server }) => server),
    async delegation(name, { signal }) {
      await trace.call("dns.delegation", signal, name);
      return delegationOf(past.apex, fake);
    },
    async observe(address, question, { signal }) {
      await trace.call(`dns.observe ${address.address}`, signal, question);
      const server = servers.find((one) => one.address === address.address);
      if (server === undefined) throw new Error("nobody has this address");
      if (server.mood === "silent") await clock.sleep(TIMEOUT_MS, { signal });
      return observationOf(server, question, clock.now());
    },
    async lookup(question, { signal }) {
      await trace.call("dns.lookup", signal, question);
      return lookUp(question);
    },
    async askResolvers(question, { signal }) {
      await trace.call("dns.resolvers", signal, question);
      return [{ resolver: "1.1.1.1", observation: answerFrom(past.stateAt(clock.now()), question) }];
    },
    async delegationByDoh(apex, { signal }) {
      await trace.call("dns.doh", signal, apex);
      return undefined;
    },
    async isBogus(apex, { signal }) {
      await trace.call("dns.bogus", signal, apex);
      return undefined;
    },
    missingFamilies: () => [],
  };

  let questions = 0;
  function observationOf(server: FakeServer, question: Question, now: number): Observation {
    const state = past.stateAt(now - server.lagMs);
    const base = { transport: "udp", roundTripMs: 0 } as const;
    questions += 1;
    switch (server.mood) {
      case "serves":
        return answerFrom(state, question);
      case "silent":
        return { ...base, kind: "unreachable", because: "timeout", family: 4 };
      case "lame":
        return { ...base, kind: "lame", because: "refused" };
      case "servfail":
        return { ...base, kind: "servfail", extendedErrors: [] };
      case "flaps":
        return questions % 3 === 0 ? answerFrom([], question) : answerFrom(state, question);
    }
  }

  function lookUp({ owner, type }: Question, canonical = owner): Lookup {
    const known = elsewhere.get(`${type} ${owner}`);
    if (known === "failed") return { kind: "failed", because: "its servers are silent" };
    if (known !== undefined) return { kind: "answer", rrset: { owner, type, ttl: 300, values: known }, canonicalName: canonical };
    const state = past.stateAt(clock.now());
    const target = findRRset(state, owner, "CNAME")?.values[0];
    if (target !== undefined) return lookUp({ owner: parseDomainName(target), type });
    const rrset = findRRset(state, owner, type);
    return rrset === undefined ? { kind: "nxdomain" } : { kind: "answer", rrset, canonicalName: canonical };
  }
  return fake;
}

export function serverAt(server: string, address: string): FakeServer {
  return { server: parseDomainName(server), address, port: 53, lagMs: 0, mood: "serves" };
}

function delegationOf(apex: DomainName, { servers, parentNameServers }: FakeAuthority): Delegation {
  const childNameServers = [...new Set(servers.map(({ server }) => server))];
  const addresses = servers.map(({ server, address, port }) => ({ server, address, port }));
  return { apex, parentNameServers, childNameServers, addresses, unresolved: [], soa: { serial: 1, negativeTtl: NEGATIVE_TTL } };
}

function answerFrom(state: readonly RRset[], { owner, type }: Question): Observation {
  const base = { transport: "udp", roundTripMs: 0 } as const;
  const alias = findRRset(state, owner, "CNAME");
  if (alias !== undefined) {
    return { ...base, kind: "cname", target: parseDomainName(alias.values[0] ?? ""), ttl: alias.ttl, rrset: undefined };
  }
  const rrset = findRRset(state, owner, type);
  if (rrset !== undefined) return { ...base, kind: "answer", rrset };
  const exists = state.some((other) => isAtOrBelow(other.owner, owner));
  return { ...base, kind: exists ? "nodata" : "nxdomain", soa: { serial: 1, negativeTtl: NEGATIVE_TTL } };
}

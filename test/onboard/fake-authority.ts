import type { DomainName } from "../../src/dns/domain-name.ts";
import { isAtOrBelow, parentOf, parseDomainName } from "../../src/dns/domain-name.ts";
import type { Held } from "../../src/dns/held.ts";
import type { Delegation, Observation, Question, ServerAddress } from "../../src/dns/observation.ts";
import { DS, findRRset, type RRset } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { VirtualClock } from "../support/virtual-clock.ts";
import type { Trace } from "./trace.ts";
import type { Authority } from "../../src/dns/authority.ts";
import type { PublicResolvers } from "../../src/dns/resolvers.ts";

const NEGATIVE_TTL = 60;
const TIMEOUT_MS = 4_000;
/** As in src/resolve/transport: how long who was silent is remembered, after how long at least, and what it gets then. */
const [SILENT_FOR_MS, FAIR_MS, BRIEF_MS] = [60_000, 1_400, 350];
const MOST_ALIASES = 10;

/** How one name server behaves. All of it may be changed while a run is under way. */
export interface FakeServer extends ServerAddress {
  /** Milliseconds that it is behind the DNS host. */
  lagMs: number;
  /** Milliseconds that it is behind for single records, by `TXT owner`, where it differs from the others. */
  lagMsOf?: Readonly<Record<string, number>>;
  mood: "serves" | "silent" | "lame" | "servfail" | "flaps";
}

export interface FakeAuthority extends Authority {
  readonly servers: [FakeServer, FakeServer, ...FakeServer[]];
  /** The other port of DNS, on the same servers. */
  readonly resolvers: PublicResolvers;
  /**
   * What the rest of the world serves, zones below this one and what a wildcard answers included: `TXT owner` →
   * values; `failed`: its servers are silent.
   */
  readonly elsewhere: Map<string, readonly string[] | "failed">;
  /** Where there are too many names to list. */
  elsewhereBy: ((question: Question) => readonly string[] | undefined) | undefined;
  /** Every server, until it is set. */
  parentNameServers: readonly DomainName[];
  /** What else a walk finds. */
  delegated: Partial<Delegation>;
  port53: "open" | "blocked" | "intercepted";
  /** Whether a resolver answers over HTTPS. */
  doh: boolean;
  /** Why validating resolvers refuse the zone. */
  bogus: string | undefined;
  /** The zone above holds a key of the zone (DS). */
  signed: boolean;
  withoutFamilies: readonly (4 | 6)[];
  /** How often the zone's SOA has its secondaries look, in seconds. */
  refresh: number;
}

export interface Past {
  readonly apex: DomainName;
  /** What the DNS host held at a time. */
  readonly stateAt: (ms: number) => readonly RRset[];
  /** The zone's serial at a time. */
  readonly versionAt: (ms: number) => number;
}

export function createFakeAuthority(trace: Trace, clock: VirtualClock, past: Past): FakeAuthority {
  let parents: readonly DomainName[] | undefined;
  const silentUntil = new Map<string, number>();
  const servers: FakeAuthority["servers"] = [
    serverAt("ns1.dns.test", "192.0.2.1"),
    serverAt("ns2.dns.test", "192.0.2.2"),
  ];
  const elsewhere = new Map<string, readonly string[] | "failed">([
    ["A mxbiz1.qq.com", ["203.0.113.25"]],
    ["TXT qcloudmail.com", ["v=spf1 ip4:203.0.113.0/24 -all"]],
    ["A mxbiz1.qq.com", ["203.0.113.25"]],
    ["TXT _spf.google.com", ["v=spf1 ip4:198.51.100.0/24 ~all"]],
  ]);
  const fake: FakeAuthority = {
    servers,
    elsewhere,
    elsewhereBy: undefined,
    get parentNameServers() {
      return parents ?? [...new Set(servers.map(({ server }) => server))];
    },
    set parentNameServers(names) {
      parents = names;
    },
    delegated: {},
    async delegation(name, { signal }) {
      await trace.call("dns.delegation", signal, name);
      if (fake.port53 !== "open") throw unusable(fake.port53);
      return delegationOf(past.apex, fake);
    },
    async observe(address, question, { signal, withinMs }) {
      // The zone's own SOA is asked for beside everything else: its version, and whether the server serves it
      // at all; and so is NS, which tells whether a deeper zone begins, and which no run writes.
      const isVersion = question.type === "SOA" && question.owner === past.apex;
      const beside = isVersion ? "dns.version" : question.type === "NS" ? "dns.cut" : "dns.observe";
      await trace.call(`${beside} ${address.address}`, signal, question);
      const server = servers.find((one) => one.address === address.address);
      if (server === undefined) throw new Error("nobody has this address");
      if (server.mood === "silent") await stayAway(server, signal, withinMs);
      else silentUntil.delete(server.address);
      return isVersion ? versionOf(server, clock.now()) : observationOf(server, question, clock.now());
    },
    async lookup({ owner: first, type }, { signal, held }) {
      let owner = first;
      for (let hops = 0; hops < MOST_ALIASES; hops += 1) {
        const known = held?.({ owner, type });
        if (known !== undefined && known.kind !== "alias") return known;
        if (known === undefined) await trace.call("dns.lookup", signal, { owner, type });
        const found = known ?? lookUp({ owner, type });
        if (found.kind !== "alias") return found;
        owner = found.target;
      }
      return { kind: "failed", because: "the aliases come to no end" };
    },
    resolvers: {
      ask(question, { signal }) {
        const answer = async () => {
          await trace.call("dns.resolvers", signal, question);
          const observation = answerFrom(past.stateAt(clock.now()), question, past.apex);
          return { resolver: "1.1.1.1", observation, validated: false };
        };
        return [answer()];
      },
      async delegation(apex, { signal }) {
        await trace.call("dns.doh", signal, apex);
        return fake.doh ? { ...delegationOf(apex, fake), addresses: [] } : undefined;
      },
      async lookup({ owner: first, type }, { signal, held, mayAsk }) {
        let owner = first;
        for (let hops = 0; hops < MOST_ALIASES; hops += 1) {
          const known = held?.({ owner, type });
          if (known === undefined && !mayAsk(owner))
            return { kind: "failed", because: "it is not asked for" };
          if (known === undefined) await trace.call("dns.https", signal, { owner, type });
          const found = known ?? standingAt({ owner, type });
          if (found.kind !== "alias") return found;
          owner = found.target;
        }
        return { kind: "failed", because: "the aliases come to no end" };
      },
      async dnssec(apex, { signal }) {
        await trace.call("dns.bogus", signal, apex);
        return fake.bogus === undefined
          ? { bogus: false, validated: true, refusing: [], extendedErrors: [] }
          : {
              bogus: true,
              validated: false,
              refusing: ["9.9.9.9"],
              extendedErrors: [{ code: 6, text: fake.bogus }],
            };
      },
    },
    missingFamilies: () => fake.withoutFamilies,
    portsAsked: () => [53],
    isSilent: ({ address }) => clock.now() < (silentUntil.get(address) ?? 0),
    port53: "open",
    doh: true,
    signed: false,
    bogus: undefined,
    withoutFamilies: [],
    refresh: 3_600,
  };

  function versionOf({ mood, lagMs }: FakeServer, now: number): Observation {
    const base = { transport: "udp", roundTripMs: 0 } as const;
    if (mood === "lame") return { ...base, kind: "lame", because: "refused" };
    if (mood === "servfail") return { ...base, kind: "servfail", extendedErrors: [] };
    if (mood === "silent") return { ...base, kind: "unreachable", because: "timeout", family: 4 };
    const value = `ns1.dns.test hostmaster.dns.test ${past.versionAt(now - lagMs)} ${fake.refresh} 600 86400 ${NEGATIVE_TTL}`;
    return { ...base, kind: "answer", rrset: { owner: past.apex, type: "SOA", ttl: 3600, values: [value] } };
  }

  /** The first time until every transport has been tried; within a minute after it, for a moment. */
  async function stayAway(
    { address }: FakeServer,
    signal: AbortSignal | undefined,
    withinMs = TIMEOUT_MS,
  ): Promise<void> {
    const isKnown = clock.now() < (silentUntil.get(address) ?? 0);
    const startedAt = clock.now();
    try {
      await clock.sleep(isKnown ? BRIEF_MS : withinMs, { signal });
    } finally {
      if (isKnown || clock.now() - startedAt >= FAIR_MS)
        silentUntil.set(address, clock.now() + SILENT_FOR_MS);
    }
  }

  let questions = 0;
  function observationOf(server: FakeServer, question: Question, now: number): Observation {
    const state = past.stateAt(
      now - (server.lagMsOf?.[`${question.type} ${question.owner}`] ?? server.lagMs),
    );
    const base = { transport: "udp", roundTripMs: 0 } as const;
    questions += 1;
    switch (server.mood) {
      case "serves":
        return answerFrom(state, question, past.apex);
      case "silent":
        return { ...base, kind: "unreachable", because: "timeout", family: 4 };
      case "lame":
        return { ...base, kind: "lame", because: "refused" };
      case "servfail":
        return { ...base, kind: "servfail", extendedErrors: [] };
      case "flaps":
        return answerFrom(questions % 3 === 0 ? [] : state, question, past.apex);
    }
  }

  function lookUp(question: Question): Held {
    if (fake.port53 === "open") return standingAt(question);
    return { kind: "failed", because: `port 53 is ${fake.port53}`, outOfSight: true };
  }

  function standingAt({ owner, type }: Question): Held {
    if (type === DS && (fake.signed || fake.bogus !== undefined)) {
      const values = [`12345 13 2 ${"ab".repeat(32)}`];
      return { kind: "answer", rrset: { owner, type, ttl: 300, values }, canonicalName: owner };
    }
    const known = elsewhere.get(`${type} ${owner}`) ?? fake.elsewhereBy?.({ owner, type });
    if (known === "failed") return { kind: "failed", because: "its servers are silent" };
    if (known !== undefined)
      return { kind: "answer", rrset: { owner, type, ttl: 300, values: known }, canonicalName: owner };
    const now = past.stateAt(clock.now());
    if (findCut(now, owner, past.apex) !== undefined) return { kind: "nodata" };
    const state = answersAt(now, owner, past.apex);
    const target = type === "CNAME" ? undefined : findRRset(state, owner, "CNAME")?.values[0];
    if (target !== undefined) return { kind: "alias", target: parseDomainName(target) };
    const rrset = findRRset(state, owner, type);
    if (rrset !== undefined) return { kind: "answer", rrset, canonicalName: owner };
    const exists = state.length > 0 || now.some((one) => isAtOrBelow(one.owner, owner));
    return { kind: exists ? "nodata" : "nxdomain" };
  }
  return fake;
}

function unusable(because: "blocked" | "intercepted"): OnboardError {
  return new OnboardError("NOT_OBSERVABLE", `The root can't be asked: port 53 is ${because}.`, {
    hint: "Allow port 53.",
    facts: { because },
  });
}

export function serverAt(server: string, address: string): FakeServer {
  return { server: parseDomainName(server), address, port: 53, lagMs: 0, mood: "serves" };
}

function delegationOf(
  apex: DomainName,
  { servers, parentNameServers, delegated }: FakeAuthority,
): Delegation {
  const childNameServers = [...new Set(servers.map(({ server }) => server))];
  const addresses = servers.map(({ server, address, port }) => ({ server, address, port }));
  return {
    apex,
    parentNameServers,
    childNameServers,
    addresses,
    unresolved: [],
    soa: { serial: 1, negativeTtl: NEGATIVE_TTL },
    ...delegated,
  };
}

/** The name servers of a zone below, which alone know what stands at the name. */
function findCut(state: readonly RRset[], owner: DomainName, apex: DomainName): RRset | undefined {
  return state.find(
    (rrset) => rrset.type === "NS" && rrset.owner !== apex && isAtOrBelow(owner, rrset.owner),
  );
}

/** What stands at a name, or is made from a wildcard where the name does not exist (RFC 4592). */
function answersAt(state: readonly RRset[], owner: DomainName, apex: DomainName): readonly RRset[] {
  const exists = (name: DomainName) => name === apex || state.some((one) => isAtOrBelow(one.owner, name));
  if (exists(owner)) return state.filter((one) => one.owner === owner);
  let encloser = parentOf(owner);
  while (encloser !== undefined && !exists(encloser)) encloser = parentOf(encloser);
  return state.filter((one) => one.owner === `*.${encloser}`).map((one) => ({ ...one, owner }));
}

function answerFrom(all: readonly RRset[], { owner, type }: Question, apex: DomainName): Observation {
  const state = answersAt(all, owner, apex);
  const base = { transport: "udp", roundTripMs: 0 } as const;
  const cut = findCut(all, owner, apex);
  if (cut !== undefined)
    return { ...base, kind: "referral", to: cut.owner, nameServers: cut.values.map(parseDomainName) };
  const alias = findRRset(state, owner, "CNAME");
  if (alias !== undefined) {
    return {
      ...base,
      kind: "cname",
      target: parseDomainName(alias.values[0] ?? ""),
      ttl: alias.ttl,
      rrset: undefined,
    };
  }
  const rrset = findRRset(state, owner, type);
  if (rrset !== undefined) return { ...base, kind: "answer", rrset };
  const exists = state.length > 0 || all.some((other) => isAtOrBelow(other.owner, owner));
  return { ...base, kind: exists ? "nodata" : "nxdomain", soa: { serial: 1, negativeTtl: NEGATIVE_TTL } };
}

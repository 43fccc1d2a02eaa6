import { systemClock, type Clock } from "../../../src/async/clock.ts";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { AskedQuestion } from "../../../src/dns/observation.ts";
import type { EventBody } from "../../../src/events/event.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import type { Timing } from "../../../src/resolve/transport/by-transport.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";
import { createRfc2136Provider } from "./rfc2136-provider.ts";
import type { Tree } from "./tree.ts";
import { createManualProvider } from "../../../providers/manual/adapter.ts";
import { createLocks } from "../../../src/async/locks.ts";
import type { Identities } from "../../../src/plan/identity.ts";
import type { DomainResult } from "../../../src/events/result.ts";

// The straight line on a tree of real servers.

/**
 * On loopback an answer takes a millisecond: a server that stays silent need not be waited for as long as on
 * the internet.
 */
const LOOPBACK_TIMING: Timing = { udpMs: 400, tcpMs: 400, questionMs: 900 };

export interface ServerRunOptions {
  readonly identities: Identities;
  readonly emit?: (body: EventBody) => void;
  /** Addresses of the resolvers that are asked after the gate. */
  readonly resolvers?: readonly string[];
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  /** Absent: a silent server need not be waited for as long as on the internet. */
  readonly timing?: Timing;
  readonly clock?: Clock;
  /** Told of each DNS message sent, and where to. */
  readonly onQuery?: (to: Endpoint) => void;
  /** Told of each question that left, when it has been answered. */
  readonly onAnswer?: (asked: AskedQuestion) => void;
  /** A person writes, and what stands is read from the name servers. */
  readonly byHand?: boolean;
}

export function createServerRun(
  tree: Pick<Tree, "port" | "roots" | "addressOf">,
  domain: DomainName,
  options: ServerRunOptions,
): Run {
  const {
    identities,
    emit = () => {},
    resolvers = [],
    waitMs = 60_000,
    clock = systemClock,
    onQuery = () => {},
    onAnswer = () => {},
  } = options;
  const counts = { ses: 0, provider: 0, dns: 0 };
  const dns = createDns({
    roots: tree.roots,
    port: tree.port,
    resolvers: resolvers.map((address) => `${address}:${tree.port}`),
    clock,
    onQuery: (to) => {
      counts.dns += 1;
      onQuery(to);
    },
    onAnswer,
    timing: options.timing ?? LOOPBACK_TIMING,
  });
  const primary = { address: tree.addressOf("primary"), port: tree.port };
  return {
    version: "0.0.0",
    domain,
    identities,
    ...dns,
    findProvider: async (_domain, { apex }) =>
      options.byHand === true
        ? createManualProvider({ authority: dns.authority, clock })
        : createRfc2136Provider({ primary, apexes: [apex], onCall: () => (counts.provider += 1) }),
    policy: DEFAULT_POLICY,
    dkimBits: 2048,
    waitMs,
    roundGapMs: 200,
    clock,
    calls: () => ({ ...counts }),
    exclusive: createLocks(),
    emit,
    signal: options.signal ?? new AbortController().signal,
  };
}

/** A run under way: what happened so far, and how to wait for what happens next. */
export interface Onboarding {
  readonly events: readonly EventBody[];
  /** The first event that fits, past or to come. @throws Error when the run ends without it */
  readonly until: (fits: (event: EventBody) => boolean) => Promise<EventBody>;
  readonly result: Promise<DomainResult>;
}

export function startOnboarding(tree: Tree, name: string, options: ServerRunOptions): Onboarding {
  const events: EventBody[] = [];
  const waiting = new Set<() => void>();
  const emit = (event: EventBody): void => {
    events.push(event);
    for (const look of waiting) look();
  };
  const result = onboardDomain(createServerRun(tree, parseDomainName(name), { ...options, emit }));
  return {
    events,
    result,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const event = events.find(fits);
          const end = events.find(({ type }) => type === "result");
          if (event !== undefined) resolve(event);
          else if (end !== undefined) reject(new Error(`the run ended first: ${JSON.stringify(end)}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}

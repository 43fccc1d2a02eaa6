import { AsyncLocalStorage } from "node:async_hooks";
import type { CredentialChain } from "../../providers/describe.ts";
import type { Clock } from "../async/clock.ts";
import type { ProviderConfig } from "../config/config.ts";
import type { AskedQuestion } from "../dns/observation.ts";
import type { DnsProvider } from "../dns/provider.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import type { EventBody } from "../events/event.ts";
import { createLocks, type Exclusive } from "../async/locks.ts";
import { createRateLimits } from "../async/rate-limit.ts";
import type { Dns } from "../resolve/dns.ts";
import type { Run } from "../onboard/run.ts";
import type { Identities } from "../plan/identity.ts";

/** What a run needs beside the config. */
export interface ComposeContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a DNS host's SDK may look for credentials beyond `env`. Absent: it may not. */
  readonly credentialChain?: CredentialChain;
  /** All of it is a sandbox of this command's own. */
  readonly sandbox?: boolean;
  readonly clock?: Clock;
  readonly signal: AbortSignal;
  /** Why there are no keys of Tencent Cloud's, where SES is to say so to each domain. */
  readonly withoutKeys?: OnboardError | undefined;
  /**
   * Each way out is tried by itself: keys that are missing are told by whoever needs them, and keep nobody else from
   * being asked (`doctor`).
   */
  readonly triesEach?: boolean | undefined;
  /** Who asks for it, for the log. */
  readonly by?: string | undefined;
  /** What this composition has in common with others. Absent: there are no others. */
  readonly shared?: Shared | undefined;
  /** Told of each question to a DNS server once it is answered or given up. */
  readonly onAnswer?: ((asked: AskedQuestion) => void) | undefined;
}

/** What the ports are made of. */
export type PortContext = Required<Omit<ComposeContext, "by" | "sandbox" | "triesEach" | "shared">>;

/** What holds for an account and its zones, however often its ports are made anew. */
export interface Shared {
  readonly limits: ReturnType<typeof createRateLimits>;
  readonly exclusive: Exclusive;
}

export function createShared(clock: Clock): Shared {
  return { limits: createRateLimits(clock), exclusive: createLocks() };
}

/** The requests counted for one domain, and where its events go. */
export interface Attribution {
  readonly calls: { ses: number; provider: number; dns: number };
  readonly emit: (body: EventBody) => void;
  /** By which its pauses are. Absent: by that of the ports. */
  readonly clock?: Clock;
  /** The ports whose use this is. */
  readonly ports?: Attribution;
}

/**
 * For which domain the running call counts, with everything that it leads to. There is one for the process
 * and not one for each composition: each that was ever used slows down every `await` of the program (Node
 * 20.20: 300 of them by a factor of 1500).
 */
const running = new AsyncLocalStorage<Attribution>();

export function newAttribution(emit: Attribution["emit"]): Attribution {
  return { calls: { ses: 0, provider: 0, dns: 0 }, emit };
}

/** Everything that the call leads to is counted for this domain: for the use of its ports that is under way, if one is. */
export function attributedTo(attribution: Attribution): <T>(call: () => T) => T {
  return (call) => (running.getStore()?.ports === attribution ? call() : running.run(attribution, call));
}

/** For each use of these ports its own; calls that a program counts for itself stay its own. */
export function countedFor(ports: Attribution, portsCalls: Run["calls"]): NonNullable<Run["counted"]> {
  return ({ calls, emit, clock }) => {
    const use = { ...newAttribution(emit), clock, ports };
    return {
      calls: calls === portsCalls ? () => ({ ...use.calls }) : calls,
      within: (task) => running.run(use, task),
    };
  };
}

/** That of the run on whose behalf something is asked. */
export function clockOfRuns(clock: Clock): Clock {
  const own = (): Clock => running.getStore()?.clock ?? clock;
  return {
    now: () => own().now(),
    sleep: (ms, options) => own().sleep(ms, options),
    random: () => own().random(),
  };
}

/** The three ways out. `dns` has two ports. */
export interface SharedPorts {
  readonly identities: Identities;
  readonly dns: Dns;
  readonly provider: (entry: ProviderConfig) => Promise<DnsProvider>;
}

/** What is called around each request: rate limits, counters, and the event of a retry. */
export interface RequestHooks {
  readonly limits: ReturnType<typeof createRateLimits>;
  readonly count: (api: keyof Attribution["calls"]) => void;
  readonly onRetry: (
    api: string,
  ) => (attempt: number, nextInMs: number, code: string, untilMs?: number) => void;
}

/** A request outside of every domain's own ports is not counted, and its retries make no event. */
export function createRequestHooks(limits: Shared["limits"]): RequestHooks {
  return {
    limits,
    count: (api) => {
      const attribution = running.getStore();
      if (attribution !== undefined) attribution.calls[api] += 1;
    },
    onRetry: (api) => (attempt, nextInMs, code, untilMs) =>
      running.getStore()?.emit({
        type: "api.retried",
        api,
        attempt,
        nextInMs,
        code,
        ...(untilMs === undefined ? {} : { untilMs }),
      }),
  };
}

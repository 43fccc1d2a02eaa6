import type { Clock } from "../async/clock.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { Delegation, ExtendedError, Lookup, Observation, Question, ServerAddress } from "../dns/observation.ts";
import type { CallOptions, DnsProvider } from "../dns/provider.ts";
import type { EventBody } from "../events.ts";
import type { Identity } from "../plan/identity.ts";
import type { Policy } from "../plan/requirement.ts";

// What the straight line needs from the world. compose.ts fills these with the real thing, tests with fakes that keep state.

/** The sender domains of one Tencent Cloud account at one site and region. */
export interface Identities {
  readonly site: "international" | "china";
  readonly region: string;
  /** @throws OnboardError CREDENTIALS_*, RIGHTS_MISSING, CLOCK_SKEWED, API_* ; undefined: this account has no such identity */
  get(domain: DomainName, options: CallOptions): Promise<Identity | undefined>;
  /**
   * Create; an identity that is there already is adopted. Practically irreversible, so everything checkable comes before.
   * @throws OnboardError as get, and IDENTITY_HELD_BY_OTHER, QUOTA_EXCEEDED, DOMAIN_INVALID
   */
  ensure(domain: DomainName, options: CallOptions & { readonly dkimBits: 1024 | 2048 }): Promise<Identity & { readonly created: boolean }>;
  /** Has SES look every record up, now. Never before all authoritative servers serve them: its resolvers would remember the "no". */
  verify(domain: DomainName, options: CallOptions): Promise<Identity>;
}

/** DNS from the roots down, authoritative servers only, and the public resolvers to report. */
export interface Authority {
  /**
   * The zone that a name belongs to and every address that serves it.
   * @throws OnboardError ZONE_NOT_DELEGATED; NOT_OBSERVABLE, whose facts say `because: "intercepted" | "blocked"` and the `evidence` where port 53 is the cause
   */
  delegation(name: DomainName, options: CallOptions): Promise<Delegation>;
  /** One question to one address (RD=0): never rejects but on abort; what went wrong is an observation too. */
  observe(address: ServerAddress, question: Question, options: CallOptions): Promise<Observation>;
  /** Iterative lookup at authoritative servers, aliases followed. No resolver is involved, so no "no" is planted anywhere. */
  lookup(question: Question, options: CallOptions): Promise<Lookup>;
  /** One question to each public resolver (RD=1), by HTTPS where port 53 is of no use. Only after the gate. */
  askResolvers(
    question: Question,
    options: CallOptions,
  ): Promise<readonly { readonly resolver: string; readonly observation: Observation }[]>;
  /**
   * Who serves a zone, by public resolvers over HTTPS, for when port 53 is of no use: NS sets and SOA, no addresses. Only for an apex that is known to exist, since a
   * resolver remembers a "no". Undefined: no resolver answers, or there is none. @throws OnboardError ZONE_NOT_DELEGATED
   */
  delegationByDoh(apex: DomainName, options: CallOptions): Promise<Delegation | undefined>;
  /**
   * Whether validating resolvers refuse the zone for its DNSSEC, with their reasons (RFC 8914). Only for an apex that is known to exist.
   * Undefined: no resolver answers, or there is none.
   */
  isBogus(
    apex: DomainName,
    options: CallOptions,
  ): Promise<{ readonly bogus: boolean; readonly extendedErrors: readonly ExtendedError[] } | undefined>;
  /** Address families that this host was found to have no way out for, so far; what is said about it is said once. */
  missingFamilies(): readonly (4 | 6)[];
}

/**
 * Which of the configured hosts holds this zone: `--provider NAME`, the config's match, or by the live name servers.
 * @throws OnboardError PROVIDER_UNKNOWN, PROVIDER_AMBIGUOUS, CREDENTIALS_MISSING
 */
export type FindProvider = (domain: DomainName, delegation: Delegation, options: CallOptions) => Promise<DnsProvider>;

/** Everything that one domain's journey needs. */
export interface Run {
  /** Of this program, for the log. */
  readonly version: string;
  readonly domain: DomainName;
  readonly identities: Identities;
  readonly authority: Authority;
  readonly findProvider: FindProvider;
  readonly policy: Policy;
  readonly dkimBits: 1024 | 2048;
  /** Milliseconds from the first write on; 0: publish, ask once, leave. */
  readonly waitMs: number;
  /** Milliseconds between the first agreement of all servers and the closing round. */
  readonly roundGapMs: number;
  /** Refuse when the plan has another hash. */
  readonly planHash?: string | undefined;
  /** Asked once before Create, after preflight; false ends the run. Absent: nobody to ask. */
  readonly confirm?: (() => Promise<boolean>) | undefined;
  readonly clock: Clock;
  /** Requests sent so far for this domain. */
  readonly calls: () => { readonly ses: number; readonly provider: number; readonly dns: number };
  /** One at a time for each key: two domains of one zone never write at once. */
  readonly exclusive: <T>(key: string, task: () => Promise<T>, options?: { readonly signal?: AbortSignal | undefined }) => Promise<T>;
  readonly emit: (body: EventBody) => void;
  readonly signal: AbortSignal;
}

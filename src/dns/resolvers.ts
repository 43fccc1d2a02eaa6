import type { DomainName } from "./domain-name.ts";
import type { Delegation, ExtendedError, Observation, Question } from "./observation.ts";
import type { CallOptions } from "./provider.ts";

export interface ResolverAnswer {
  /** As it is called in the config. */
  readonly resolver: string;
  readonly observation: Observation;
}

/** Whether validating resolvers refuse a zone for its DNSSEC, and why (RFC 8914). */
export interface DnssecView {
  readonly bogus: boolean;
  readonly extendedErrors: readonly ExtendedError[];
}

/**
 * Public resolvers, which remember a "no" for the zone's negative TTL: so before the gate they are asked only
 * for what is known to exist, and after it only to report. By UDP and TCP, and by HTTPS where these don't
 * reach them.
 */
export interface PublicResolvers {
  /**
   * One question to each (RD=1). Only after the gate.
   * @throws only the signal's reason, when it aborts
   */
  ask(question: Question, options: CallOptions): Promise<readonly ResolverAnswer[]>;
  /**
   * Who serves a zone, over HTTPS, for when port 53 is of no use: NS sets and SOA, no addresses. Only for an
   * apex that is known to exist. Undefined: there is no resolver to ask.
   * @throws OnboardError ZONE_NOT_DELEGATED; where no resolver answers, API_UNAVAILABLE if somebody can mend that, else
   * NOT_OBSERVABLE; the signal's reason when it aborts
   */
  delegation(apex: DomainName, options: CallOptions): Promise<Delegation | undefined>;
  /**
   * Whether the zone fails validation, for a recursive resolver alone sees the chain of keys. Only for an apex
   * that is known to exist. Undefined: no resolver answers, or there is none.
   * @throws only the signal's reason, when it aborts
   */
  dnssec(apex: DomainName, options: CallOptions): Promise<DnssecView | undefined>;
}

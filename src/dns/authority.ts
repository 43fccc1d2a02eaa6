import type { DomainName } from "./domain-name.ts";
import type {
  Delegation,
  ExtendedError,
  Lookup,
  Observation,
  Question,
  ServerAddress,
} from "./observation.ts";
import type { CallOptions } from "./provider.ts";

/** DNS from the roots down, authoritative servers only, and the public resolvers to report. */
export interface Authority {
  /**
   * The zone that a name belongs to and every address that serves it.
   * @throws OnboardError ZONE_NOT_DELEGATED; NOT_OBSERVABLE, whose facts say `because: "intercepted" |
   * "blocked"` and the `evidence` where port 53 is the cause
   */
  delegation(name: DomainName, options: CallOptions): Promise<Delegation>;
  /**
   * One question to one address (RD=0): never rejects but on abort; what went wrong is an observation too.
   */
  observe(address: ServerAddress, question: Question, options: CallOptions): Promise<Observation>;
  /**
   * Iterative lookup at authoritative servers, aliases followed. No resolver is involved, so no "no" is
   * planted anywhere.
   */
  lookup(question: Question, options: CallOptions): Promise<Lookup>;
  /**
   * One question to each public resolver (RD=1), by HTTPS where port 53 is of no use. Only after the gate.
   */
  askResolvers(
    question: Question,
    options: CallOptions,
  ): Promise<readonly { readonly resolver: string; readonly observation: Observation }[]>;
  /**
   * Who serves a zone, by public resolvers over HTTPS, for when port 53 is of no use: NS sets and SOA, no
   * addresses. Only for an apex that is known to exist, since a resolver remembers a "no". Undefined: no
   * resolver answers, or there is none. @throws OnboardError ZONE_NOT_DELEGATED
   */
  delegationByDoh(apex: DomainName, options: CallOptions): Promise<Delegation | undefined>;
  /**
   * Whether validating resolvers refuse the zone for its DNSSEC, with their reasons (RFC 8914). Only for an
   * apex that is known to exist. Undefined: no resolver answers, or there is none.
   */
  isBogus(
    apex: DomainName,
    options: CallOptions,
  ): Promise<{ readonly bogus: boolean; readonly extendedErrors: readonly ExtendedError[] } | undefined>;
  /**
   * Address families that this host was found to have no way out for, so far; what is said about it is said
   * once.
   */
  missingFamilies(): readonly (4 | 6)[];
}

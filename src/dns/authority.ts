import type { DomainName } from "./domain-name.ts";
import type { FindHeld } from "./held.ts";
import type { Delegation, Lookup, Observation, Question, ServerAddress } from "./observation.ts";
import type { CallOptions } from "./provider.ts";

/**
 * DNS from the roots down, at authoritative servers alone. None of them remembers a "no", so before the gate
 * they may be asked for any name that the run will not write.
 */
export interface Authority {
  /**
   * The zone that a name belongs to and every address that serves it.
   * @throws OnboardError ZONE_NOT_DELEGATED; NOT_OBSERVABLE, whose facts say `because: "intercepted" |
   * "blocked"` and the `evidence` where port 53 is the cause
   */
  delegation(name: DomainName, options: DelegationOptions): Promise<Delegation>;
  /**
   * One question to one address (RD=0): never rejects but on abort; what went wrong is an observation too.
   */
  observe(address: ServerAddress, question: Question, options: ObserveOptions): Promise<Observation>;
  /**
   * Iterative lookup at authoritative servers, aliases followed. No resolver is involved, so no "no" is
   * planted anywhere.
   */
  lookup(question: Question, options: LookupOptions): Promise<Lookup>;
  /**
   * Address families that this host was found to have no way out for, so far; what is said about it is said
   * once.
   */
  missingFamilies(): readonly (4 | 6)[];
  /** The ports that questions went to so far: usually 53 alone. */
  portsAsked(): readonly number[];
  /**
   * Whether this address was silent a moment ago, on every transport there is, and nothing came from it since. Such a
   * one is asked last, and briefly.
   */
  isSilent(address: ServerAddress): boolean;
}

export interface DelegationOptions extends CallOptions {
  /** Walk from the roots again, whatever is remembered: the zone may have moved. */
  readonly fresh?: boolean | undefined;
}

export interface ObserveOptions extends CallOptions {
  /**
   * How long it may take, in milliseconds from when the question leaves: never while it stands in line. Absent: as long
   * as any question.
   */
  readonly withinMs?: number | undefined;
}

export interface LookupOptions extends CallOptions {
  /** Looked into before each question, also where an alias leads to: what it knows is asked of nobody. */
  readonly held?: FindHeld | undefined;
}

import type { DomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";

/**
 * What one case works on. Each case wants a fresh one: a zone that holds nothing but its own SOA and NS
 * records.
 */
export interface ConformanceSubject {
  readonly apex: DomainName;
  /**
   * An adapter for that zone. Called twice where two writers race, so adapters must share nothing but the
   * host.
   * Give it a `sleep` that returns at once: cases inject faults, and the pauses between attempts are not what
   * is tested.
   */
  readonly createProvider: () => DnsProvider | Promise<DnsProvider>;
  readonly host: HostSide;
}

/**
 * The host as it really is, reached without the adapter: usually the state behind a fake of the host's API.
 */
export interface HostSide {
  /**
   * A foreign hand puts this RRset there in place of whatever stands at its owner and type; without values it
   * is removed.
   */
  readonly seed: (rrset: RRset) => void | Promise<void>;
  readonly peek: (owner: DomainName, type: RRType) => RRset | undefined | Promise<RRset | undefined>;
  /** Every state that the zone was in, oldest first, as its API would have shown it; each change adds one. */
  readonly history: () => readonly (readonly RRset[])[] | Promise<readonly (readonly RRset[])[]>;
  /** Runs once, when the next request of this kind has arrived and before the host carries it out. */
  readonly intercept: (on: RequestKind, edit: () => void | Promise<void>) => void;
  /** The next `times` requests of this kind go wrong. */
  readonly inject: (fault: HostFault) => void;
}

/** A request that lists records, or one that changes them. */
export type RequestKind = "read" | "write";

/**
 * - `unavailable`: answered with a server error, and nothing was done.
 * - `rate-limited`: answered with the host's own "too many requests", and nothing was done.
 * - `answer-lost`: carried out, then the connection is cut before the answer.
 * - `stalled`: carried out, but the answer never ends.
 */
export interface HostFault {
  readonly on: RequestKind;
  readonly kind: "unavailable" | "rate-limited" | "answer-lost" | "stalled";
  readonly times: number;
}

/**
 * One promise of the contract. `run` rejects with an Error that says what was promised and what was found
 * instead.
 */
export interface ConformanceCase {
  readonly name: string;
  readonly run: (subject: ConformanceSubject) => Promise<void>;
}

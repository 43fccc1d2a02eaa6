import type { Clock } from "../../src/async/clock.ts";
import type { Admit } from "../../src/async/rate-limit.ts";
import type { DomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";

/**
 * What one case works on. Each case wants a fresh one: a zone that holds nothing but its own SOA and NS
 * records.
 */
export interface ConformanceSubject {
  readonly apex: DomainName;
  /** The name servers that the host says it assigned to the zone; absent: it does not tell. */
  readonly nameServers?: readonly DomainName[];
  /** What the adapter authenticates with, to be looked for in its errors; empty where the host asks for nothing. */
  readonly secrets?: readonly string[];
  /**
   * An adapter for that zone. Called twice where two writers race, so adapters must share nothing but the
   * host.
   * Give it a `sleep` that returns at once: cases inject faults, and the pauses between attempts are not what
   * is tested. What the case gives takes the place of the subject's own.
   */
  readonly createProvider: (given?: GivenToAdapter) => DnsProvider | Promise<DnsProvider>;
  readonly host: HostSide;
}

/** What a case wants an adapter to be made with. */
export interface GivenToAdapter {
  readonly clock?: Clock;
  readonly admit?: Admit;
  /** The deadline of each request, in milliseconds; only where a host stalls, so that nobody waits for the real one. */
  readonly requestMs?: number;
  /** Credentials that may read and not write; wanted by the cases that need `keys`. */
  readonly key?: "read-only";
}

/**
 * The host as it really is, reached without the adapter: usually the state behind a fake of the host's API.
 */
export interface HostSide {
  /**
   * A foreign hand puts this RRset there in place of whatever stands at its owner and type; without values it
   * is removed. With `locked` (the cases that need `locks`) as one that the host keeps from being written.
   */
  readonly seed: (rrset: RRset) => void | Promise<void>;
  /** The same for many at once, where one by one takes its time; absent: one by one. */
  readonly seedAll?: (rrsets: readonly RRset[]) => void | Promise<void>;
  readonly peek: (owner: DomainName, type: RRType) => RRset | undefined | Promise<RRset | undefined>;
  /** Every state that the zone was in, oldest first, as its API would have shown it; each change adds one. */
  readonly history: () => readonly (readonly RRset[])[] | Promise<readonly (readonly RRset[])[]>;
  /**
   * Runs once, when the next request of this kind has arrived, also one that is to go wrong, and before the host
   * carries it out.
   */
  readonly intercept: (on: RequestKind, edit: () => void | Promise<void>) => void;
  /** The next `times` requests of this kind go wrong. */
  readonly inject: (fault: HostFault) => void;
  /**
   * From now on listings show a change only once the traits' `readLagMs` have passed by this clock; wanted by
   * the cases that need `lag`.
   */
  readonly lag?: (now: () => number) => void;
}

/**
 * A request that looks for zones, one that lists records, one that may change them (a probe of the rights, too),
 * one that asks whether a change is everywhere. Where one request is of two kinds, it counts as either.
 */
export type RequestKind = "zones" | "read" | "write" | "settle";

/**
 * - `unavailable`: answered with a server error, and nothing was done.
 * - `rate-limited`: answered with the host's own "too many requests", and nothing was done.
 * - `answer-lost`: carried out, then the connection is cut before the answer.
 * - `stalled`: carried out, but the answer never ends.
 * - `unauthorized`: answered with the host's "I don't know these credentials" (401), and nothing was done.
 * - `forbidden`: answered with the host's "these credentials may not" (403), and nothing was done.
 * - `refused`: answered with the host's "what you ask for is wrong" (400, 422), and nothing was done.
 */
export interface HostFault {
  readonly on: RequestKind;
  readonly kind:
    | "unavailable"
    | "rate-limited"
    | "answer-lost"
    | "stalled"
    | "unauthorized"
    | "forbidden"
    | "refused";
  readonly times: number;
}

/**
 * What not every host has:
 * - `locks`: record sets that it keeps from being written (`RRset.locked`)
 * - `keys`: credentials that may read and not write
 * - `probes`: an answer whether a place may be written (`mayWrite`)
 * - `settled`: a word of its own that a change is everywhere
 * - `lag`: listings that are older than the last write (`readLagMs`)
 * - `octets`: TXT values that are no text (its API takes and shows UTF-8 alone)
 * - `others`: an answer whether anything else stands at or below a name (`holdsOthers`)
 */
export type Need = "locks" | "keys" | "probes" | "settled" | "lag" | "octets" | "any-text" | "others";

/** What was lost in a window that the traits admit to. */
export interface LostInWindow {
  /** Foreign values that were written between the adapter's last reading and its write, and are gone. */
  readonly lost: number;
  readonly rounds: number;
}

/**
 * One promise of the contract. `run` rejects with an Error that says what was promised and what was found
 * instead; what it resolves to is a weakness that the traits admit to, in figures.
 */
export interface ConformanceCase {
  readonly name: string;
  /** Without it the case fails, since it would see nothing: leave it out by `casesWithout`. */
  readonly needs?: Need;
  readonly run: (subject: ConformanceSubject) => Promise<LostInWindow | void>;
}

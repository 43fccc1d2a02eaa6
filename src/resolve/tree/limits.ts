import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation, ServerAddress } from "../../dns/observation.ts";
import type { Tried } from "./ask-in-turn.ts";
import { familyOf } from "../transport/endpoint.ts";
import type { Cut } from "./cut.ts";

/**
 * The limits of one call to the DNS tree. Referrals come from outside, so how many questions they cause is
 * bounded.
 */
export interface WalkLimits {
  readonly signal: AbortSignal | undefined;
  /** Only what this call itself has learned counts: what was remembered before may have changed. */
  readonly fresh: boolean;
  readonly learned: Learned;
  /** Counts down over all questions of the call. */
  readonly budget: { questions: number };
  /**
   * The zones whose name servers are just being resolved, each for the sake of the one before. A zone that is
   * needed for its own sake ends here.
   */
  readonly reaching: readonly DomainName[];
}

/** What one call has learned so far, of all that is remembered. */
export interface Learned {
  /** By apex. */
  readonly cuts: Set<DomainName>;
  /** By the server's name. */
  readonly addresses: Set<DomainName>;
}

/** A walk of usual depth needs about 20; only a hostile tree needs more than this. */
const MOST_QUESTIONS = 400;

export function newWalkLimits(signal: AbortSignal | undefined, { fresh = false } = {}): WalkLimits {
  return {
    signal,
    fresh,
    learned: { cuts: new Set(), addresses: new Set() },
    budget: { questions: MOST_QUESTIONS },
    reaching: [],
  };
}

/**
 * Of a zone this many names of servers are looked up. BIND takes 20 (13 from 9.21 on), Unbound 16 and by default no more
 * than 20 NS records, PowerDNS 13 (2026).
 */
export const MOST_NAME_SERVERS = 16;
/** Of one name, in each family. The largest DNS hosts have three. */
export const MOST_ADDRESSES_OF_NAME = 8;
/** For one question Unbound goes to 32 servers at most, BIND to 50 (2026). Whoever owns a zone chooses whom we ask. */
export const MOST_ADDRESSES_OF_ZONE = 64;

/**
 * As many addresses as may be asked: the first of each server before the second of any. Which ones is the same at each
 * walk, whatever order they come in.
 */
export function withinLimits(addresses: readonly ServerAddress[]): readonly ServerAddress[] {
  const inOrder = addresses.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  const nth = nthOf(inOrder, (one) => `${one.server} ${familyOf(one)}`);
  const kept = inOrder
    .map((one, index) => ({ one, nth: nth[index] ?? 0 }))
    .filter((ranked) => ranked.nth < MOST_ADDRESSES_OF_NAME)
    .toSorted((a, b) => a.nth - b.nth)
    .slice(0, MOST_ADDRESSES_OF_ZONE)
    .map(({ one }) => one);
  const isKept = new Set(kept);
  return addresses.filter((one) => isKept.has(one));
}

/** Of each item, how many before it have the same key. */
export function nthOf<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly number[] {
  const counts = new Map<unknown, number>();
  return items.map((item) => {
    const nth = counts.get(keyOf(item)) ?? 0;
    counts.set(keyOf(item), nth + 1);
    return nth;
  });
}

/** Where a descent ended. */
export interface DescentEnd {
  /** The last cut that was passed. */
  readonly cut: Cut;
  /** What a server of the cut said that will do; never a referral. Undefined: none of them did. */
  readonly observation: Observation | undefined;
  readonly tried: readonly Tried[];
  /** Nobody was asked, since the names of the cut's servers lead back to the cut itself. */
  readonly circular: boolean;
}

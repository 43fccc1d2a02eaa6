import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation } from "../../dns/observation.ts";
import type { Tried } from "./ask-in-turn.ts";
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

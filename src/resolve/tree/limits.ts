import type { Observation } from "../../dns/observation.ts";
import type { Tried } from "./ask-in-turn.ts";
import type { Cut } from "./cut.ts";

/**
 * The limits of one call to the DNS tree. Referrals come from outside, so how many questions they cause is
 * bounded.
 */
export interface WalkLimits {
  readonly signal: AbortSignal | undefined;
  /** Counts down over all questions of the call. */
  readonly budget: { questions: number };
  /**
   * How many zones' name servers are just being resolved, one for the sake of the other. Zones that need each
   * other end here, too.
   */
  readonly depth: number;
}

/** A walk of usual depth needs about 20; only a hostile tree needs more than this. */
const MOST_QUESTIONS = 400;

export function newWalkLimits(signal: AbortSignal | undefined): WalkLimits {
  return { signal, budget: { questions: MOST_QUESTIONS }, depth: 0 };
}

/** Where a descent ended. */
export interface DescentEnd {
  /** The last cut that was passed. */
  readonly cut: Cut;
  /** What an authoritative server said; never a referral. Undefined: none of the cut's servers answered. */
  readonly observation: Observation | undefined;
  readonly tried: readonly Tried[];
}

import type { Observation } from "../../dns/observation.ts";
import type { Tried } from "./ask-in-turn.ts";
import type { Cut } from "./cut.ts";

/** One call's way through the tree. Referrals are foreign text, so what they can make us do is bounded. */
export interface Journey {
  readonly signal: AbortSignal | undefined;
  /** Shared by everything that the call leads to. */
  readonly budget: { questions: number };
  /**
   * How many zones' name servers are just being resolved, one for the sake of the other. Zones that need each
   * other end here, too.
   */
  readonly depth: number;
}

/** A walk of usual depth needs about 20; only a hostile tree needs more than this. */
const MOST_QUESTIONS = 400;

export function startJourney(signal: AbortSignal | undefined): Journey {
  return { signal, budget: { questions: MOST_QUESTIONS }, depth: 0 };
}

// From the roots down to whoever answers a question, by referrals alone (RD=0). No recursive resolver is
// involved, so no "no" is planted in any.

/** Where a descent ended. */
export interface Found {
  /** The last cut that was passed. */
  readonly cut: Cut;
  /** What an authoritative server said; never a referral. Undefined: none of the cut's servers answered. */
  readonly observation: Observation | undefined;
  readonly tried: readonly Tried[];
}

import type { DomainName } from "../dns/domain-name.ts";

/** One call's way through the tree. Referrals are foreign text, so what they can make us do is bounded. */
export interface Journey {
  readonly signal: AbortSignal | undefined;
  /** Shared by everything that the call leads to. */
  readonly budget: { questions: number };
  /** The zones whose name servers are just being resolved, outermost first; a zone that needs itself has no address. */
  readonly resolving: readonly DomainName[];
}

/** A walk of usual depth needs about 20; only a hostile tree needs more than this. */
const MOST_QUESTIONS = 400;

export function startJourney(signal: AbortSignal | undefined): Journey {
  return { signal, budget: { questions: MOST_QUESTIONS }, resolving: [] };
}

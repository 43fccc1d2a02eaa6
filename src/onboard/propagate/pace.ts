import type { Clock } from "../../async/clock.ts";

// How often one server is asked. Fast while it matters to somebody who watches, then in proportion to the
// time that has passed already: waiting 4 % longer is not felt, and a server that takes a minute is asked
// fewer than a hundred times, closing round included (`npm run bench propagation`).

/** Most hosts have their servers up to date within a moment. */
const EAGER_MS = 50;
const EAGER_FOR_MS = 400;
const STEADY_MS = 300;
const SHARE_OF_ELAPSED = 0.04;
const LONGEST_MS = 10_000;
/** Pauses are lengthened by up to this share at random, so that many runs don't ask in step. */
const JITTER = 0.1;

/**
 * The pause in milliseconds before a closing round. Where one has failed there are several machines behind an
 * address and not all are up to date: each closing round asks every server for everything, so the next one
 * takes its time.
 */
export function closingPause(roundGapMs: number, failed: number): number {
  return failed === 0 ? roundGapMs : Math.min(LONGEST_MS, Math.max(roundGapMs, STEADY_MS) * 2 ** failed);
}

/**
 * The first pause after a server could not be asked; doubled each time, so that one that restarts is not left
 * out for the second that this takes.
 */
const STRIKE_MS = 500;

/** The pause in milliseconds after that many times in a row that a server gave no answer about the record. */
export function strikePause(strikes: number): number {
  return strikes === 0 ? 0 : Math.min(LONGEST_MS, STRIKE_MS * 2 ** (strikes - 1));
}

/** A question without an answer is asked again after so long in a closing round, in milliseconds. */
export const AGAIN_MS = 100;

/** An address that was silent before gets so long in the closing round, in milliseconds: more than once around the world. */
export const LAST_LOOK_MS = 500;

/** A closing round that began before the deadline may go on for the time of one question after it, in milliseconds. */
export const LAST_QUESTION_MS = 4_000;

/** The pause in milliseconds before the next question to a server that does not serve the goal yet. */
export function pauseAfter(elapsedMs: number, random: number): number {
  const least = elapsedMs < EAGER_FOR_MS ? EAGER_MS : STEADY_MS;
  const pause = Math.min(LONGEST_MS, Math.max(least, elapsedMs * SHARE_OF_ELAPSED));
  return pause * (1 + JITTER * random);
}

/** A gate that is still closed after so long has the zone looked for again, and then after twice as long each time. */
export const WALK_AGAIN_MS = 30_000;

/** @returns false: the signal came first */
export async function sleptFor(
  { clock }: { readonly clock: Clock },
  ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  await clock.sleep(ms, { signal }).catch(() => undefined);
  return !signal.aborted;
}

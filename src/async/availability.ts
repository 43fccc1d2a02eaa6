import type { Clock } from "./clock.ts";
import { waitWords } from "./wait-words.ts";
import { phrase, type Text } from "../errors/phrase.ts";

// What all who ask one and the same server know of it together: whether it has ever answered, and since when it
// does not.

/** From its first unanswered request on, until it answers again. */
export interface Outage {
  /** When the first request that met it was sent: milliseconds since 1970. */
  readonly since: number;
  /** How many requests have met it. */
  readonly asked: number;
}

/** How long an outage has lasted and how often it was met, for the end of an error; shorter ones are not told. */
export function outageTold(
  outage: Outage | undefined,
  now: number,
): { readonly words: Text; readonly facts: object } {
  const seconds = outage === undefined ? 0 : Math.round((now - outage.since) / 1_000);
  if (outage === undefined || seconds < LEAST_TOLD_SECONDS) return { words: "", facts: {} };
  const { asked } = outage;
  return {
    words: phrase` It was away for ${waitWords(seconds)} and was asked ${asked} ${asked === 1 ? phrase`time` : phrase`times`} meanwhile.`,
    facts: { awayForSeconds: seconds, asked },
  };
}

const LEAST_TOLD_SECONDS = 5;

export interface Availability {
  /** Before, there may be nobody at that address; after, it is an outage. */
  readonly hasAnswered: boolean;
  /** Undefined: the last that is known is an answer. */
  readonly outage: Outage | undefined;
  /** It is there, though it could not do what it was asked for. */
  readonly exists: () => void;
  readonly answered: () => void;
  /** @param askedAt when the request was sent */
  readonly unanswered: (askedAt: number) => void;
  /** Milliseconds until somebody asks again. */
  readonly nextInMs: () => number;
  /**
   * Resolves when it answers again, whoever asked; for one of those who wait when it is time to ask; and at `until`.
   * @throws the signal's reason, at once, when it aborts
   */
  readonly turn: (until: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** Without a reason Node makes an error with its stack, which nobody sees. */
const BACK = "it answers again";

/** Between two requests of all who wait, in milliseconds: it doubles. Four to eight a minute, however many wait. */
const PAUSES_MS = { first: 500, longest: 15_000 };

export function createAvailability(clock: Clock): Availability {
  let hasAnswered = false;
  let outage: { since: number; asked: number; turns: number; nextAt: number } | undefined;
  let back = new AbortController();
  /** Uniform between half and all of it, so that several programs don't come back together. */
  const pauseMs = (turns: number): number =>
    Math.min(PAUSES_MS.longest, PAUSES_MS.first * 2 ** turns) * (0.5 + clock.random() / 2);
  const takeTurn = (own: { turns: number; nextAt: number }): void => {
    own.turns += 1;
    own.nextAt = clock.now() + pauseMs(own.turns);
  };
  const sleptUnless = async (isBack: AbortSignal, ms: number, signal: AbortSignal | undefined) => {
    const either = signal === undefined ? isBack : AbortSignal.any([signal, isBack]);
    await clock.sleep(Math.max(0, ms), { signal: either }).catch((reason: unknown) => {
      if (!isBack.aborted || signal?.aborted === true) throw reason;
    });
  };
  return {
    get hasAnswered() {
      return hasAnswered;
    },
    get outage() {
      return outage;
    },
    exists() {
      hasAnswered = true;
    },
    answered() {
      hasAnswered = true;
      if (outage === undefined) return;
      outage = undefined;
      back.abort(BACK);
      back = new AbortController();
    },
    unanswered(askedAt) {
      outage ??= { since: askedAt, asked: 0, turns: 0, nextAt: clock.now() + pauseMs(0) };
      outage.asked += 1;
    },
    nextInMs: () => Math.max(0, (outage?.nextAt ?? 0) - clock.now()),
    async turn(until, signal) {
      const isBack = back.signal;
      while (!isBack.aborted) {
        if (outage === undefined) return;
        const { nextAt } = outage;
        await sleptUnless(isBack, Math.min(nextAt, until) - clock.now(), signal);
        if (outage === undefined || nextAt >= until) return;
        // Nobody was faster. Not judged by the clock, which may be set back.
        if (outage.nextAt === nextAt) return takeTurn(outage);
      }
    },
  };
}

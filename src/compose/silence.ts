import type { Clock } from "../async/clock.ts";
import type { Silence } from "../async/rate-limit.ts";
import { LONGEST_WAIT_SECONDS, waitWords } from "../async/wait-words.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase, type Text } from "../errors/phrase.ts";
import { momentText } from "../async/wait-words.ts";

/** A shorter one is slept out also by who has no time budget: two domains beside each other come to that. */
const LEAST_MS = 10_000;

/** An API that wants silence for longer than a command may wait: this is told at once, and not slept out. */
export function silenceOf(title: Text, waitMs: number, clock: Clock): Silence {
  return {
    longestMs: Math.max(waitMs, LEAST_MS),
    tooLong: (leftMs) => silent(title, leftMs, clock.now()),
  };
}

function silent(title: Text, leftMs: number, now: number): OnboardError {
  // Not rounded: each domain that meets it would else lengthen it.
  const seconds = Math.min(leftMs / 1_000, LONGEST_WAIT_SECONDS);
  const words = waitWords(seconds);
  const until = now + seconds * 1_000;
  const moment = momentText(until, now);
  return new OnboardError(
    "API_RATE_LIMITED",
    phrase`${title} has asked for no request within ${words}, until ${moment}; this command waits no such time.`,
    {
      hint: phrase`Run the same command again after ${moment}; a run goes on where it stopped.`,
      facts: { retryAfterSeconds: seconds, retryAfter: new Date(until).toISOString() },
    },
  );
}

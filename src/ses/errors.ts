import { OnboardError, type ErrorFacts } from "../errors/onboard-error.ts";
import type { outageTold } from "../async/availability.ts";
import { REPORT } from "./api-codes.ts";
import type { SesAction } from "./attempt.ts";
import type { TencentCallError, TencentFailure } from "../tencent/failure.ts";
import { clockSentence, factsOf, sentenceOf } from "../tencent/sentence.ts";
import { ruleFor } from "./rules.ts";
import { listPhrase, phrase, type Text } from "../errors/phrase.ts";

const TITLE: Text = phrase`Tencent Cloud SES`;

export interface CalledAction {
  readonly action: SesAction;
  /** With more than one, an earlier attempt may have had its effect although its answer never came. */
  readonly attempts: number;
  /** The outage that it met. Absent: none that lasted. */
  readonly told?: ReturnType<typeof outageTold>;
  /** When it failed: milliseconds since 1970. */
  readonly now: number;
}

/** The error that users meet, for the attempt that was the last one. */
export function errorFrom(
  { failure, cause }: TencentCallError,
  { action, attempts, told, now }: CalledAction,
): OnboardError {
  const { code, hint } = ruleFor(failure, action);
  return new OnboardError(
    code,
    listPhrase([sentenceOf(failure, { title: TITLE, action }), told?.words ?? ""]),
    {
      hint: typeof hint === "function" ? hint(action) : hint,
      facts: {
        api: "ses",
        action,
        attempts,
        ...factsOf(failure),
        ...told?.facts,
        ...retryAfterOf(failure, now),
      },
      // Kept for --debug: the SDK's errors hold texts and ids, never a header or a key.
      cause,
    },
  );
}

/** From when on another request is wanted. */
function retryAfterOf(failure: TencentFailure, now: number): ErrorFacts {
  if (failure.kind !== "http" || failure.retryAfterSeconds === undefined) return {};
  return { retryAfter: new Date(now + failure.retryAfterSeconds * 1_000).toISOString() };
}

/**
 * `skewSeconds`: positive when this machine's clock is ahead; undefined when the server's time could not be
 * had.
 */
export function clockSkewed(
  error: TencentCallError,
  called: CalledAction,
  skewSeconds: number | undefined,
): OnboardError {
  const plain = errorFrom(error, called);
  if (skewSeconds === undefined) return plain;
  return new OnboardError(plain.code, clockSentence(TITLE, skewSeconds), {
    hint: OnboardError.partsOf(plain).hint,
    facts: { ...plain.facts, skewSeconds },
    cause: error.cause,
  });
}

/** The API answered, and not with what it should. */
export function surprisedBy(what: string, facts: ErrorFacts): OnboardError {
  return new OnboardError(
    "API_SURPRISE",
    `Tencent Cloud SES answered something that ses-onboard can't use: ${what}.`,
    {
      hint: REPORT,
      facts: { api: "ses", ...facts },
    },
  );
}

import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase, type Text } from "../../errors/phrase.ts";
import { AnswerTooLong } from "../../net/answer-limit.ts";
import { connectFaultOf } from "../../net/connect-fault.ts";

type Api = "github" | "sts";

const AGAIN = phrase`Run the job again in a few minutes; nothing was created or written.`;

export function unavailable(api: Api, what: Text, hint: Text = AGAIN, cause?: unknown): OnboardError {
  return new OnboardError("API_UNAVAILABLE", phrase`${what}.`, { hint, facts: { api }, cause });
}

/** A request that got no answer, or one without an end. What is wrong with the settings of the proxy stays what it is. */
export function unreached(whom: Text, api: Api, thrown: unknown): OnboardError {
  if (isOnboardError(thrown)) return thrown;
  if (thrown instanceof AnswerTooLong) return tooLong(whom, api, thrown);
  const fault = connectFaultOf(thrown);
  const reason = fault?.reason ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return unavailable(api, phrase`${whom} can't be reached (${reason})`, fault?.hint, thrown);
}

function tooLong(whom: Text, api: Api, cause: AnswerTooLong): OnboardError {
  return new OnboardError("API_SURPRISE", phrase`The answer of ${whom} can't be used: ${cause.message}.`, {
    hint: phrase`Check that no proxy answers in its place, then run the job again; nothing was created or written.`,
    facts: { api },
    cause,
  });
}

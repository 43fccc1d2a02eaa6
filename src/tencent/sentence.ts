import type { ErrorFacts } from "../errors/onboard-error.ts";
import { waitWords } from "../async/wait-words.ts";
import type { TencentFailure } from "./failure.ts";
import { phrase, type Phrase, type Text } from "../errors/phrase.ts";

export interface Called {
  /** Of the service. */
  readonly title: Text;
  readonly action: string;
}

/** What went wrong with a request, as it was observed. */
export function sentenceOf(failure: TencentFailure, { title, action }: Called): Phrase {
  switch (failure.kind) {
    case "api":
      return failure.message === ""
        ? phrase`${title} refused ${action} (${failure.code}).`
        : phrase`${title} refused ${action}: ${failure.message} (${failure.code}).`;
    case "http":
      // The API itself says everything with status 200, its refusals as well.
      return phrase`The request ${action} to ${title} was answered with HTTP status ${failure.status}${askedWait(failure)}.`;
    case "redirect":
      return phrase`The endpoint of ${title} redirected ${action} to ${failure.to}, which was not followed.`;
    case "not-an-answer":
      return phrase`The request ${action} was not answered by ${title}: the answer is not in its form.`;
    case "too-long":
      return phrase`The request ${action} to ${title} was answered with more than ${failure.most}, the most that is read of one answer.`;
    case "timeout":
      return phrase`${title} did not finish answering ${action} in time.`;
    case "unconnected":
      return phrase`The connection to ${title} failed: ${failure.fault.reason}.`;
    case "network":
      return phrase`The connection to ${title} failed: ${failure.message}.`;
  }
}

function askedWait({ retryAfterSeconds }: { readonly retryAfterSeconds?: number }): Text {
  return retryAfterSeconds === undefined
    ? ""
    : phrase` and asks for no request within ${waitWords(retryAfterSeconds)}`;
}

/** @param skewSeconds positive when this machine's clock is ahead */
export function clockSentence(title: Text, skewSeconds: number): Phrase {
  const seconds = Math.abs(skewSeconds);
  return skewSeconds > 0
    ? phrase`This machine's clock is ${seconds} s ahead of that of ${title}.`
    : phrase`This machine's clock is ${seconds} s behind that of ${title}.`;
}

/** Somebody else answered in the API's place. */
const NOT_THE_API = { notTheApi: true } as const;

export function factsOf(failure: TencentFailure): ErrorFacts {
  switch (failure.kind) {
    case "api":
      return { apiCode: failure.code, apiMessage: failure.message, requestId: failure.requestId };
    case "http":
      return httpFactsOf(failure);
    case "redirect":
      return { redirectedTo: failure.to, ...NOT_THE_API };
    case "too-long":
      return { most: failure.most };
    case "not-an-answer":
      return NOT_THE_API;
    case "timeout":
      return {};
    case "unconnected":
      return { reason: failure.fault.reason };
    case "network":
      return { reason: failure.message };
  }
}

function httpFactsOf({ status, retryAfterSeconds }: Extract<TencentFailure, { kind: "http" }>): ErrorFacts {
  return {
    status,
    ...(status < 500 ? NOT_THE_API : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

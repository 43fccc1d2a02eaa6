import { isOnboardError, OnboardError, type ErrorFacts } from "../../src/errors/onboard-error.ts";
import { phrase, type Phrase } from "../../src/errors/phrase.ts";
import { shortened } from "../../src/errors/shortened.ts";
import { causeFor, type AlidnsAction } from "./causes.ts";
import { AlidnsCallError, type AlidnsFailure } from "./failure.ts";

const TITLE = "Alibaba Cloud DNS";

/** What to throw for whatever a request threw: failures of it in our own words, mistakes of ours as they are. */
export function translate(thrown: unknown, action: AlidnsAction): unknown {
  if (!(thrown instanceof AlidnsCallError)) return thrown;
  const { failure } = thrown;
  const { code, hint } = causeFor(failure, action);
  return new OnboardError(code, sentenceOf(failure, action), {
    hint,
    facts: { api: "alidns", action, ...factsOf(failure) },
    cause: thrown,
  });
}

/** What went wrong, as it was observed. */
function sentenceOf(failure: AlidnsFailure, action: AlidnsAction): Phrase {
  switch (failure.kind) {
    case "api": {
      const said = shortened(failure.message.replace(/\s+/g, " ").trim());
      return said === ""
        ? phrase`${TITLE} refused ${action} (${failure.code}).`
        : phrase`${TITLE} refused ${action}: ${said} (${failure.code}).`;
    }
    case "http":
      return phrase`The request ${action} to ${TITLE} was answered with HTTP status ${failure.status}.`;
    case "redirect":
      return phrase`The endpoint of ${TITLE} redirected ${action} to ${failure.to}, which was not followed.`;
    case "not-an-answer":
      return phrase`The request ${action} was not answered by ${TITLE}: the answer is not in its form.`;
    case "too-long":
      return phrase`The request ${action} to ${TITLE} was answered with too much: ${failure.message}.`;
    case "timeout":
      return phrase`${TITLE} did not finish answering ${action} in time.`;
    case "unconnected":
      return phrase`The connection to ${TITLE} failed: ${failure.fault.reason}.`;
    case "network":
      return phrase`The connection to ${TITLE} failed: ${failure.message}.`;
  }
}

/** Somebody else answered in the API's place. */
const NOT_THE_API = { notTheApi: true } as const;

function factsOf(failure: AlidnsFailure): ErrorFacts {
  switch (failure.kind) {
    case "api":
      return {
        apiCode: failure.code,
        apiMessage: failure.message,
        requestId: failure.requestId,
        ...waitOf(failure),
      };
    case "http":
      return {
        status: failure.status,
        ...waitOf(failure),
        ...(failure.status < 500 && failure.status !== 429 ? NOT_THE_API : {}),
      };
    case "redirect":
      return { redirectedTo: failure.to, ...NOT_THE_API };
    case "not-an-answer":
      return NOT_THE_API;
    case "too-long":
    case "network":
      return { reason: failure.message };
    case "timeout":
      return {};
    case "unconnected":
      return { reason: failure.fault.reason };
  }
}

function waitOf({ retryAfterSeconds }: { readonly retryAfterSeconds?: number | undefined }): ErrorFacts {
  return retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
}

/** The API's own code in an error; undefined: it is none of the API's. */
export function apiCodeOf(error: unknown): string | undefined {
  const apiCode = isOnboardError(error) ? error.facts["apiCode"] : undefined;
  return typeof apiCode === "string" ? apiCode : undefined;
}

/** It answered, and not with what it should. */
export function surprise(what: string, facts: Readonly<Record<string, unknown>>): OnboardError {
  return new OnboardError("API_SURPRISE", phrase`The answer of ${TITLE} can't be used: ${what}.`, {
    hint: phrase`Run the same command again with ${{ option: "debug" }}; if it stays, report its output.`,
    facts: { api: "alidns", ...facts },
  });
}

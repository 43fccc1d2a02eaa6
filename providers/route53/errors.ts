import type { ErrorCode } from "../../src/errors/codes.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { TOO_LONG } from "../../src/net/answer-limit.ts";
import { phrase, type Phrase } from "../../src/errors/phrase.ts";
import { connectFaultOf } from "../../src/net/connect-fault.ts";
import type { Operation } from "./api.ts";
import { inDoubt } from "../kit/write-outcome.ts";
import { hintFor, quotaIn } from "./hints.ts";
import { readFailure, retryAfterOf, skewOf, type SdkFailure } from "./sdk-failure.ts";

/**
 * What the SDK threw, in our codes. `facts.mayHaveArrived` is set where a write was sent and nobody knows
 * what became of it.
 * @param now milliseconds since 1970
 */
export function toRoute53Error(operation: Operation, thrown: unknown, now: number): OnboardError {
  const failure = readFailure(thrown);
  const code = codeOf(failure, operation);
  const skewSeconds = skewOf(failure, now);
  const retryAfterSeconds = retryAfterOf(failure, now);
  const action = ACTION.exec(failure.text)?.[0] ?? `route53:${operation}`;
  const error = new OnboardError(code, sentenceFor(code, failure, operation), {
    hint:
      connectFaultOf(thrown)?.hint ??
      hintFor({ code, action, skewSeconds, retryAfterSeconds, operation, text: failure.text }),
    facts: {
      operation,
      error: failure.name,
      ...given("httpStatus", failure.status),
      ...(code === "API_SURPRISE" && looksPassing(failure) ? { notTheApi: true } : {}),
      ...given("retryAfterSeconds", retryAfterSeconds),
      ...(code === "RIGHTS_MISSING" ? { action } : {}),
      ...(code === "CLOCK_SKEWED" ? given("skewSeconds", skewSeconds) : {}),
      ...(code === "CONFIG_INVALID" ? given("region", SCOPE.exec(failure.text)?.[1]) : {}),
      ...(code === "VALUE_REJECTED" ? given("limit", quotaIn(failure.text)) : {}),
    },
    cause: thrown,
  });
  return operation === "ChangeResourceRecordSets" && leavesInDoubt(code, failure) ? inDoubt(error) : error;
}

/** A page in the place of the API comes and goes; an answer that is too long would be read again and again. */
function looksPassing({ hasCode, name }: SdkFailure): boolean {
  return !hasCode && name !== TOO_LONG;
}

/**
 * What one of AWS's services for keys said (STS, SSO), or that it said nothing.
 * @param from where the keys were to come from
 * @param now milliseconds since 1970
 */
export function refusedKeys(thrown: unknown, from: Phrase, now: number): OnboardError {
  const failure = readFailure(thrown);
  const { name, text } = failure;
  const code = codeOf(failure, "GetHostedZone");
  const action = ACTION.exec(text)?.[0] ?? "sts:AssumeRole";
  const skewSeconds = skewOf(failure, now);
  const retryAfterSeconds = retryAfterOf(failure, now);
  return new OnboardError(
    code,
    phrase`No AWS credentials came from ${from}: AWS says ${name}, ${text.replace(/\.$/, "")}.`,
    {
      hint:
        connectFaultOf(thrown)?.hint ??
        hintFor({ code, action, skewSeconds, retryAfterSeconds, operation: "GetHostedZone", text }),
      facts: { error: name, ...given("httpStatus", failure.status) },
      cause: thrown,
    },
  );
}

/** Without a status nothing was answered. */
function sentenceFor(code: ErrorCode, failure: SdkFailure, operation: Operation): Phrase {
  const { hasCode, name, text, status } = failure;
  if (code === "CREDENTIALS_MISSING")
    return phrase`There are no AWS credentials that can be used (${name}: ${text}).`;
  if (name === TOO_LONG)
    return phrase`The answer to ${operation} for Route 53 can't be used: ${text}, the most that is read of one.`;
  if (status === undefined)
    return phrase`Route 53 gave no answer to ${operation} that can be read (${name}: ${text}).`;
  // The SDK's name for a page, a redirect, or whatever else has no code in it.
  if (name === "Unknown" && !hasCode)
    return phrase`The answer to ${operation} is no error document of Route 53's (HTTP status ${status}).`;
  return phrase`Route 53 answered ${operation} with ${name}: ${text}${/[.!?]$/.test(text) ? "" : "."}`;
}

/**
 * Whether a batch may have been carried out all the same. Only Route 53's own word says that it was not: a name that
 * is known here, or a document with a code. Any other answer, whatever its status, may be a proxy's, which lost the
 * true one; 408 says of itself that something was lost.
 */
function leavesInDoubt(code: ErrorCode, { name, status, hasCode }: SdkFailure): boolean {
  if (code === "API_UNAVAILABLE" || status === 408) return true;
  return !hasCode && !Object.hasOwn(CODE_BY_NAME, name);
}

function given(fact: string, value: string | number | undefined): Readonly<Record<string, string | number>> {
  return value === undefined ? {} : { [fact]: value };
}

/**
 * An answer that lacks what every real answer has, e.g. a proxy's page with status 200, which the SDK reads
 * as an empty document.
 */
export function surprise(operation: Operation, because: string): OnboardError {
  return new OnboardError(
    "API_SURPRISE",
    phrase`Route 53's answer to ${operation} can't be used: ${because}.`,
    {
      hint: phrase`Check that no proxy answers in the place of Route 53, then run the same command again with ${{ option: "debug" }}.`,
      facts: { operation, notTheApi: true },
    },
  );
}

/**
 * Names by which AWS services report one and the same thing; Route 53's own are those without "Exception"
 * (API reference, November 2026).
 */
const CODE_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: "RIGHTS_MISSING",
  AccessDeniedException: "RIGHTS_MISSING",
  NotAuthorizedException: "RIGHTS_MISSING",
  ExpiredToken: "CREDENTIALS_REJECTED",
  ExpiredTokenException: "CREDENTIALS_REJECTED",
  IncompleteSignature: "CREDENTIALS_REJECTED",
  InvalidClientTokenId: "CREDENTIALS_REJECTED",
  InvalidIdentityToken: "CREDENTIALS_REJECTED",
  InvalidSignatureException: "CREDENTIALS_REJECTED",
  MissingAuthenticationToken: "CREDENTIALS_REJECTED",
  SignatureDoesNotMatch: "CREDENTIALS_REJECTED",
  UnrecognizedClientException: "CREDENTIALS_REJECTED",
  CredentialsProviderError: "CREDENTIALS_MISSING",
  TokenProviderError: "CREDENTIALS_MISSING",
  RequestExpired: "CLOCK_SKEWED",
  RequestTimeTooSkewed: "CLOCK_SKEWED",
  NoSuchHostedZone: "ZONE_NOT_FOUND",
  Throttling: "API_RATE_LIMITED",
  ThrottlingException: "API_RATE_LIMITED",
  TooManyRequestsException: "API_RATE_LIMITED",
  // An earlier batch for the zone is still being taken in: the same as "too fast", and gone in a second.
  PriorRequestNotComplete: "API_RATE_LIMITED",
  InvalidChangeBatch: "VALUE_REJECTED",
  InvalidInput: "VALUE_REJECTED",
  LimitsExceeded: "VALUE_REJECTED",
  TimeoutError: "API_UNAVAILABLE",
};

/** `User: … is not authorized to perform: route53:GetHostedZone on …` */
const ACTION = /\b[a-z0-9-]+:[A-Z][A-Za-z]+\b/;

/** AWS reports a wrong clock as a wrong signature; only the text of the error tells them apart. */
const SKEWED = /signature (?:expired|not yet current)|request has expired/i;

/** AWS calls a key that is signed for another region than the endpoint's a wrong signature, too. */
const SCOPE = /scoped to a valid region(?:, not '([^']*)')?/i;

function codeOf(failure: SdkFailure, operation: Operation): ErrorCode {
  if (SKEWED.test(failure.text)) return "CLOCK_SKEWED";
  if (SCOPE.test(failure.text)) return "CONFIG_INVALID";
  const code = Object.hasOwn(CODE_BY_NAME, failure.name) ? CODE_BY_NAME[failure.name] : undefined;
  // A read sends no value, so the value can't be what was refused.
  if (code === "VALUE_REJECTED" && operation !== "ChangeResourceRecordSets") return "API_SURPRISE";
  if (code !== undefined) return code;
  if (failure.status === 429) return "API_RATE_LIMITED";
  if (failure.errno !== undefined || (failure.status ?? 0) >= 500) return "API_UNAVAILABLE";
  return "API_SURPRISE";
}

import type { ErrorCode } from "../../src/errors/codes.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { inDoubt } from "../kit/write-outcome.ts";

/** The API's operations, by the names under which IAM grants them. */
export type Operation =
  | "ListHostedZonesByName"
  | "GetHostedZone"
  | "ListResourceRecordSets"
  | "ChangeResourceRecordSets"
  | "GetChange";

/**
 * What the SDK threw, in our codes. `facts.mayHaveArrived` is set where a write was sent and nobody knows
 * what became of it.
 * @param now milliseconds since 1970
 */
export function toRoute53Error(operation: Operation, thrown: unknown, now: number): OnboardError {
  const failure = describe(thrown);
  const code = codeOf(failure, operation);
  const skewSeconds = skewOf(failure, now);
  const action = ACTION.exec(failure.text)?.[0] ?? `route53:${operation}`;
  const error = new OnboardError(
    code,
    `Route 53 answered ${operation} with ${failure.name}: ${failure.text}`,
    {
      hint: hintFor(code, { action, skewSeconds, operation }),
      facts: {
        operation,
        error: failure.name,
        ...(failure.status === undefined ? {} : { httpStatus: failure.status }),
        ...(code === "RIGHTS_MISSING" ? { action } : {}),
        ...(code === "CLOCK_SKEWED" && skewSeconds !== undefined ? { skewSeconds } : {}),
      },
      cause: thrown,
    },
  );
  return operation === "ChangeResourceRecordSets" && code === "API_UNAVAILABLE" ? inDoubt(error) : error;
}

/**
 * An answer that lacks what every real answer has, e.g. a proxy's page with status 200, which the SDK reads
 * as an empty document.
 */
export function surprise(operation: Operation, because: string): OnboardError {
  return new OnboardError("API_SURPRISE", `Route 53's answer to ${operation} can't be used: ${because}.`, {
    hint: "Check that no proxy answers in the place of Route 53, then run the same command again with --debug.",
    facts: { operation },
  });
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
  TimeoutError: "API_UNAVAILABLE",
};

interface SdkFailure {
  readonly name: string;
  readonly text: string;
  readonly status: number | undefined;
  /** The errno of a connection that failed. */
  readonly errno: string | undefined;
  readonly date: string | undefined;
}

/** `User: … is not authorized to perform: route53:GetHostedZone on …` */
const ACTION = /\b[a-z0-9-]+:[A-Z][A-Za-z]+\b/;

/** AWS reports a wrong clock as a wrong signature; only the text of the error tells them apart. */
const SKEWED = /signature (?:expired|not yet current)|request has expired/i;

function codeOf(failure: SdkFailure, operation: Operation): ErrorCode {
  if (SKEWED.test(failure.text)) return "CLOCK_SKEWED";
  const code = CODE_BY_NAME[failure.name];
  // A read sends no value, so the value can't be what was refused.
  if (code === "VALUE_REJECTED" && operation !== "ChangeResourceRecordSets") return "API_SURPRISE";
  if (code !== undefined) return code;
  if (failure.errno !== undefined || (failure.status ?? 0) >= 500) return "API_UNAVAILABLE";
  return "API_SURPRISE";
}

interface HintFacts {
  readonly action: string;
  readonly skewSeconds: number | undefined;
  readonly operation: Operation;
}

function hintFor(code: ErrorCode, { action, skewSeconds, operation }: HintFacts): string {
  switch (code) {
    case "RIGHTS_MISSING":
      return operation === "ListHostedZonesByName"
        ? `Allow ${action} in the IAM policy of these credentials, or set zoneId of this provider in the config.`
        : `Allow ${action} in the IAM policy of these credentials.`;
    case "CREDENTIALS_REJECTED":
      return "Replace the AWS credentials in the environment: the key is unknown, expired or does not fit its secret.";
    case "CREDENTIALS_MISSING":
      return "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or let the pipeline assume a role.";
    case "CLOCK_SKEWED":
      return skewSeconds === undefined
        ? "Set this machine's clock: it differs from AWS's by more than five minutes."
        : `Set this machine's clock: it is ${Math.abs(skewSeconds)} seconds ${skewSeconds > 0 ? "ahead of" : "behind"} AWS's.`;
    case "ZONE_NOT_FOUND":
      return "Correct zoneId of this provider in the config, or use credentials of the account that holds the zone.";
    case "VALUE_REJECTED":
      return "Correct the value that Route 53 names; nothing was written.";
    case "API_RATE_LIMITED":
      return "Wait a minute and run the same command again; other programs may be using the account's 10 requests a second.";
    case "API_UNAVAILABLE":
      return "Run the same command again: it reads first and goes on from what is there.";
    default:
      return "Run the same command again with --debug and report its output.";
  }
}

/** Positive: our clock is ahead. */
function skewOf({ date }: SdkFailure, now: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? undefined : Math.round((now - theirs) / 1000);
}

/**
 * The shapes of SDK 3.1169, measured: a service error, a bare InvalidChangeBatch document (named "Unknown",
 * its text only in `Messages`), a socket's error.
 */
function describe(thrown: unknown): SdkFailure {
  const error = Object(thrown) as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly code?: unknown;
    readonly messages?: unknown;
    readonly Messages?: { readonly Message?: unknown };
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  const messages = [error.Messages?.Message, error.messages]
    .flat(2)
    .filter((message) => typeof message === "string");
  const isBareBatch = error.Messages !== undefined;
  return {
    name: isBareBatch ? "InvalidChangeBatch" : typeof error.name === "string" ? error.name : "Error",
    text:
      messages.length > 0
        ? messages.join(", ")
        : typeof error.message === "string"
          ? error.message
          : String(thrown),
    status: error.$metadata?.httpStatusCode,
    errno: typeof error.code === "string" ? error.code : undefined,
    date: error.$response?.headers?.["date"],
  };
}

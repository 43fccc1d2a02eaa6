import type { ErrorCode } from "../../src/errors/codes.ts";
import { neutralise } from "../../src/errors/neutralise.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";

/** What was being done: one refusal means different things to different requests. */
export type Doing = "find the zone" | "read records" | "write records";

type Refused = Extract<
  ErrorCode,
  | "API_RATE_LIMITED"
  | "API_SURPRISE"
  | "API_UNAVAILABLE"
  | "CREDENTIALS_REJECTED"
  | "QUOTA_EXCEEDED"
  | "RECORD_IN_THE_WAY"
  | "RIGHTS_MISSING"
  | "RRSET_CHANGED"
  | "VALUE_REJECTED"
  | "ZONE_NOT_FOUND"
>;

/** Cloudflare's codes, November 2026. A malformed token is 6003 with status 400, not 401. */
const BY_HOST_CODE: Readonly<Record<number, Refused>> = {
  1001: "ZONE_NOT_FOUND",
  1004: "VALUE_REJECTED",
  6003: "CREDENTIALS_REJECTED",
  7000: "ZONE_NOT_FOUND",
  7003: "ZONE_NOT_FOUND",
  9106: "CREDENTIALS_REJECTED",
  9109: "RIGHTS_MISSING",
  10000: "RIGHTS_MISSING",
  // The record to change is gone, or the one to create is there: somebody was faster, or our own write came
  // through and its answer did not.
  81044: "RRSET_CHANGED",
  81057: "RRSET_CHANGED",
  81058: "RRSET_CHANGED",
  81045: "QUOTA_EXCEEDED",
  81053: "RECORD_IN_THE_WAY",
  81054: "RECORD_IN_THE_WAY",
};

/** For these, Cloudflare's own message is enough. */
const BY_STATUS: Readonly<Record<number, Refused>> = {
  401: "CREDENTIALS_REJECTED",
  403: "RIGHTS_MISSING",
  408: "API_UNAVAILABLE",
  429: "API_RATE_LIMITED",
};

const SENTENCES: Readonly<Record<Refused, readonly [message: string, hint: string]>> = {
  API_RATE_LIMITED: [
    "Cloudflare asks for fewer requests",
    "Wait five minutes and run the same command again.",
  ],
  API_SURPRISE: [
    "Cloudflare refused in a way that ses-onboard does not know",
    "Run with --debug and look the code up in Cloudflare's documentation.",
  ],
  API_UNAVAILABLE: ["Cloudflare's API could not be reached or failed", "Run the same command again."],
  CREDENTIALS_REJECTED: [
    "Cloudflare does not accept the API token",
    "Check CLOUDFLARE_API_TOKEN: an API token (not the Global API Key), unexpired, without a line break.",
  ],
  QUOTA_EXCEEDED: [
    "The zone holds as many records as its plan allows",
    "Remove records that are no longer needed, or change the plan.",
  ],
  RECORD_IN_THE_WAY: [
    "An A, AAAA or CNAME record stands at the name",
    "Remove that record, or choose another sender domain.",
  ],
  RIGHTS_MISSING: [
    "The API token may not do this",
    "Give the token Zone:Read and DNS:Edit, and include this zone in its resources.",
  ],
  RRSET_CHANGED: [
    "Somebody else changed these records meanwhile",
    "Run the same command again: it reads and plans anew.",
  ],
  VALUE_REJECTED: [
    "Cloudflare refuses the record's value",
    "Look at the facts for what it names, and report it if the value came from ses-onboard.",
  ],
  ZONE_NOT_FOUND: [
    "Cloudflare has no zone with this id",
    "Check zoneId, and that the token belongs to the account that holds the zone.",
  ],
};

/**
 * What to throw for whatever a call of the SDK threw: refusals and broken connections in our own words,
 * mistakes of ours as they are.
 */
export function translate(thrown: unknown, doing: Doing): unknown {
  if (!isApiError(thrown)) return thrown;
  // Our fetch (strict-fetch.ts) threw this; the SDK wraps it as if the connection had broken.
  if (isOnboardError(thrown.cause)) return thrown.cause;
  const hostErrors = thrown.errors.map(({ code, message, error_chain: chain = [] }) => ({
    code,
    message,
    chain,
  }));
  const code = codeFor(thrown, doing);
  const [message, hint] = SENTENCES[code];
  const said = hostErrors
    .flatMap((error) => [error, ...error.chain])
    .map((error) => `${error.code} ${neutralise(error.message)}`);
  return new OnboardError(code, said.length === 0 ? `${message}.` : `${message} (${said.join("; ")}).`, {
    hint,
    facts: { doing, status: thrown.status ?? null, hostErrors, ...waitAskedBy(thrown) },
    cause: thrown,
  });
}

/** The SDK's APIError, by shape. Without a status there was no answer: refused, reset, timed out. */
interface ApiError extends Error {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly errors: readonly HostError[];
}

interface HostError {
  readonly code: number;
  readonly message: string;
  readonly error_chain?: readonly { readonly code: number; readonly message: string }[];
}

function isApiError(thrown: unknown): thrown is ApiError {
  return thrown instanceof Error && "status" in thrown && "errors" in thrown && Array.isArray(thrown.errors);
}

function codeFor({ status, errors }: ApiError, doing: Doing): Refused {
  if (status === undefined || status >= 500) return "API_UNAVAILABLE";
  const byHostCode = errors.map(({ code }) => BY_HOST_CODE[code]).find((code) => code !== undefined);
  const code = BY_STATUS[status] ?? byHostCode ?? "API_SURPRISE";
  // Any token may ask for zones by name and merely gets none that it may not see: refused here, it is no
  // token at all.
  return code === "RIGHTS_MISSING" && doing === "find the zone" ? "CREDENTIALS_REJECTED" : code;
}

/** Seconds, or a date (RFC 9110 section 10.2.3). */
function waitAskedBy({ headers }: ApiError): { readonly retryAfterSeconds?: number } {
  const text = headers?.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1_000);
  return seconds > 0 ? { retryAfterSeconds: seconds } : {};
}

import { neutralise } from "../../src/errors/neutralise.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { causeFor, codeOf, SENTENCES, type ApiError, type Cause, type Doing } from "./causes.ts";

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
  const cause = causeFor(thrown, doing);
  const asked = waitAskedBy(thrown);
  const [message, hint] = isRateLimit(cause, asked) ? silenceFor(asked.retryAfterSeconds) : SENTENCES[cause];
  const said = hostErrors
    .flatMap((error) => [error, ...error.chain])
    .map((error) => `${error.code} ${neutralise(error.message)}`);
  return new OnboardError(
    codeOf(cause),
    said.length === 0 ? `${message}.` : `${message} (${said.join("; ")}).`,
    {
      hint,
      facts: { doing, status: thrown.status ?? null, hostErrors, ...asked },
      cause: thrown,
    },
  );
}

function isApiError(thrown: unknown): thrown is ApiError {
  return thrown instanceof Error && "status" in thrown && "errors" in thrown && Array.isArray(thrown.errors);
}

function isRateLimit(
  cause: Cause,
  asked: { readonly retryAfterSeconds?: number },
): asked is { readonly retryAfterSeconds: number } {
  return cause === "API_RATE_LIMITED" && asked.retryAfterSeconds !== undefined;
}

/** Whoever asks within that time is made to wait longer, so nothing is sent to this account before. */
function silenceFor(seconds: number): readonly [message: string, hint: string] {
  const words = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return [
    `Cloudflare asks for no request within ${words}`,
    `Wait ${words} and run the same command again, or give it more time with --wait.`,
  ];
}

/** Seconds, or a date (RFC 9110 section 10.2.3). */
function waitAskedBy({ headers }: ApiError): { readonly retryAfterSeconds?: number } {
  const text = headers?.get("retry-after") ?? "";
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - Date.now()) / 1_000);
  return seconds > 0 ? { retryAfterSeconds: seconds } : {};
}

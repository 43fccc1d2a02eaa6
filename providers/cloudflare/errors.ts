import { readRetryAfter, waitWords } from "../../src/async/wait-words.ts";
import { shortened } from "../../src/errors/shortened.ts";
import { connectFaultOf } from "../../src/net/connect-fault.ts";
import { neutralise } from "../../src/errors/neutralise.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase } from "../../src/errors/phrase.ts";
import { causeFor, codeOf, SENTENCES, type Cause, type Doing, type HostError } from "./causes.ts";

/**
 * What to throw for whatever a call of the SDK threw: refusals and broken connections in our own words,
 * mistakes of ours as they are.
 */
export function translate(thrown: unknown, doing: Doing): unknown {
  if (!isApiError(thrown)) return thrown;
  // Our fetch (strict-fetch.ts) threw this; the SDK wraps it as if the connection had broken.
  if (isOnboardError(thrown.cause)) return thrown.cause;
  const fault = connectFaultOf(thrown);
  if (fault !== undefined)
    return new OnboardError(
      "API_UNAVAILABLE",
      phrase`Cloudflare's API could not be reached (${fault.reason}).`,
      {
        hint: fault.hint,
        facts: { doing, status: null, hostErrors: [] },
        cause: thrown,
      },
    );
  const hostErrors = hostErrorsIn(thrown.errors);
  const cause = causeFor({ status: thrown.status, errors: hostErrors }, doing);
  const asked = waitAskedBy(thrown);
  const [message, hint] = isRateLimit(cause, asked) ? silenceFor(asked.retryAfterSeconds) : SENTENCES[cause];
  const said = hostErrors
    .flatMap((error) => [error, ...error.chain])
    .map(({ code, message }) => `${code ?? ""} ${neutralise(message)}`.trim())
    .filter((words) => words !== "");
  return new OnboardError(
    codeOf(cause),
    said.length === 0 ? phrase`${message}.` : phrase`${message} (${listPhrase(said, "; ")}).`,
    {
      hint,
      facts: { doing, status: thrown.status ?? null, hostErrors, ...asked },
      cause: thrown,
    },
  );
}

/** The SDK's APIError, by shape. Without a status there was no answer: refused, reset, timed out. */
interface ApiError extends Error {
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  /** Whatever the body holds under this name: the SDK looks at none of it. */
  readonly errors: unknown;
}

function isApiError(thrown: unknown): thrown is ApiError {
  return thrown instanceof Error && "status" in thrown && "errors" in thrown;
}

/**
 * An envelope that something in between made, or a new one: what can be read of it is told, and the rest is no
 * reason to lose the status, or a read-back of what may stand.
 */
function hostErrorsIn(errors: unknown): readonly (HostError & { readonly chain: readonly HostError[] })[] {
  return entriesOf(errors).map((entry) => ({
    ...hostErrorOf(entry),
    chain: entriesOf(entry["error_chain"]).map(hostErrorOf),
  }));
}

type Fields = Readonly<Record<string, unknown>>;

function entriesOf(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.map((entry) => Object(entry) as Fields) : [];
}

function hostErrorOf({ code, message }: Fields): HostError {
  const isNumber = typeof code === "number" || (typeof code === "string" && /^\d+$/.test(code));
  return {
    code: isNumber ? Number(code) : null,
    message: typeof message === "string" ? shortened(message) : "",
  };
}

function isRateLimit(
  cause: Cause,
  asked: { readonly retryAfterSeconds?: number },
): asked is { readonly retryAfterSeconds: number } {
  return cause === "API_RATE_LIMITED" && asked.retryAfterSeconds !== undefined;
}

/** Whoever asks within that time is made to wait longer, so nothing is sent to this account before. */
function silenceFor(seconds: number): readonly [message: Phrase, hint: Phrase] {
  const words = waitWords(seconds);
  return [
    phrase`Cloudflare asks for no request within ${words}`,
    phrase`Wait ${words} and run the same command again.`,
  ];
}

function waitAskedBy({ headers }: ApiError): { readonly retryAfterSeconds?: number } {
  const seconds = readRetryAfter(headers?.get("retry-after"), Date.now());
  return seconds === undefined ? {} : { retryAfterSeconds: seconds };
}

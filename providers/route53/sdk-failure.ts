import { readRetryAfter } from "../../src/async/wait-words.ts";
import { shortened } from "../../src/errors/shortened.ts";

/** What the SDK threw, as far as it tells. */
export interface SdkFailure {
  readonly name: string;
  /** It was a document of AWS's with a code in it, not a page of somebody between. */
  readonly hasCode: boolean;
  /** In one line. */
  readonly text: string;
  readonly status: number | undefined;
  /** The errno of a connection that failed. */
  readonly errno: string | undefined;
  readonly date: string | undefined;
  readonly retryAfter: string | undefined;
}

/**
 * The shapes of SDK 3.1169, measured: a service error, a bare InvalidChangeBatch document (named "Unknown",
 * its text only in `Messages`), a socket's error, an answer that is no document of Route 53's.
 */
export function readFailure(thrown: unknown): SdkFailure {
  const error = Object(thrown) as {
    readonly name?: unknown;
    readonly message?: unknown;
    readonly code?: unknown;
    readonly messages?: unknown;
    readonly Error?: { readonly Code?: unknown };
    readonly Messages?: { readonly Message?: unknown };
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  };
  const messages = [error.Messages?.Message, error.messages]
    .flat(2)
    .filter((message) => typeof message === "string");
  const isBareBatch = error.Messages !== undefined;
  const text =
    messages.length > 0
      ? messages.join(", ")
      : typeof error.message === "string"
        ? error.message
        : String(thrown);
  return {
    name: isBareBatch ? "InvalidChangeBatch" : typeof error.name === "string" ? error.name : "Error",
    hasCode: typeof error.Error?.Code === "string" && error.Error.Code !== "",
    text: shortened(inOneLine(text)),
    status: error.$metadata?.httpStatusCode,
    errno: typeof error.code === "string" ? error.code : undefined,
    date: error.$response?.headers?.["date"],
    retryAfter: error.$response?.headers?.["retry-after"],
  };
}

/** Positive: our clock is ahead. */
export function skewOf({ date }: SdkFailure, now: number): number | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(theirs) ? undefined : Math.round((now - theirs) / 1000);
}

/** In seconds; a date is compared with the server's own clock where it tells. */
export function retryAfterOf(failure: SdkFailure, now: number): number | undefined {
  return readRetryAfter(failure.retryAfter, now - (skewOf(failure, now) ?? 0) * 1_000);
}

/** Some texts hold line breaks, and the SDK adds a remark for people who debug a program. */
function inOneLine(text: string): string {
  return text
    .replace(/\s*Deserialization error: to see the raw response.*$/s, "")
    .replace(/\s+/g, " ")
    .trim();
}

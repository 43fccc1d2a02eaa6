import { phrase, type Phrase } from "../../src/errors/phrase.ts";
import type { ErrorCode } from "../../src/errors/codes.ts";

// What Cloudflare's refusals mean. errors.ts makes errors of them.

/** What was being done: one refusal means different things to different requests. */
export type Doing = "find the zone" | "read the zone" | "read records" | "write records";

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

/** What lies behind a refusal, where its code alone would send somebody the wrong way. */
export type Cause = Refused | "address filter" | "zone not included" | "delegation";

/** Cloudflare's codes, November 2026. A malformed token is 6003 with status 400, not 401. */
const BY_HOST_CODE: Readonly<Record<number, Cause>> = {
  1001: "ZONE_NOT_FOUND",
  6003: "CREDENTIALS_REJECTED",
  7000: "ZONE_NOT_FOUND",
  7003: "ZONE_NOT_FOUND",
  // Of 9000–9999, which are else about a record's fields, these are about the request's headers.
  9103: "CREDENTIALS_REJECTED",
  9106: "CREDENTIALS_REJECTED",
  9107: "CREDENTIALS_REJECTED",
  10000: "RIGHTS_MISSING",
  // The record to change is gone, or the one to create is there: somebody was faster, or our own write came
  // through and its answer did not.
  81044: "RRSET_CHANGED",
  81057: "RRSET_CHANGED",
  81058: "RRSET_CHANGED",
  81045: "QUOTA_EXCEEDED",
  81053: "RECORD_IN_THE_WAY",
  81054: "RECORD_IN_THE_WAY",
  81056: "delegation",
};

/** One code, told apart by its words (reports to other programs, 2024–2026). */
const BY_WORDS_OF_9109: readonly (readonly [words: RegExp, cause: Cause])[] = [
  [/from location/i, "address filter"],
  [/invalid access token|max auth failures/i, "CREDENTIALS_REJECTED"],
];

/** For these, Cloudflare's own message is enough. */
const BY_STATUS: Readonly<Record<number, Refused>> = {
  401: "CREDENTIALS_REJECTED",
  403: "RIGHTS_MISSING",
  408: "API_UNAVAILABLE",
  429: "API_RATE_LIMITED",
};

const CODE_OF: Readonly<Record<Exclude<Cause, Refused>, Refused>> = {
  "address filter": "RIGHTS_MISSING",
  "zone not included": "RIGHTS_MISSING",
  delegation: "RECORD_IN_THE_WAY",
};

export const SENTENCES: Readonly<Record<Cause, readonly [message: Phrase, hint: Phrase]>> = {
  API_RATE_LIMITED: [
    phrase`Cloudflare asks for fewer requests`,
    phrase`Wait five minutes and run the same command again.`,
  ],
  API_SURPRISE: [
    phrase`Cloudflare refused in a way that ses-onboard does not know`,
    phrase`Run with ${{ option: "debug" }} and look the code up in Cloudflare's documentation.`,
  ],
  API_UNAVAILABLE: [
    phrase`Cloudflare's API could not be reached or failed`,
    phrase`Run the same command again.`,
  ],
  CREDENTIALS_REJECTED: [
    phrase`Cloudflare does not accept the API token`,
    phrase`Check CLOUDFLARE_API_TOKEN: an API token (not the Global API Key), unexpired, without a line break.`,
  ],
  QUOTA_EXCEEDED: [
    phrase`The zone holds as many records as its plan allows`,
    phrase`Remove records that are no longer needed, or change the plan.`,
  ],
  RECORD_IN_THE_WAY: [
    phrase`An A, AAAA or CNAME record stands at the name`,
    phrase`Remove that record, or choose another sender domain.`,
  ],
  RIGHTS_MISSING: [
    phrase`The API token may not do this`,
    phrase`Give the token Zone:Read and DNS:Edit, and include this zone in its resources.`,
  ],
  RRSET_CHANGED: [
    phrase`Somebody else changed these records meanwhile`,
    phrase`Run the same command again: it reads and plans anew.`,
  ],
  VALUE_REJECTED: [
    phrase`Cloudflare refuses the record's value`,
    phrase`Look at the facts for what it names, and report it if the value came from ses-onboard.`,
  ],
  ZONE_NOT_FOUND: [
    phrase`Cloudflare has no zone with this id`,
    phrase`Check zoneId, and that the token belongs to the account that holds the zone.`,
  ],
  "address filter": [
    phrase`The API token is good, and may not be used from this machine's address`,
    phrase`Add this address to the token's client IP filter (IPv4 and IPv6), or run where the filter lets it through.`,
  ],
  "zone not included": [
    phrase`The API token is good, and does not include the zone with this zoneId`,
    phrase`Include the zone in the token's zone resources, or correct zoneId.`,
  ],
  delegation: [
    phrase`NS records stand at the name: it is delegated to other name servers`,
    phrase`Write to the zone that it is delegated to, remove its NS records, or choose another sender domain.`,
  ],
};

/** One entry of the envelope's `errors`. */
export interface HostError {
  /** Null: it has none that is a number. */
  readonly code: number | null;
  readonly message: string;
}

/** Without a status there was no answer: refused, reset, timed out. */
interface Refusal {
  readonly status: number | undefined;
  readonly errors: readonly HostError[];
}

export function causeFor({ status, errors }: Refusal, doing: Doing): Cause {
  if (status === undefined || status >= 500) return "API_UNAVAILABLE";
  if (status === 429 || status === 408) return BY_STATUS[status] ?? "API_UNAVAILABLE";
  const told = errors.map((error) => causeOf(error, doing)).find((cause) => cause !== undefined);
  const isOwnWord = told !== undefined && told !== "RIGHTS_MISSING";
  const cause = isOwnWord && status !== 401 ? told : (BY_STATUS[status] ?? told ?? "API_SURPRISE");
  // Any token may ask for zones by name and merely gets none that it may not see: refused here, it is no
  // token at all.
  return cause === "RIGHTS_MISSING" && doing === "find the zone" ? "CREDENTIALS_REJECTED" : cause;
}

function causeOf({ code, message }: HostError, doing: Doing): Cause | undefined {
  if (code === null) return undefined;
  if (code === 9109) {
    const byWords = BY_WORDS_OF_9109.find(([words]) => words.test(message))?.[1];
    return byWords ?? (doing === "read the zone" ? "zone not included" : "RIGHTS_MISSING");
  }
  const known = BY_HOST_CODE[code];
  if (known !== undefined) return known;
  // Validation: since October 2024 by its own code, before that wrapped in 1004 (cloudflare-docs#15317). A read
  // sends no value that could be wrong.
  const isValidation = code === 1004 || (code >= 9_000 && code <= 9_999);
  return isValidation && doing === "write records" ? "VALUE_REJECTED" : undefined;
}

export function codeOf(cause: Cause): Refused {
  return isRefused(cause) ? cause : CODE_OF[cause];
}

function isRefused(cause: Cause): cause is Refused {
  return !Object.hasOwn(CODE_OF, cause);
}

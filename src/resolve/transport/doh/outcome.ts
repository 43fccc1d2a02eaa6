import { isOnboardError } from "../../../errors/onboard-error.ts";
import {
  isOutOfFiles,
  noReplyOf,
  TIMED_OUT,
  type ExchangeResult,
  type HttpsFailure,
  type Message,
} from "../exchange.ts";
import { LONGEST_MESSAGE_OCTETS, type HttpAnswer } from "./answer.ts";
import { failureOfError, failureOfStatus, failureOfType, FAILURES, silent, unreached } from "./failures.ts";

/** What came by HTTP, as a word of DNS. */
export function outcomeOf({ status, mediaType, body }: HttpAnswer, message: Message): ExchangeResult {
  const refused = failureOfStatus(status);
  if (refused !== undefined) return malformed(`HTTP status ${status}`, refused);
  const strange = failureOfType(mediaType);
  if (strange !== undefined) return malformed("an HTTP answer that is no DNS message", strange);
  if (body === undefined) return malformed(`more than ${LONGEST_MESSAGE_OCTETS} octets`, FAILURES.tooLong);
  if (body.length === 0) return malformed("an empty HTTP answer", FAILURES.empty);
  const decoded = message.decode(body);
  if (decoded === undefined) return malformed("an answer to another question", FAILURES.another);
  return decoded.kind === "malformed" ? { ...decoded, failure: FAILURES.broken } : decoded;
}

export function silentByHttps(timeoutMs: number): ExchangeResult {
  return { ...TIMED_OUT, failure: silent(timeoutMs) };
}

/**
 * The network's errors say how far we came. Those of TLS and HTTP (`CERT_HAS_EXPIRED`, `ERR_TLS_…`, `HPE_…`,
 * `EPROTO`) say that somebody else answers there.
 * @throws OnboardError CONFIG_INVALID for the proxy; the error itself where isOutOfFiles
 */
export function outcomeOfError(error: unknown): ExchangeResult {
  if (!(error instanceof Error) || isOnboardError(error) || isOutOfFiles(error)) throw error;
  const code = codeOf(error);
  if (!ERRNO.test(code) || code === "EPROTO")
    return malformed(`no trustworthy HTTPS${code === "" ? "" : ` (${code})`}`, failureOfError(error));
  // A proxy that is not reached: what its own error says of the way.
  const ofNetwork = code === "EPROXY" && error.cause instanceof Error ? error.cause : error;
  const outcome = noReplyOf(ofNetwork, true);
  const isOfWay = !["EPROXY", "ENOTFOUND", "EAI_AGAIN"].includes(code);
  return { ...outcome, failure: isOfWay ? unreached(outcome.because) : failureOfError(error) };
}

const ERRNO = /^E(?:AI_)?[A-Z]+\d*$/;

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function malformed(because: string, failure: HttpsFailure): ExchangeResult {
  return { kind: "malformed", because, failure };
}

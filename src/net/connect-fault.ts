import { neutralise } from "../errors/neutralise.ts";
import { phrase, type Phrase, type Text } from "../errors/phrase.ts";

/** Why no connection came about that credentials may use, where a wait alone does not mend it. */
export interface ConnectFault {
  /** One imperative, the same for whoever was to be reached. */
  readonly hint: Text;
  /** It may be over in a moment. What a proxy refuses and what nobody vouches for stays so. */
  readonly mayPass: boolean;
  /** What the proxy did, in words that are the same for whoever was to be reached by it. Absent: it is not the proxy. */
  readonly byProxy?: Phrase;
}

/**
 * Worded and coded like Node's own errors of a connection that did not come about. A failure of the proxy is EPROXY,
 * also where it was silent: of errors that speak of time Cloudflare's SDK (7.3.0) keeps nothing.
 */
export class ConnectError extends Error {
  readonly code: "ETIMEDOUT" | "EPROXY" | "EPROTO";
  readonly fault: ConnectFault | undefined;

  constructor(code: ConnectError["code"], what: string, fault?: ConnectFault, cause?: unknown) {
    super(`connect ${code}: ${what}`, { cause });
    this.code = code;
    this.fault = fault;
  }
}

/** Something between us and the host speaks in the host's place, or the host is another one. */
export const UNTRUSTED: ConnectFault = {
  hint: phrase`Give Node the certificate authority of the proxy in between (NODE_EXTRA_CA_CERTS), or correct the endpoint.`,
  mayPass: false,
};

/** The host is the right one, and the time is not. */
const OUT_OF_TIME: ConnectFault = {
  hint: phrase`Set the clock of this machine if it is wrong; else have the certificate renewed, or name another endpoint.`,
  mayPass: false,
};

/** @param variable the one that names the proxy */
export function proxyFails(variable: string): ConnectFault {
  return {
    hint: phrase`Check the proxy that ${variable} names and that it is up, or name in NO_PROXY what needs no proxy.`,
    mayPass: true,
  };
}

/** By the status of its answer to CONNECT (RFC 9110 sections 15.5 and 15.6). */
export function proxyAnswers(status: number, variable: string): ConnectFault {
  if (status === 407)
    return {
      hint: phrase`Give ${variable} the user and password that the proxy asks for, as http://USER:PASSWORD@HOST:PORT.`,
      mayPass: false,
    };
  if (status >= 500 || status === 408 || status === 429) return proxyFails(variable);
  return {
    hint: phrase`Have the proxy let CONNECT through to this host, or name the host in NO_PROXY if it needs no proxy.`,
    mayPass: false,
  };
}

/** A fault with the words of the network, from whatever was thrown around them. */
export function connectFaultOf(thrown: unknown): (ConnectFault & { readonly reason: string }) | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const fault = faultIn(error);
    if (fault !== undefined) return { ...fault, reason: neutralise(error.message) };
  }
  return undefined;
}

function faultIn(error: Error): ConnectFault | undefined {
  if ("fault" in error && isFault(error.fault)) return error.fault;
  if (!isUntrusted(error)) return undefined;
  return "code" in error && OUT_OF_TIME_CODES.has(error.code) ? OUT_OF_TIME : UNTRUSTED;
}

function isFault(fault: unknown): fault is ConnectFault {
  return typeof fault === "object" && fault !== null && "hint" in fault && "mayPass" in fault;
}

/**
 * Node's codes for a certificate that is not to be trusted (its documentation of tls, "X509 certificate error
 * codes"), and those of OpenSSL for who does not speak TLS at all.
 */
const UNTRUSTED_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|UNABLE_TO_|CERT_|CRL_|ERROR_IN_C|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA$|INVALID_PURPOSE$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|EPROTO$)/;

const OUT_OF_TIME_CODES: ReadonlySet<unknown> = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

export function isUntrusted(error: Error): boolean {
  return "code" in error && typeof error.code === "string" && UNTRUSTED_CODE.test(error.code);
}

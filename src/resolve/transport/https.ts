import type { ClientRequest, IncomingMessage } from "node:http";
import { beforeDeadline } from "../../async/deadline.ts";
import { CLOSED, noReplyOf, TIMED_OUT, type Exchange, type ExchangeResult } from "./exchange.ts";
import { createAgent } from "../../net/agent.ts";
import { connectFaultOf } from "../../net/connect-fault.ts";
import type { Environment } from "../../net/proxy.ts";

const MEDIA_TYPE = "application/dns-message";
/** No DNS message is longer: its length goes in two octets over TCP. */
const LONGEST_MESSAGE_OCTETS = 65_535;

/**
 * One question by HTTPS (RFC 8484), as a POST: a GET could be answered from a cache on the way. A redirect is
 * an answer like any other that is no DNS message; it is not followed, since only the address that was named
 * is trusted.
 * @throws the signal's reason, when it aborts; OnboardError CONFIG_INVALID for the proxy
 */
export async function exchangeHttps(url: URL, exchange: Exchange, env: Environment): Promise<ExchangeResult> {
  exchange.signal?.throwIfAborted();
  const { request: open } = url.protocol === "http:" ? await import("node:http") : await import("node:https");
  const done = new AbortController();
  const agent = createAgent(url, env, { connectMs: exchange.timeoutMs, signal: done.signal });
  const headers = {
    accept: MEDIA_TYPE,
    "content-type": MEDIA_TYPE,
    "content-length": exchange.message.octets.length,
  };
  const request = open(url, { method: "POST", agent, headers });
  try {
    const outcome = firstReply(request, exchange);
    exchange.onSend();
    request.end(exchange.message.octets);
    return (await beforeDeadline(outcome, exchange)) ?? TIMED_OUT;
  } finally {
    request.destroy();
    done.abort();
  }
}

function firstReply(request: ClientRequest, exchange: Exchange): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    request.on("error", (error) => resolve(resultOfError(error)));
    request.on("close", () => resolve(CLOSED));
    request.on("response", (response) => {
      const fault = faultOf(response);
      if (fault !== undefined) return resolve(malformed(fault));
      let received = Buffer.alloc(0);
      response.on("error", (error) => resolve(resultOfError(error)));
      response.on("data", (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length > LONGEST_MESSAGE_OCTETS)
          resolve(malformed(`more than ${LONGEST_MESSAGE_OCTETS} octets`));
      });
      response.on("end", () =>
        resolve(exchange.message.decode(received) ?? malformed("an answer to another question")),
      );
    });
  });
}

function faultOf({ statusCode, headers }: IncomingMessage): string | undefined {
  if (statusCode !== 200) return `HTTP status ${statusCode}`;
  const [mediaType = ""] = (headers["content-type"] ?? "").split(";");
  return mediaType.trim().toLowerCase() === MEDIA_TYPE ? undefined : "an HTTP answer that is no DNS message";
}

/**
 * The network's errors say how far we came. Those of TLS and HTTP (`CERT_HAS_EXPIRED`, `ERR_TLS_…`, `HPE_…`,
 * `EPROTO`) say that somebody else answers there.
 */
function resultOfError(error: Error): ExchangeResult {
  return { ...bareResultOf(error), fault: connectFaultOf(error) };
}

function bareResultOf(error: Error): ExchangeResult {
  const code = codeOf(error);
  // A proxy that is not reached: what its own error says of the way.
  if (code === "EPROXY" && error.cause instanceof Error) return noReplyOf(error.cause, true);
  if (/^E[A-Z]+\d*$/.test(code) && code !== "EPROTO") return noReplyOf(error, true);
  return malformed(`no trustworthy HTTPS${code === "" ? "" : ` (${code})`}`);
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function malformed(because: string): ExchangeResult {
  return { kind: "malformed", because };
}

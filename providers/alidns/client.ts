import { randomUUID } from "node:crypto";
import { isTimeUp, withinTime } from "../../src/async/deadline.ts";
import { readRetryAfter } from "../../src/async/wait-words.ts";
import { createAgent } from "../../src/net/agent.ts";
import { TOO_LONG } from "../../src/net/answer-limit.ts";
import { connectFaultOf } from "../../src/net/connect-fault.ts";
import { parseEndpoint } from "../../src/net/endpoint.ts";
import { sendRequest } from "../../src/net/request.ts";
import type { AdapterContext } from "../describe.ts";
import type { AlidnsClient, Fields } from "./api.ts";
import { AlidnsCallError } from "./failure.ts";
import { queryOf, signedHeaders, type AlidnsCredentials } from "./sign.ts";

/**
 * Milliseconds: short enough that a command can name an unreachable endpoint within 10 s, and long enough for a page
 * of 500 records over a slow line.
 */
const CONNECT_MS = 2_500;
const ATTEMPT_MS = 8_000;

export const ENDPOINT = "https://alidns.aliyuncs.com";

/** Where a client asks, and as whom. */
export interface Account {
  readonly credentials: AlidnsCredentials;
  /** URL. */
  readonly endpoint: string;
}

/**
 * Requests to the API (version 2015-01-09), signed here: its SDK is 3.3 MB in a bundle and takes 170 ms to load
 * (4.6.1, November 2026).
 * @throws OnboardError CONFIG_INVALID for the endpoint
 */
export function createAlidnsClient(
  { credentials, endpoint }: Account,
  { env, userAgent }: Pick<AdapterContext, "env" | "userAgent">,
  attemptMs = ATTEMPT_MS,
): AlidnsClient {
  const base = parseEndpoint(endpoint, "Alibaba Cloud DNS");
  return async (action, parameters, signal) => {
    const url = new URL(base);
    url.search = queryOf(parameters);
    const headers = signedHeaders(credentials, {
      host: url.host,
      path: url.pathname,
      action,
      parameters,
      // The machine's clock as it stands: the server compares it with its own.
      now: Date.now(),
      nonce: randomUUID(),
    });
    const request = {
      method: "POST",
      headers: { ...headers, accept: "application/json", "user-agent": userAgent, "content-length": "0" },
    };
    try {
      const answer = await withinTime(attemptMs, signal, (ended) => {
        const agent = createAgent(url, env, { connectMs: CONNECT_MS, signal: ended });
        return sendRequest(url, request, { agent, signal: ended });
      });
      return fieldsIn(answer);
    } catch (thrown) {
      signal?.throwIfAborted();
      throw failed(thrown);
    }
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** @throws AlidnsCallError for every other answer than a success of this API */
function fieldsIn({ status, headers, body }: Answer): Fields {
  if (status >= 300 && status < 400)
    throw new AlidnsCallError({ kind: "redirect", to: textOf(headers["location"]) ?? "" });
  const retryAfterSeconds = readRetryAfter(textOf(headers["retry-after"]), Date.now());
  const fields = parsed(body);
  const { Code: code, Message: message, RequestId: requestId } = fields ?? {};
  // None of its successes has a code, and a write that was refused with status 200 would be waited for in vain.
  if (typeof code === "string" && typeof requestId === "string") {
    const said = typeof message === "string" ? message : "";
    throw new AlidnsCallError({ kind: "api", code, message: said, requestId, status, retryAfterSeconds });
  }
  if (status >= 400) throw new AlidnsCallError({ kind: "http", status, retryAfterSeconds });
  if (fields === undefined || typeof requestId !== "string")
    throw new AlidnsCallError({ kind: "not-an-answer" });
  return fields;
}

function textOf(header: unknown): string | undefined {
  return typeof header === "string" ? header : undefined;
}

function parsed(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** What the network threw → what went wrong; our own errors, as of a proxy that can't be used, stay. */
function failed(thrown: unknown): unknown {
  if (thrown instanceof AlidnsCallError) return thrown;
  const fault = connectFaultOf(thrown);
  if (fault !== undefined) return new AlidnsCallError({ kind: "unconnected", fault }, thrown);
  if (isTimeUp(thrown)) return new AlidnsCallError({ kind: "timeout" }, thrown);
  if (!(thrown instanceof Error)) return thrown;
  if (thrown.name === TOO_LONG)
    return new AlidnsCallError({ kind: "too-long", message: thrown.message }, thrown);
  // A network error has Node's code; whatever has none is a mistake of ours, and an OnboardError's is not Node's.
  return "code" in thrown && /^(?:E[A-Z]|HPE_)/.test(String(thrown.code))
    ? new AlidnsCallError({ kind: "network", message: thrown.message }, thrown)
    : thrown;
}

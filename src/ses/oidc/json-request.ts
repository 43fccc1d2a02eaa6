import { isTimeUp, withinTime } from "../../async/deadline.ts";
import { createAgent } from "../../net/agent.ts";
import type { Environment } from "../../net/proxy.ts";
import { sendRequest, type PlainRequest } from "../../net/request.ts";

export interface JsonAnswer {
  readonly status: number;
  /** Undefined: the body is no JSON. */
  readonly body: unknown;
}

export interface JsonContext {
  /** Proxy variables are taken from here. */
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds: for a connection, and for one request with the whole of its answer. */
const CONNECT_MS = 2_500;
const ATTEMPT_MS = 10_000;

/**
 * One request for JSON, through the proxy where one is named; for the two calls that the SDK does not make
 * for us.
 * @throws Error of the network, the signal's reason at once, OnboardError CONFIG_INVALID for the proxy
 */
export async function requestJson(
  url: URL,
  request: PlainRequest,
  { env, signal }: JsonContext,
): Promise<JsonAnswer> {
  try {
    return await withinTime(ATTEMPT_MS, signal, async (ended) => {
      const agent = createAgent(url, env, { connectMs: CONNECT_MS, signal: ended });
      const { status, body } = await sendRequest(url, request, { agent, signal: ended });
      return { status, body: parsed(body) };
    });
  } catch (error) {
    throw isTimeUp(error) ? new Error(`no answer within ${ATTEMPT_MS / 1_000} s`, { cause: error }) : error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

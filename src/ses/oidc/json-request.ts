import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { createAgent } from "../agent.ts";

export interface JsonRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface JsonAnswer {
  readonly status: number;
  /** Undefined: the body is no JSON. */
  readonly body: unknown;
}

export interface JsonContext {
  /** Proxy variables are taken from here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds: for a connection, and for one request with the whole of its answer. */
const CONNECT_MS = 2_500;
const ATTEMPT_MS = 10_000;
/** Octets; the answers that we want have a few thousand. */
const LONGEST_BODY = 256 * 1024;

/**
 * One request for JSON, through the proxy where one is named; for the two calls that the SDK does not make
 * for us. Redirects are not followed: they would carry a token elsewhere.
 * @throws Error of the network, or the signal's reason at once
 */
export async function requestJson(
  url: URL,
  { method, headers, body }: JsonRequest,
  { env, signal }: JsonContext,
): Promise<JsonAnswer> {
  const agent = await createAgent(
    { url, host: url.host, protocol: url.protocol === "https:" ? "https://" : "http://" },
    env,
    CONNECT_MS,
  );
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(ATTEMPT_MS);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      send(url, { method, headers, agent, signal: either }, resolve).once("error", reject).end(body);
    });
    return { status: response.statusCode ?? 0, body: parsed(await textOf(response)) };
  } catch (error) {
    signal?.throwIfAborted();
    throw deadline.aborted ? new Error(`no answer within ${ATTEMPT_MS / 1_000} s`, { cause: error }) : error;
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > LONGEST_BODY) throw new Error("the answer is far too long");
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

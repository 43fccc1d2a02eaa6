import {
  request as requestHttp,
  type Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from "node:http";
import { request as requestHttps } from "node:https";
import { readText } from "./answer-limit.ts";

export interface PlainRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface PlainResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * One request with the whole of its answer, for what no SDK asks for us. Redirects are not followed: they
 * would carry a token elsewhere.
 * @throws Error of the network, AnswerTooLong, or the signal's reason
 */
export async function sendRequest(
  url: URL,
  { method, headers, body }: PlainRequest,
  { agent, signal }: { readonly agent: Agent; readonly signal: AbortSignal | undefined },
): Promise<PlainResponse> {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      send(url, { method, headers, agent, ...(signal && { signal }) }, resolve)
        .once("error", reject)
        .end(body);
    });
    return { status: response.statusCode ?? 0, headers: response.headers, body: await readText(response) };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

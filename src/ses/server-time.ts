import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { createAgent } from "./agent.ts";
import type { SesConnection } from "./attempt.ts";
import { parseEndpoint } from "./endpoint.ts";

/** Milliseconds. It only improves the words of an error, so it may not take long. */
const PATIENCE_MS = 3_000;

/**
 * The server's clock by the Date header of an unsigned request, in milliseconds since 1970: the SDK hides the
 * headers of the answer that complained. Undefined when it can't be had, which is not worth an error beside
 * the one that made us ask.
 */
export async function findServerTime(
  connection: SesConnection,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const { url, protocol } = parseEndpoint(connection.endpoint);
  const agent = await createAgent(parseEndpoint(connection.endpoint), connection.env ?? {}, PATIENCE_MS);
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  const send = protocol === "https://" ? requestHttps : requestHttp;
  const date = await new Promise<string | undefined>((resolve) => {
    const options = {
      method: "HEAD",
      agent,
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    };
    const head = send(url, options, (response) => {
      response.resume();
      resolve(response.headers.date);
    });
    head.once("error", () => resolve(undefined)).end();
  });
  signal?.throwIfAborted();
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}

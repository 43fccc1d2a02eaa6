import { withinTime } from "../async/deadline.ts";
import { createAgent } from "../net/agent.ts";
import { sendRequest } from "../net/request.ts";
import type { Environment } from "../net/proxy.ts";

/** Milliseconds. Where it only improves the words of an error, it may not take long. */
const LONGEST_WAIT_MS = 3_000;

/**
 * The server's clock by the Date header of an unsigned request, in milliseconds since 1970: the SDK hides the
 * headers of the answer that complained. Undefined when it can't be had, which is not worth an error beside
 * the one that made us ask.
 */
export async function findServerTime(
  {
    endpoint,
    env = {},
    waitMs = LONGEST_WAIT_MS,
  }: { readonly endpoint: URL; readonly env?: Environment | undefined; readonly waitMs?: number },
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const ask = async (ended: AbortSignal) => {
    const agent = createAgent(endpoint, env, { connectMs: waitMs, signal: ended });
    return sendRequest(endpoint, { method: "HEAD", headers: {} }, { agent, signal: ended });
  };
  const date = await withinTime(waitMs, signal, ask).then(
    ({ headers }) => headers.date,
    () => undefined,
  );
  signal?.throwIfAborted();
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}

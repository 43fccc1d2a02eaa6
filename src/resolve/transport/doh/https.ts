import { beforeDeadline } from "../../../async/deadline.ts";
import type { Exchange, ExchangeResult } from "../exchange.ts";
import type { Connections } from "./connections.ts";
import { outcomeOf, outcomeOfError, silentByHttps } from "./outcome.ts";

/**
 * One question by HTTPS (RFC 8484). A redirect is an answer like any other that is no DNS message; it is not followed,
 * since only the address that was named is trusted.
 * @throws the signal's reason, when it aborts; OnboardError CONFIG_INVALID for the proxy
 */
export async function exchangeHttps(
  url: URL,
  exchange: Exchange,
  connections: Connections,
): Promise<ExchangeResult> {
  exchange.signal?.throwIfAborted();
  const over = new AbortController();
  try {
    exchange.onSend();
    const answered = connections.post(url, exchange.message.octets, over.signal);
    const outcome = answered.then((answer) => outcomeOf(answer, exchange.message), outcomeOfError);
    return (await beforeDeadline(outcome, exchange)) ?? silentByHttps(exchange.timeoutMs);
  } finally {
    over.abort();
  }
}

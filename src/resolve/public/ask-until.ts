import type { Clock } from "../../async/clock.ts";
import type { Question } from "../../dns/observation.ts";
import type { CallOptions } from "../../dns/provider.ts";
import type { Answered } from "../transport/answered.ts";
import type { AskDoh, DohEndpoint } from "../transport/doh/doh.ts";
import { HEAD_START_MS } from "../tree/ask-in-turn.ts";

/** Who is asked by HTTPS, and how. */
export interface ByHttps {
  readonly resolvers: readonly DohEndpoint[];
  readonly askDoh: AskDoh;
  readonly clock: Clock;
}

/** What a resolver said. */
export interface SaidByHttps extends Answered {
  readonly endpoint: DohEndpoint;
}

/** What so many answers come to; undefined: nothing yet. `isAll`: nobody is left who could say something else. */
export type Decide<T> = (said: readonly SaidByHttps[], isAll: boolean) => T | undefined;

/**
 * One question to two resolvers at once and to a further one after each head start, until what they have said comes to
 * something: one alone may be behind, or not tell the truth.
 * @throws the signal's reason, when it aborts; OnboardError CONFIG_INVALID for the proxy
 */
export async function askUntil<T>(
  question: Question,
  { resolvers, askDoh, clock, signal }: ByHttps & CallOptions,
  decide: Decide<T>,
): Promise<{ readonly decided: T | undefined; readonly said: readonly SaidByHttps[] }> {
  const over = new AbortController();
  const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  const said: SaidByHttps[] = [];
  let decided: T | undefined;
  const looks = resolvers.map(async (endpoint, index) => {
    if (index > 1) await clock.sleep((index - 1) * HEAD_START_MS, { signal: stop });
    said.push({ endpoint, ...(await askDoh(endpoint, question, { signal: stop })) });
    decided ??= decide(said, said.length === resolvers.length);
    if (decided !== undefined) over.abort();
  });
  const ended = await Promise.allSettled(looks);
  signal?.throwIfAborted();
  const failed = ended.find(({ status }) => status === "rejected");
  if (decided === undefined && failed?.status === "rejected") throw failed.reason;
  // In the order of the resolvers, so that what is told of them is the same each time.
  return { decided, said: resolvers.flatMap((each) => said.filter(({ endpoint }) => endpoint === each)) };
}

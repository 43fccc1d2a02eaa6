import type { Clock } from "../clock.ts";
import type { Observation } from "../dns/observation.ts";
import type { Answered } from "./ask.ts";
import { beforeDeadline } from "./deadline.ts";
import type { Endpoint } from "./endpoint.ts";

/** Which address was asked, and what it said. */
export interface Tried {
  readonly endpoint: Endpoint;
  readonly observation: Observation;
}

export interface Turn {
  /** The first usable answer; undefined: none of them gave one. */
  readonly answered: Answered | undefined;
  readonly tried: readonly Tried[];
}

export interface TurnOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** A server that drops packets must not cost its whole time-out, so the next one is asked after this pause already. */
const HEAD_START_MS = 300;
/** With this many dead addresses in a row, more of them would not help but cost. */
const MOST_ADDRESSES = 12;

/**
 * Asks one address after the other, the next as soon as one fails or lets us wait; the first usable answer wins and ends the rest.
 * @throws only the signal's reason, when it aborts
 */
export async function askInTurn(
  endpoints: readonly Endpoint[],
  ask: (endpoint: Endpoint, signal: AbortSignal) => Promise<Answered>,
  { clock, signal }: TurnOptions,
): Promise<Turn> {
  const won = new AbortController();
  const stop = signal === undefined ? won.signal : AbortSignal.any([signal, won.signal]);
  const tried: Tried[] = [];
  const attempts: Promise<Answered>[] = [];
  const attempt = async (endpoint: Endpoint): Promise<Answered> => {
    const answered = await ask(endpoint, stop);
    tried.push({ endpoint, observation: answered.observation });
    if (!isUsable(answered.observation)) throw UNUSABLE;
    return answered;
  };
  try {
    const inTurn = endpoints.slice(0, MOST_ADDRESSES);
    for (const [index, endpoint] of inTurn.entries()) {
      attempts.push(attempt(endpoint));
      const first = firstUsable(attempts);
      const isLast = index === inTurn.length - 1;
      const answered = isLast ? await first : await beforeDeadline(first, { clock, timeoutMs: HEAD_START_MS, signal });
      if (answered !== undefined) return { answered, tried };
    }
    return { answered: undefined, tried };
  } finally {
    won.abort();
  }
}

const UNUSABLE = new Error("no usable answer");

/** Undefined when each attempt came to no use; whatever else one of them throws, an abort say, goes on. */
async function firstUsable(attempts: readonly Promise<Answered>[]): Promise<Answered | undefined> {
  try {
    return await Promise.any(attempts);
  } catch (error) {
    const surprise: unknown = error instanceof AggregateError ? error.errors.find((inner) => inner !== UNUSABLE) : error;
    if (surprise !== undefined) throw surprise;
    return undefined;
  }
}

function isUsable({ kind }: Observation): boolean {
  return kind === "answer" || kind === "cname" || kind === "nodata" || kind === "nxdomain" || kind === "referral";
}

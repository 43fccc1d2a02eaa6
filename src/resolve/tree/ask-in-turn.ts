import type { Clock } from "../../async/clock.ts";
import type { Observation } from "../../dns/observation.ts";
import type { Answered } from "../transport/answered.ts";
import { beforeDeadline } from "../../async/deadline.ts";
import { familyOf, type Endpoint } from "../transport/endpoint.ts";

/** Which address was asked, and what it said. */
export interface Tried {
  readonly endpoint: Endpoint;
  readonly observation: Observation;
  /** The RA bit of the reply: the server offers recursion. */
  readonly recursionAvailable: boolean;
}

export interface Turn {
  /** The first usable answer; undefined: none of them gave one. */
  readonly answered: Answered | undefined;
  readonly tried: readonly Tried[];
}

export interface TurnOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Which answers will do; absent: those that isUsable knows. */
  readonly suffices?: ((answered: Answered) => boolean) | undefined;
  /** For the whole turn, in milliseconds; absent: as long as the addresses take. */
  readonly withinMs?: number | undefined;
}

/**
 * A server that drops packets must not cost its whole time-out, so the next one is asked after this pause
 * already.
 */
const HEAD_START_MS = 300;
/** With this many dead addresses in a row, more of them would not help but cost. */
const MOST_ADDRESSES = 12;

/** Longer than twelve head starts and one question's time-out together. */
const LONGEST_TURN_MS = 15_000;

/**
 * Asks one address after the other, the next as soon as one fails or lets us wait; the first answer that will
 * do wins and ends the rest.
 * @throws only the signal's reason, when it aborts
 */
export async function askInTurn<E extends Endpoint>(
  endpoints: readonly E[],
  ask: (endpoint: E, signal: AbortSignal) => Promise<Answered>,
  { clock, signal, suffices = isUsable, withinMs = LONGEST_TURN_MS }: TurnOptions,
): Promise<Turn> {
  const won = new AbortController();
  const stop = signal === undefined ? won.signal : AbortSignal.any([signal, won.signal]);
  const endsAt = clock.now() + withinMs;
  const tried: Tried[] = [];
  const attempts: Promise<Answered>[] = [];
  const attempt = async (endpoint: E): Promise<Answered> => {
    const answered = await ask(endpoint, stop);
    tried.push({
      endpoint,
      observation: answered.observation,
      recursionAvailable: answered.reply?.recursionAvailable ?? false,
    });
    if (!suffices(answered)) throw UNUSABLE;
    return answered;
  };
  const inTurn = endpoints.slice(0, MOST_ADDRESSES);
  try {
    for (const [index, endpoint] of inTurn.entries()) {
      const leftMs = endsAt - clock.now();
      if (leftMs <= 0) break;
      attempts.push(attempt(endpoint));
      const timeoutMs = index === inTurn.length - 1 ? leftMs : Math.min(HEAD_START_MS, leftMs);
      const answered = await beforeDeadline(firstUsable(attempts), { clock, timeoutMs, signal });
      if (answered !== undefined) return { answered, tried };
    }
    const silent = inTurn
      .slice(0, attempts.length)
      .filter((endpoint) => !tried.some((one) => one.endpoint === endpoint));
    return {
      answered: undefined,
      tried: [...tried, ...silent.map((endpoint) => untilNow(endpoint, withinMs))],
    };
  } finally {
    won.abort();
  }
}

/** Whether an observation answers the question, or leads on. */
export function isUsable({ observation: { kind } }: Answered): boolean {
  return (
    kind === "answer" || kind === "cname" || kind === "nodata" || kind === "nxdomain" || kind === "referral"
  );
}

/** Time was up for all while this one was still silent. */
function untilNow(endpoint: Endpoint, roundTripMs: number): Tried {
  const observation = {
    kind: "unreachable",
    because: "timeout",
    family: familyOf(endpoint),
    transport: "udp",
    roundTripMs,
  } as const;
  return { endpoint, observation, recursionAvailable: false };
}

const UNUSABLE = new Error("no usable answer");

/** Undefined when each attempt came to no use; whatever else one of them throws, an abort say, goes on. */
async function firstUsable(attempts: readonly Promise<Answered>[]): Promise<Answered | undefined> {
  try {
    return await Promise.any(attempts);
  } catch (error) {
    const surprise: unknown =
      error instanceof AggregateError ? error.errors.find((inner) => inner !== UNUSABLE) : error;
    if (surprise !== undefined) throw surprise;
    return undefined;
  }
}

/** What each address said, short: for an error's facts. */
export function triedFacts(tried: readonly Tried[]): readonly string[] {
  return tried.map(({ endpoint, observation, recursionAvailable }) => {
    const because = "because" in observation ? ` (${observation.because})` : "";
    return `${endpoint.address}: ${observation.kind}${because}${recursionAvailable ? ", offers recursion" : ""}`;
  });
}

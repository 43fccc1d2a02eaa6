import type { Clock } from "../../async/clock.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Heard } from "../../dns/observation.ts";
import type { Answered } from "../transport/answered.ts";
import { beforeDeadline } from "../../async/deadline.ts";
import { familyOf, type Endpoint } from "../transport/endpoint.ts";

/** Which address was asked, and what it said. */
export interface Tried extends Answered {
  readonly endpoint: Endpoint & { readonly server?: DomainName | undefined };
  /** It had not answered when the turn was over: that others did first says nothing of it. */
  readonly isEarly?: boolean;
}

export interface Turn {
  /** The first answer that will do; undefined: none of them gave one. */
  readonly answered: Answered | undefined;
  readonly tried: readonly Tried[];
}

export interface TurnOptions<E extends Endpoint> {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Which answers will do; absent: those that isUsable knows. */
  readonly suffices?: ((answered: Answered) => boolean) | undefined;
  /** For the whole turn, in milliseconds from when the first question leaves; absent: as long as it takes. */
  readonly withinMs?: number | undefined;
  /** Further addresses, looked for when those before are used up. */
  readonly more?: ((signal: AbortSignal) => AsyncIterator<readonly E[], void>) | undefined;
}

/** One question to one address. `onSent` is told when it leaves: until then it stands in line. */
export type AskOne<E> = (endpoint: E, signal: AbortSignal, onSent: () => void) => Promise<Answered>;

/**
 * A server that drops packets must not cost its whole time-out, so the next one is asked after this pause
 * already.
 */
export const HEAD_START_MS = 300;
/** With this many dead addresses in a row, more of them would not help but cost. */
const MOST_ADDRESSES = 12;

/** Longer than twelve head starts and one question's time-out together. */
export const LONGEST_TURN_MS = 15_000;

/**
 * Asks one address after the other, the next as soon as one fails or lets us wait; the first answer that will
 * do wins and ends the rest.
 * @throws only the signal's reason, when it aborts
 */
export async function askInTurn<E extends Endpoint>(
  endpoints: readonly E[],
  ask: AskOne<E>,
  options: TurnOptions<E>,
): Promise<Turn> {
  const { clock, signal, more } = options;
  const won = new AbortController();
  const stop = signal === undefined ? won.signal : AbortSignal.any([signal, won.signal]);
  const attempts = createAttempts(ask, stop, options);
  const within = (longestMs: number): Promise<Answered | undefined> => {
    const timeoutMs = Math.max(0, Math.min(longestMs, attempts.leftMs()));
    return beforeDeadline(attempts.first(), { clock, timeoutMs, signal });
  };
  try {
    const further = more?.(stop);
    for (let batch: readonly E[] | undefined = endpoints; batch !== undefined && attempts.mayAskMore();) {
      for (const endpoint of batch) {
        await attempts.ended(attempts.start(endpoint));
        const answered = await within(HEAD_START_MS);
        if (answered !== undefined) return { answered, tried: attempts.tried() };
        if (!attempts.mayAskMore()) break;
      }
      batch = further === undefined ? undefined : await attempts.ended(nextOf(further));
    }
    const answered = await within(attempts.hasSecondBest() ? HEAD_START_MS : LONGEST_TURN_MS);
    return { answered, tried: attempts.tried() };
  } finally {
    won.abort();
  }
}

async function nextOf<E>(further: AsyncIterator<readonly E[], void>): Promise<readonly E[] | undefined> {
  const next = await further.next();
  return next.done === true ? undefined : next.value;
}

/** The questions of one turn. */
interface Attempts<E> {
  /** @returns when the question has left, or has come to nothing before */
  start(endpoint: E): Promise<void>;
  /** The first answer that will do; undefined: all came to no use. */
  first(): Promise<Answered | undefined>;
  /** Waits for something, but no longer than for the first answer that will do. */
  ended<T>(promise: Promise<T>): Promise<T | undefined>;
  leftMs(): number;
  /** An address to which there is no way from here costs nothing, and does not count. */
  mayAskMore(): boolean;
  /** Whether one gave an answer that may have to do. */
  hasSecondBest(): boolean;
  /** What each said, and who was silent until now. */
  tried(): readonly Tried[];
}

function createAttempts<E extends Endpoint>(
  ask: AskOne<E>,
  stop: AbortSignal,
  { clock, suffices = isUsable, withinMs = LONGEST_TURN_MS }: TurnOptions<E>,
): Attempts<E> {
  const tried: Tried[] = [];
  const sent = new Map<E, number>();
  const running: Promise<Answered>[] = [];
  let endsAt = Infinity;
  const attempt = async (endpoint: E, onSent: () => void): Promise<Answered> => {
    const answered = await ask(endpoint, stop, onSent);
    tried.push({ endpoint, ...answered });
    if (!suffices(answered)) throw UNUSABLE;
    return answered;
  };
  const first = (): Promise<Answered | undefined> => firstUsable(running);
  const leftMs = (): number => (endsAt === Infinity ? withinMs : endsAt - clock.now());
  return {
    start: (endpoint) =>
      new Promise((resolve) => {
        const onSent = (): void => {
          if (!sent.has(endpoint)) sent.set(endpoint, clock.now());
          if (endsAt === Infinity) endsAt = clock.now() + withinMs;
          resolve();
        };
        const one = attempt(endpoint, onSent);
        running.push(one);
        void Promise.allSettled([one]).then(() => resolve());
      }),
    first,
    ended: (promise) => Promise.race([promise, first().then((answered) => (answered ? undefined : promise))]),
    leftMs,
    mayAskMore: () => leftMs() > 0 && sent.size < MOST_ADDRESSES,
    hasSecondBest: () => tried.some(isUsable),
    tried: () => [
      ...tried,
      ...[...sent]
        .filter(([endpoint]) => !tried.some((one) => one.endpoint === endpoint))
        .map(([endpoint, sentAt]) => untilNow(endpoint, clock.now() - sentAt)),
    ],
  };
}

/** Whether an observation answers the question, or leads on. */
export function isUsable({ observation: { kind } }: Pick<Answered, "observation">): boolean {
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
  return { endpoint, observation, reply: undefined, isEarly: true };
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
  return tried.map((one) => {
    const { endpoint, observation } = one;
    const because = "because" in observation ? ` (${observation.because})` : "";
    return `${endpoint.address}: ${observation.kind}${because}${offersRecursion(one) ? ", offers recursion" : ""}`;
  });
}

/** RA: whoever answered would ask others. */
export function offersRecursion({ reply }: Pick<Tried, "reply">): boolean {
  return reply?.recursionAvailable === true;
}

/** What servers said that are known by name, as the walk tells it. The roots are known by address alone. */
export function heardOf(tried: readonly Tried[]): readonly Heard[] {
  return tried.flatMap(({ endpoint: { server, address, port }, observation, isEarly = false }) =>
    server === undefined || isEarly ? [] : [{ at: { server, address, port }, observation }],
  );
}

import { createAvailability, type Availability } from "./availability.ts";
import type { Clock } from "./clock.ts";
import { onAbort } from "./on-abort.ts";

export interface RetryPolicy {
  /** How often at most, the first attempt included. */
  readonly attempts: number;
  /** The first pause in milliseconds; it doubles, up to `longestPauseMs`. */
  readonly firstPauseMs: number;
  /** Caps our own backoff. What a server asked for is kept in full, or there is no further attempt. */
  readonly longestPauseMs: number;
  /** All attempts and pauses together, in milliseconds; no pause is begun that would end after it. */
  readonly deadlineMs: number;
}

/** How long a server is waited out, beyond what a policy does by itself. */
export interface Patience {
  /**
   * How long one that is busy is waited out, or is away and has answered before, in milliseconds, and no shorter than
   * after any other failure; absent: as any other failure. 0: not at all, since the time for that is spent. A server
   * that names a time is not waited out beyond it.
   */
  readonly patienceMs?: number | undefined;
  /** One that is away, in milliseconds since it went, whoever noticed first. Absent: for the time of `patienceMs`. */
  readonly awayMs?: number | undefined;
}

export interface RetryContext extends Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** What is known of the server by all who ask it. Absent: this call is the only one. */
  readonly availability?: Availability | undefined;
  /** Where one that has never answered does not answer in time, what is thrown, unless an attempt has failed before. */
  readonly unanswered?: (() => Error) | undefined;
  /** Told before each pause; `untilMs`: how long it is waited for at most. */
  readonly onRetry?: (attempt: number, nextInMs: number, error: unknown, untilMs?: number) => void;
}

export interface RetryAdvice {
  /** Whether it is worth another attempt by the policy alone. */
  readonly retry: boolean;
  /** What the server asked for. */
  readonly afterMs?: number | undefined;
  /** It did nothing and will, once others have had their turn. */
  readonly busy?: boolean;
  /** Nobody answered, or somebody else did. */
  readonly away?: boolean;
  /** Its own word all the same: it is there. */
  readonly answered?: boolean;
}

/**
 * By then a server must have answered once, in milliseconds: a wrong address is no outage.
 */
export const FIRST_ANSWER_MS = 8_000;

/**
 * Repeat what is safe to repeat: jitter (uniform between half and all of the pause), a Retry-After that is kept,
 * a deadline. A server that is busy, or that has answered before and is away, is asked again as long as the caller
 * has patience, however often; that costs none of the attempts, and none of the time, that other failures have.
 * While it is away all who ask it take turns.
 * @param attempt ends with the reason of the signal that it is given
 * @throws the last error, or the signal's reason at once
 */
export async function retry<T>(
  attempt: (signal: AbortSignal | undefined) => Promise<T>,
  advise: (error: unknown) => RetryAdvice,
  policy: RetryPolicy,
  context: RetryContext,
): Promise<T> {
  const { clock, signal } = context;
  const { availability = createAvailability(clock) } = context;
  const own = { ...context, availability, started: clock.now() };
  const spent: Spent = { failing: { attempts: 0, ms: 0 }, waiting: { attempts: 0, ms: 0 } };
  let known: unknown;
  for (let tried = 1; ; tried += 1) {
    signal?.throwIfAborted();
    const since = clock.now();
    try {
      const answer = await firstAnswerInTime(attempt, own, known);
      availability.answered();
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      known = error;
      const advice = advise(error);
      noteFailure(availability, advice, since);
      const pause = pauseAfter({ advice, since }, spent, policy, own);
      if (pause === undefined) throw error;
      context.onRetry?.(tried, pause.ms, error, pause.untilMs);
      await pause.over();
      pause.spent.ms += clock.now() - since;
    }
  }
}

type Counted = { attempts: number; ms: number };
type Spent = { readonly failing: Counted; readonly waiting: Counted };
type Calling = RetryContext & { readonly availability: Availability; readonly started: number };

interface Pause {
  readonly ms: number;
  readonly untilMs?: number;
  readonly over: () => Promise<void>;
  readonly spent: Counted;
}

/** Undefined: it is not repeated. */
function pauseAfter(
  { advice, since }: { readonly advice: RetryAdvice; readonly since: number },
  spent: Spent,
  policy: RetryPolicy,
  calling: Calling,
): Pause | undefined {
  const { clock, signal, availability } = calling;
  const until = waitedUntil(advice, calling);
  const own = until === undefined ? spent.failing : spent.waiting;
  own.attempts += 1;
  const ownPauseMs = pauseBefore(own.attempts, advice, policy, clock.random());
  if (advice.away === true && until !== undefined && clock.now() < until) {
    const untilMs = until - clock.now();
    const ms = Math.min(availability.nextInMs(), untilMs);
    const over = async () => {
      await availability.turn(until, signal);
      // It answers others and has not answered this call, so often already: that is not asked again at once.
      if (own.attempts >= policy.attempts && availability.outage === undefined)
        await clock.sleep(ownPauseMs, { signal });
    };
    return { ms, untilMs, spent: own, over };
  }
  const ms = ownPauseMs;
  const inPatience = until !== undefined && clock.now() + ms <= until;
  const inPolicy =
    !endsWithPatience(advice, calling) &&
    own.attempts < policy.attempts &&
    own.ms + clock.now() - since + ms <= deadlineOf(advice, policy, calling);
  if (!advice.retry || !(inPatience || inPolicy)) return undefined;
  return { ms, spent: own, over: () => clock.sleep(ms, { signal }) };
}

/** Milliseconds since 1970. Undefined: this is no failure that is waited out. */
function waitedUntil(advice: RetryAdvice, calling: Calling): number | undefined {
  const { patienceMs, awayMs, started, availability } = calling;
  const byPatience = patienceMs === undefined ? undefined : started + patienceMs;
  if (advice.retry && advice.busy === true) return byPatience;
  if (advice.away !== true || !availability.hasAnswered) return undefined;
  if (awayMs === undefined) return byPatience;
  const since = Math.min(started, availability.outage?.since ?? started);
  return Math.min(since + awayMs, byPatience ?? Infinity);
}

/**
 * One that is away may take as long to fail as a request may take: then its tries are over with the caller's time, which
 * is none at all where nobody waits (`--wait 0`).
 */
function deadlineOf(
  { away }: RetryAdvice,
  { deadlineMs }: RetryPolicy,
  { availability, awayMs = Infinity }: Calling,
): number {
  if (!availability.hasAnswered) return Math.min(deadlineMs, FIRST_ANSWER_MS);
  return away === true ? Math.min(deadlineMs, Math.max(awayMs, FIRST_ANSWER_MS)) : deadlineMs;
}

/** Whether a failure is not repeated like any other once there is no more patience for it. */
function endsWithPatience({ busy, afterMs }: RetryAdvice, { patienceMs }: Patience): boolean {
  return busy === true && (patienceMs === 0 || (patienceMs !== undefined && afterMs !== undefined));
}

function noteFailure(availability: Availability, advice: RetryAdvice, since: number): void {
  const isAnswer = advice.answered === true || advice.busy === true;
  if (advice.away !== true) return isAnswer ? availability.answered() : undefined;
  if (isAnswer) availability.exists();
  availability.unanswered(since);
}

/** The jitter comes last: ten clients that have all reached the longest pause must not come back together. */
function pauseBefore(tried: number, advice: RetryAdvice, policy: RetryPolicy, random: number): number {
  const backoff = Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** (tried - 1));
  return Math.max(advice.afterMs ?? 0, backoff * (0.5 + random / 2));
}

/**
 * An attempt, which ends in time where nobody has ever answered: also one that only waits for an answer. By real
 * time, as each request's own deadline is.
 * @param known how the attempt before failed, which tells more than that time is up: a proxy that is silent, say
 */
async function firstAnswerInTime<T>(
  attempt: (signal: AbortSignal | undefined) => Promise<T>,
  { availability, signal, unanswered, clock, started }: Calling,
  known: unknown,
): Promise<T> {
  if (availability.hasAnswered || unanswered === undefined) return attempt(signal);
  const late = new AbortController();
  const end = (): void => {
    // Others have their answers: this one waits in their line.
    if (!availability.hasAnswered) late.abort(known ?? unanswered());
  };
  const timer = setTimeout(end, Math.max(0, FIRST_ANSWER_MS - (clock.now() - started)));
  const either = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
  let release = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    release = onAbort(late.signal, () => reject(late.signal.reason as Error));
  });
  try {
    return await Promise.race([attempt(either), aborted]);
  } finally {
    clearTimeout(timer);
    release();
  }
}

import type { Clock } from "./clock.ts";
import { onAbort } from "./on-abort.ts";
import { unlessAborted } from "./together.ts";

export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Without a reason Node makes an error with its stack, which nobody sees. */
const OVER = "over";

/**
 * What a promise comes to, or undefined when time is up first. The promise itself goes on; the caller closes
 * what it waits for.
 * @throws the signal's reason, at once, when it aborts
 */
export async function beforeDeadline<T>(
  promise: Promise<T>,
  { clock, timeoutMs, signal }: Deadline,
): Promise<T | undefined> {
  const done = new AbortController();
  const release = onAbort(signal, () => done.abort(signal?.reason));
  try {
    const time = clock.sleep(timeoutMs, { signal: done.signal });
    return await Promise.race([promise, time.then(() => undefined)]);
  } finally {
    release();
    done.abort(OVER);
  }
}

/**
 * The same for something that a signal ends: it is ended when time is up, and nothing of it goes on behind.
 * @throws what it throws in time; the given signal's reason
 */
export async function endedAtDeadline<T>(
  task: (signal: AbortSignal) => Promise<T>,
  deadline: Deadline & { readonly signal: AbortSignal },
): Promise<T | undefined> {
  const over = new AbortController();
  const running = task(AbortSignal.any([deadline.signal, over.signal]));
  try {
    return await beforeDeadline(running, deadline);
  } finally {
    over.abort();
    await Promise.allSettled([running]);
  }
}

/** The reason of a deadline of `withinTime`. */
class TimeIsUp extends Error {
  override readonly name = "TimeoutError";

  constructor(ms: number) {
    super(`not done within ${ms} ms`);
  }
}

/**
 * A request with the whole of its answer, in real time: it is ended when time is up, and given up where it does not
 * end then, since a client may lose a body and never settle (node-fetch 2.7 with one that is cut, November 2026). The
 * timer of AbortSignal.timeout would not keep the process alive until then, and nothing else may be left that does.
 * @throws what it throws in time; the given signal's reason; at the deadline an error of which `isTimeUp` is true
 */
export async function withinTime<T>(
  timeoutMs: number,
  given: AbortSignal | undefined,
  send: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  given?.throwIfAborted();
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new TimeIsUp(timeoutMs)), timeoutMs);
  const release = onAbort(given, () => over.abort(given?.reason));
  try {
    return await unlessAborted(over.signal, send(over.signal));
  } catch (error) {
    over.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    release();
  }
}

/** Whether this is the end of a `withinTime`. */
export function isTimeUp(thrown: unknown): boolean {
  return thrown instanceof TimeIsUp;
}

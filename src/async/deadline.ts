import type { Clock } from "./clock.ts";
import { onAbort } from "./on-abort.ts";

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

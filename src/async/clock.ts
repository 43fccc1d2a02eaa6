import { onAbort } from "./on-abort.ts";

// Waiting and taking turns, no domain word. Read clock.ts and retry.ts first; then together.ts (side by
// side), each-of.ts (at most so many), locks.ts, slots.ts, shares.ts and rate-limit.ts (in turn), deadline.ts,
// on-abort.ts, memory.ts.

/**
 * Time as a port: every wait goes through it, so that waits can be cancelled and time can be faked. With the
 * chance that lengthens waits.
 */
export interface Clock {
  /** Milliseconds since 1970. It never goes back: the difference of two readings is the time that has passed. */
  now(): number;
  /** @throws the signal's reason, at once, when it aborts */
  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

/** Node's timers hold no more, and take a longer one for one of a millisecond. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * A clock for one command: the machine's is read once, now, and time goes on evenly from there. The machine's may be set
 * an hour ahead or back while a run waits (NTP after a start, a virtual machine that is woken), which would end the time
 * budget, or never. Where the machine sleeps, the moments that are told are behind by that, up to the next command's.
 */
export function startClock(): Clock {
  const origin = Date.now() - performance.now();
  return { now: () => Math.round(origin + performance.now()), random: () => Math.random(), sleep };
}

/** The one of a process that runs one command; a program that stays starts one for each. */
export const systemClock: Clock = startClock();

async function sleep(ms: number, { signal }: Parameters<Clock["sleep"]>[1] = {}): Promise<void> {
  let leftMs = ms;
  for (; leftMs > LONGEST_TIMER_MS; leftMs -= LONGEST_TIMER_MS) await delay(LONGEST_TIMER_MS, signal);
  await delay(leftMs, signal);
}

/** Not that of node:timers/promises, which makes an error with its stack for each wait that ends before its time. */
function delay(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      release();
      resolve();
    }, ms);
    const release = onAbort(signal, () => {
      clearTimeout(timer);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
      reject(signal?.reason);
    });
  });
}

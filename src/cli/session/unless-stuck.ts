import { systemClock } from "../../async/clock.ts";

/** How long after an interruption it may still come to its end, so that there is a result to tell. */
const LAST_MS = 1_000;

/** Reading a config may load an adapter's module: code, which may never end. Usually it is done in no time. */
export async function unlessStuck<T>(signal: AbortSignal, loading: Promise<T>): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([loading, givenUp(signal, done.signal)]);
  } finally {
    done.abort();
  }
}

async function givenUp(signal: AbortSignal, done: AbortSignal): Promise<never> {
  const either = AbortSignal.any([signal, done]);
  if (!either.aborted)
    await new Promise((resolve) => either.addEventListener("abort", resolve, { once: true }));
  await systemClock.sleep(LAST_MS, { signal: done });
  throw signal.reason;
}

import type { Run } from "./run.ts";

/**
 * The one time budget of a run: starts with the first write, and everything that waits is aborted when it is
 * used up.
 */
export interface Budget {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Aborted by the user's interrupt or by the end of the budget. */
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
}

/** What may wait gets the budget; when it has ended, the budget's timer keeps nothing alive. */
export async function withinBudget<T>(
  { clock, waitMs, signal: interrupt }: Pick<Run, "clock" | "waitMs" | "signal">,
  task: (budget: Budget) => Promise<T>,
): Promise<T> {
  const startedAt = clock.now();
  const over = new AbortController();
  const closed = new AbortController();
  clock.sleep(waitMs, { signal: AbortSignal.any([interrupt, closed.signal]) }).then(
    () => over.abort(new Error("the time budget is used up")),
    () => undefined, // Interrupted or closed: then nobody waits for the budget any more.
  );
  const budget = {
    startedAt,
    signal: AbortSignal.any([interrupt, over.signal]),
    leftMs: () => Math.max(0, startedAt + waitMs - clock.now()),
  };
  try {
    return await task(budget);
  } finally {
    closed.abort();
  }
}

/** It is said neither for a moment that has passed nor for the very next one, in milliseconds. */
export const LEAST_RETRY_MS = 60_000;

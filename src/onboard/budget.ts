import type { Run } from "./run.ts";

/** The time budget of a run, which begins to run with its first write. */
export function budgetFrom({
  clock,
  waitMs,
}: Pick<Run, "clock" | "waitMs">): Required<Pick<Run, "leftMs" | "beforeWrite">> {
  let firstWriteAt: number | undefined;
  return {
    beforeWrite: () => void (firstWriteAt ??= clock.now()),
    leftMs: () => (firstWriteAt === undefined ? undefined : Math.max(0, firstWriteAt + waitMs - clock.now())),
  };
}

/** While it runs; everything that waits is aborted when it is used up. */
export interface Budget {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Aborted by the user's interrupt or by the end of the budget. */
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
}

/** What may wait gets the budget; when it has ended, the budget's timer keeps nothing alive. */
export async function withinBudget<T>(
  { clock, waitMs: whole, leftMs, signal: interrupt }: Pick<Run, "clock" | "waitMs" | "leftMs" | "signal">,
  task: (budget: Budget) => Promise<T>,
): Promise<T> {
  const startedAt = clock.now();
  const waitMs = leftMs?.() ?? whole;
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

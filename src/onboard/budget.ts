import type { Clock } from "../clock.ts";

/** The one time budget of a run: starts with the first write, and everything that waits is aborted when it is used up. */
export interface Budget {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Aborted by the user's interrupt or by the end of the budget. */
  readonly signal: AbortSignal;
  readonly leftMs: () => number;
  /** The budget is needed no more: its timer must not keep the program alive. */
  readonly close: () => void;
}

export function startBudget(clock: Clock, waitMs: number, interrupt: AbortSignal): Budget {
  const startedAt = clock.now();
  const over = new AbortController();
  const closed = new AbortController();
  clock.sleep(waitMs, { signal: AbortSignal.any([interrupt, closed.signal]) }).then(
    () => over.abort(new Error("the time budget is used up")),
    () => undefined, // Interrupted or closed: then nobody waits for the budget any more.
  );
  return {
    startedAt,
    signal: AbortSignal.any([interrupt, over.signal]),
    leftMs: () => Math.max(0, startedAt + waitMs - clock.now()),
    close: () => closed.abort(),
  };
}

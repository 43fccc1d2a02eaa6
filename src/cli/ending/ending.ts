import type { Interruption } from "../../errors/interruption.ts";
import type { OnboardError } from "../../errors/onboard-error.ts";

// How a process ends before its command is done: ending.ts in steps, say-plainly.ts where nothing else can be loaded.

/** Why a command is ended before it is done: somebody asked for it, or something failed that nobody waited for. */
export type EndReason = Interruption | OnboardError;

/** How a command is ended from outside, in steps: it is asked to end, its domains are given up, the process ends. */
export interface Ending {
  /** Aborted first: whatever waits gives up, and says what became of it. */
  readonly signal: AbortSignal;
  /** Aborted next, with the first reason: what has not ended by then is ended with a result all the same. */
  readonly giveUp: AbortSignal;
  /** The next step; those after it follow by themselves. */
  readonly next: (reason: EndReason) => void;
  /** The first step, unless somebody was before; what fails while the command ends, or behind it, changes nothing. */
  readonly fail: (reason: EndReason) => void;
  /** The command is done: nothing follows any more. */
  readonly done: () => void;
}

/** Milliseconds between two steps: more than the second that an adapter has for its last word. */
const STEP_MS = 2_000;

/** @param end the last step, where even the results can't be told any more; also what follows after `done` */
export function createEnding(end: (reason: EndReason) => void): Ending {
  const [asked, givenUp] = [new AbortController(), new AbortController()];
  let timer: NodeJS.Timeout | undefined;
  let isDone = false;
  const next = (reason: EndReason): void => {
    clearTimeout(timer);
    const first = asked.signal.aborted ? (asked.signal.reason as EndReason) : reason;
    if (isDone || givenUp.signal.aborted) return end(first);
    if (asked.signal.aborted) givenUp.abort(first);
    else asked.abort(first);
    timer = setTimeout(next, STEP_MS, first);
  };
  return {
    signal: asked.signal,
    giveUp: givenUp.signal,
    next,
    fail: (reason) => {
      if (!isDone && !asked.signal.aborted) next(reason);
    },
    done: () => {
      isDone = true;
      clearTimeout(timer);
    },
  };
}

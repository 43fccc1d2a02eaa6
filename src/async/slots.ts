/** Lets a number of tasks run at a time; the others wait in line. */
export interface Slots {
  /**
   * @throws the signal's reason, at once, when it aborts while the task waits; and whatever the task throws
   */
  run<T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  const leave = (): void => {
    free += 1;
    const [next] = waiting;
    if (next === undefined) return;
    waiting.delete(next);
    free -= 1;
    next();
  };

  return {
    async run(task, signal) {
      signal?.throwIfAborted();
      if (free > 0) free -= 1;
      else await lineUp(waiting, signal);
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}

function lineUp(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  // A signal of its own for each place in line: Node takes more than ten listeners on one signal for a leak
  // and warns.
  const own = signal === undefined ? undefined : AbortSignal.any([signal]);
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      waiting.delete(enter);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
      reject(own?.reason);
    };
    const enter = (): void => {
      own?.removeEventListener("abort", giveUp);
      resolve();
    };
    waiting.add(enter);
    own?.addEventListener("abort", giveUp, { once: true });
  });
}

import { onAbort } from "./on-abort.ts";

/** Lets a number of tasks run at a time; the others wait in line. */
export interface Slots {
  /**
   * @throws the signal's reason, at once, when it aborts while the task waits; and whatever the task throws
   */
  run<T>(task: (slot: Slot) => Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

/** A task's place among those that run. */
export interface Slot {
  /** Waits for something with its place left to another one, and lines up again. */
  outside<T>(wait: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  const enter = async (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (free > 0) free -= 1;
    else await lineUp(waiting, signal);
  };

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
      await enter(signal);
      let isIn = true;
      const outside = async <T>(wait: () => Promise<T>): Promise<T> => {
        isIn = false;
        leave();
        const result = await wait();
        await enter(signal);
        isIn = true;
        return result;
      };
      try {
        return await task({ outside });
      } finally {
        if (isIn) leave();
      }
    },
  };
}

/** Waits among others until somebody takes the own entry out and calls it. @throws the signal's reason, at once */
export function lineUp(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      release();
      resolve();
    };
    waiting.add(enter);
    const release = onAbort(signal, () => {
      waiting.delete(enter);
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
      reject(signal?.reason);
    });
  });
}

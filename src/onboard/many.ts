import { unlessAborted } from "./together.ts";

/**
 * Several domains at once, at most `limit` at a time, results in the order given. One domain's failure never stops another.
 * @throws what a task threw, after all have ended
 */
export async function eachOf<T, R>(items: readonly T[], limit: number, task: (item: T) => Promise<R>): Promise<readonly R[]> {
  const waiting = [...items.entries()];
  const tasks: Promise<R>[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      const running = task(item);
      tasks[index] = running;
      await Promise.allSettled([running]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return Promise.all(tasks);
}

/** Runs a task when all that were given before with the same key have ended. An abort while it waits in line rejects at once. */
export type Exclusive = <T>(key: string, task: () => Promise<T>, options?: { readonly signal?: AbortSignal | undefined }) => Promise<T>;

/** Tasks with one key run one after the other: two domains of one zone never write at once (Route 53 refuses parallel batches). */
export function createLocks(): Exclusive {
  const tails = new Map<string, Promise<unknown>>();
  return (key, task, { signal } = {}) => {
    const before = tails.get(key) ?? Promise.resolve();
    const turn = signal === undefined ? before : unlessAborted(signal, before);
    const mine = turn.then(task);
    // Whoever gave up waiting frees nobody's place: the next in line waits for both. Failures go to those who asked.
    tails.set(key, Promise.allSettled([before, mine]));
    return mine;
  };
}

import { unlessAborted } from "./together.ts";

/**
 * Runs a task when all that were given before with the same key have ended. An abort while it waits in line
 * rejects at once.
 */
export type Exclusive = <T>(
  key: string,
  task: () => Promise<T>,
  options?: { readonly signal?: AbortSignal | undefined },
) => Promise<T>;

/**
 * Tasks with one key run one after the other: two domains of one zone never write at once (Route 53 refuses
 * parallel batches).
 */
export function createLocks(): Exclusive {
  const tails = new Map<string, Promise<unknown>>();
  return (key, task, { signal } = {}) => {
    const before = tails.get(key) ?? Promise.resolve();
    const turn = unlessAborted(signal, before);
    const mine = turn.then(task);
    // Whoever gave up waiting frees nobody's place: the next in line waits for both. Failures go to those who
    // asked.
    tails.set(key, Promise.allSettled([before, mine]));
    return mine;
  };
}

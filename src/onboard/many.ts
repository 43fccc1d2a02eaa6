/** Several domains at once, at most `limit` at a time, results in the order given. One domain's failure never stops another. */
export async function eachOf<T, R>(items: readonly T[], limit: number, task: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) results[next[0]] = await task(next[1]);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  return results;
}

/** Tasks with one key run one after the other: two domains of one zone never write at once (Route 53 refuses parallel batches). */
export function createLocks(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const mine = (tails.get(key) ?? Promise.resolve()).then(task, task);
    tails.set(
      key,
      mine.catch(() => undefined), // The failure goes to the one who asked; the next in line only waits for the end.
    );
    return mine;
  };
}

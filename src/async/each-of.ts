/**
 * Several domains at once, at most `limit` at a time, results in the order given. One domain's failure never
 * stops another.
 * @throws what a task threw, after all have ended
 */
export async function eachOf<T, R>(
  items: readonly T[],
  limit: number,
  task: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const waiting = [...items.entries()];
  const tasks: Promise<R>[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      const running = task(item);
      tasks[index] = running;
      await Promise.allSettled([running]);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return Promise.all(tasks);
}

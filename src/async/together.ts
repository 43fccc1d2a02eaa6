/** Anything with a signal that ends it, like a run. */
interface Abortable {
  readonly signal: AbortSignal;
}

/** Something that ends at once, by rejecting or not, when the signal in what it is handed aborts. */
type Branch<Given, T> = (own: Given) => Promise<T>;

type Results<B extends readonly Branch<never, unknown>[]> = {
  readonly [K in keyof B]: Awaited<ReturnType<B[K]>>;
};

/**
 * Branches side by side, each handed what was given, with a signal of its own in it. When one fails the
 * others are aborted and waited for, so that nothing goes on behind the result that tells of the failure. One
 * signal for all would not do: Node takes more than ten listeners on it for a leak and warns.
 * @throws what the first one to fail threw
 */
export async function together<Given extends Abortable, const B extends readonly Branch<Given, unknown>[]>(
  given: Given,
  branches: B,
): Promise<Results<B>> {
  const failure = new AbortController();
  const tasks = branches.map(async (branch) => {
    try {
      return await branch(endedBy(given, failure.signal));
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(tasks);
  failure.signal.throwIfAborted();
  return (await Promise.all(tasks)) as unknown as Results<B>;
}

/**
 * Two branches side by side, told apart by rank and not by speed: when both would fail it is the first one's
 * error that is told, so that the same mistake always gives the same code.
 * @throws the first one's error at once; the second one's when the first succeeded
 */
export async function firstDecides<Given extends Abortable, A, B>(
  given: Given,
  first: Branch<Given, A>,
  second: Branch<Given, B>,
): Promise<readonly [A, B]> {
  const failure = new AbortController();
  const beside = second(endedBy(given, failure.signal));
  const ended = beside.then(
    () => undefined,
    () => undefined,
  );
  try {
    return [await first(given), await beside];
  } catch (error) {
    failure.abort(error);
    await ended;
    throw error;
  }
}

/** A copy that ends with the given signal as well. */
function endedBy<Given extends Abortable>(given: Given, signal: AbortSignal): Given {
  return { ...given, signal: AbortSignal.any([given.signal, signal]) };
}

/** Somebody else's promise, given up when the signal aborts: for waits that can't be told to end. */
export function unlessAborted<T>(signal: AbortSignal | undefined, promise: Promise<T>): Promise<T> {
  if (signal === undefined) return promise;
  const own = AbortSignal.any([signal]);
  const hold = { signal };
  HELD.add(hold);
  return new Promise<T>((resolve, reject) => {
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- the reason is the caller's own
    const giveUp = (): void => reject(own.reason);
    if (own.aborted) giveUp();
    own.addEventListener("abort", giveUp, { once: true });
    promise.then(resolve, reject).finally(() => own.removeEventListener("abort", giveUp));
  }).finally(() => HELD.delete(hold));
}

/**
 * What AbortSignal.any makes holds its sources by weak references alone: a timeout that nobody else holds would be
 * collected, and never abort (Node 20.20, November 2026).
 */
const HELD = new Set<{ readonly signal: AbortSignal }>();

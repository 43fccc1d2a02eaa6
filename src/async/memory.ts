import type { Clock } from "./clock.ts";
import { onAbort } from "./on-abort.ts";
import { unlessAborted } from "./together.ts";

/** Question → its answer, asked for by the given function where it is not known. */
export type Memory<Answer> = (question: string, ask: () => Promise<Answer>) => Promise<Answer>;

/**
 * Asks each question once, also when it comes again before it is answered. A failure is told to all who wait
 * for it, and not remembered.
 */
export function createMemory<Answer>(): Memory<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (question, ask) => {
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(question, answer);
    answer.catch(() => answers.delete(question));
    return answer;
  };
}

/** Something that several wait for. */
export interface Shared<T> {
  /** @throws what the task throws; the signal's reason, at once, when it aborts */
  wait(signal: AbortSignal | undefined): Promise<T>;
  /** Nobody waited for it any more, so it was ended. */
  isDeserted(): boolean;
}

/** The task goes on as long as one of those who wait for it does. */
export function shareTask<T>(task: (signal: AbortSignal) => Promise<T>): Shared<T> {
  const deserted = new AbortController();
  const result = task(deserted.signal);
  // Told to all who wait, and there may be none.
  result.catch(() => {});
  let waiting = 0;
  return {
    isDeserted: () => deserted.signal.aborted,
    async wait(signal) {
      waiting += 1;
      const release = onAbort(signal, () => {
        waiting -= 1;
        if (waiting === 0) deserted.abort(signal?.reason);
      });
      try {
        return await (signal === undefined ? result : unlessAborted(signal, result));
      } finally {
        release();
      }
    },
  };
}

/** Question → its answer for a while; whoever waits may give up. */
export type LastingMemory<Answer> = (
  question: string,
  ask: (signal: AbortSignal) => Promise<Answer>,
  signal: AbortSignal | undefined,
) => Promise<Answer>;

/**
 * The same for answers that hold only so long.
 * @param lastsMs of an answer, in milliseconds from when it came
 */
export function createLastingMemory<Answer>(
  clock: Clock,
  lastsMs: (answer: Answer) => number,
): LastingMemory<Answer> {
  const answers = new Map<string, Lasting<Answer>>();
  return (question, ask, signal) => {
    const known = answers.get(question);
    if (known !== undefined && !known.answer.isDeserted() && clock.now() < known.until())
      return known.answer.wait(signal);
    let until = Infinity;
    const answer = shareTask(async (ended) => {
      try {
        const told = await ask(ended);
        until = clock.now() + lastsMs(told);
        return told;
      } catch (error) {
        if (answers.get(question)?.answer === answer) answers.delete(question);
        throw error;
      }
    });
    answers.set(question, { answer, until: () => until });
    return answer.wait(signal);
  };
}

interface Lasting<Answer> {
  readonly answer: Shared<Answer>;
  readonly until: () => number;
}

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

/**
 * Asks each question once, also when it comes again before it is answered. A failure is told to all who wait
 * for it, and not remembered.
 */
export function createMemory<Answer>(): (question: string, ask: () => Promise<Answer>) => Promise<Answer> {
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

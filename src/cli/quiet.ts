import type { Io, Sink } from "./io.ts";

/**
 * While a person is asked, nothing is written but the question: what comes meanwhile is held back, and follows
 * the answer.
 */
export function quietWhileAsking<T extends Pick<Io, "stdout" | "stderr" | "ask">>(io: T): T {
  const held: (() => void)[] = [];
  let open = 0;
  const { ask } = io;
  const quiet = (sink: Sink): Sink => ({
    write: (text) => (open > 0 ? held.push(() => sink.write(text)) : sink.write(text)),
    get columns() {
      return sink.columns;
    },
    get rows() {
      return sink.rows;
    },
    isTTY: sink.isTTY,
  });
  return {
    ...io,
    stdout: quiet(io.stdout),
    stderr: quiet(io.stderr),
    ask:
      ask === undefined
        ? undefined
        : async (question: string, signal: AbortSignal) => {
            open += 1;
            try {
              return await ask(question, signal);
            } finally {
              open -= 1;
              if (open === 0) for (const write of held.splice(0)) write();
            }
          },
  };
}

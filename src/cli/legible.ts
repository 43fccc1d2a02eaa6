import { inAscii, lacksSigns } from "../report/symbols.ts";
import type { Io, Sink } from "./io.ts";

/** The same stream for people, in signs that its terminal has. Not for JSON. */
export function legible(sink: Sink, { env }: Pick<Io, "env">): Sink {
  return lacksSigns({ env, isTTY: sink.isTTY }) ? through(sink, inAscii) : sink;
}

/** What is written passes `change`; the size is still that of the window as it is now. */
export function through(sink: Sink, change: (text: string) => string): Sink {
  return {
    write: (text) => sink.write(change(text)),
    get columns() {
      return sink.columns;
    },
    get rows() {
      return sink.rows;
    },
    isTTY: sink.isTTY,
  };
}

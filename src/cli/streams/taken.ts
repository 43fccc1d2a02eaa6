import { systemClock } from "../../async/clock.ts";

/** As much of a stream of the process as is watched. */
type Watched = Pick<NodeJS.WriteStream, "on" | "write" | "writableLength">;

const LOOK_MS = 1_000;

/** Whether what is written to a stream arrives. */
export interface TakenOutput {
  /**
   * Waits until all that was written is taken, or can't be.
   * @param unreadMs how long a reader may take nothing
   * @returns the system's code for why a part of it was not taken, `EAGAIN` of a reader that takes nothing; undefined:
   * all was taken
   */
  untilTaken(unreadMs: number): Promise<string | undefined>;
}

/** From now on a failure to write ends nothing; it is remembered. */
export function watchTaken(stream: Watched): TakenOutput {
  let failure: string | undefined;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    failure ??= error.code ?? error.name;
  });
  return {
    async untilTaken(unreadMs) {
      const settled = new AbortController();
      // Behind all that was written before; a failure of that is told first.
      const taken = new Promise<void>((resolve) => {
        stream.write("", () => setImmediate(resolve));
      });
      const isLeft = await Promise.race([
        taken.then(() => false),
        unread(stream, unreadMs, settled.signal).then(() => true),
      ]);
      settled.abort();
      return failure ?? (isLeft ? "EAGAIN" : undefined);
    },
  };
}

/** Resolves when nothing more of it was taken for as long as is waited. */
async function unread(stream: Watched, unreadMs: number, signal: AbortSignal): Promise<void> {
  let left = stream.writableLength;
  for (let waitedMs = 0; waitedMs < unreadMs && !signal.aborted; waitedMs += LOOK_MS) {
    await systemClock.sleep(LOOK_MS, { signal }).catch(() => undefined);
    if (stream.writableLength < left) waitedMs = 0;
    left = stream.writableLength;
  }
}

import { fsyncSync, writeSync } from "node:fs";

/** A reader of a pipe may take this long until it takes more; no signal is heard meanwhile. */
const STALLED_MS = 5_000;
const PAUSE_MS = 20;

/**
 * All of a text, where the system may take a part of it at a time. A pipe that was opened without waiting says EAGAIN
 * while it is full.
 * @param at where in the file it begins; absent: where the descriptor stands
 * @throws what the file system says; EAGAIN once a reader has taken nothing for five seconds
 */
export function writeAll(descriptor: number, text: string, at?: number): void {
  const octets = Buffer.from(text, "utf8");
  let stalledMs = 0;
  for (let written = 0; written < octets.length;) {
    const place = at === undefined ? null : at + written;
    try {
      written += writeSync(descriptor, octets, written, octets.length - written, place);
      stalledMs = 0;
    } catch (error) {
      if (!isFull(error) || stalledMs >= STALLED_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
      stalledMs += PAUSE_MS;
    }
  }
}

/** Pipes and /dev/stderr can't be synchronised and need not be. */
export function syncIfPossible(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EINVAL" && code !== "ENOTSUP" && code !== "EROFS") throw error;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}

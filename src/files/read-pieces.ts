import { constants, fstatSync, openSync, readSync } from "node:fs";

// Opened and read without waiting: a read that waits holds the whole program, and no signal is heard meanwhile. What
// is no regular file (a terminal, and the pipe of a secret; pipe.ts has the others) is waited for in short naps, and not for ever.

/** Who writes to a pipe may think as long as this between two pieces. */
const SILENT_MS = 10_000;
/** `mkfifo P; … > P &` opens a moment later. */
export const NO_WRITER_MS = 5_000;
export const NAP_MS = 20;
export const PIECE_OCTETS = 65_536;

/** Nobody writes to the pipe, or it is open for writing and nothing comes. */
export class SilentPipe extends Error {
  override readonly name = "SilentPipe";
  /** As in the system's errors. */
  readonly code = "ETIMEDOUT";
  readonly seconds: number;

  constructor(silentMs: number) {
    super("nothing came out of the pipe");
    this.seconds = silentMs / 1_000;
  }
}

/** @throws what the file system says */
export function openToRead(path: string): number {
  return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
}

/**
 * Each is good until the next is read. A pipe that nobody writes to is not an empty file: who should have written has
 * failed, or is not there.
 * @throws SilentPipe, and what the file system says
 */
export function* piecesOf(descriptor: number): Generator<Buffer, void> {
  const piece = Buffer.allocUnsafe(PIECE_OCTETS);
  const isPipe = fstatSync(descriptor).isFIFO();
  let isHeard = false;
  for (let waitedMs = 0; ;) {
    const length = readNow(descriptor, piece);
    if (length !== undefined && length > 0) {
      isHeard = true;
      waitedMs = 0;
      yield piece.subarray(0, length);
      continue;
    }
    if (length === 0 && (!isPipe || isHeard)) return;
    if (waitedMs >= (length === 0 ? NO_WRITER_MS : SILENT_MS)) throw new SilentPipe(waitedMs);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP_MS);
    waitedMs += NAP_MS;
  }
}

/** Undefined: somebody may still write. */
export function readNow(descriptor: number, piece: Buffer): number | undefined {
  try {
    return readSync(descriptor, piece, 0, piece.length, null);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EAGAIN") return undefined;
    throw error;
  }
}

import { closeSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { NAP_MS, NO_WRITER_MS, PIECE_OCTETS, SilentPipe, openToRead, readNow } from "./read-pieces.ts";

/** A file by its path, or what came out of a pipe, or that nothing did. */
export type Source = string | Buffer | SilentPipe;

/** Of a pipe, all is held at once. No reader takes as much of what is no event log. */
export const MOST_OF_PIPE = 64_000_000;

/**
 * Takes all out of a pipe (a shell's `<(…)`, a named one) before anybody reads it: as long as somebody has it open for
 * writing it is waited for, and a signal is heard meanwhile. Anything else is left to its reader, with what is wrong
 * with it.
 * @throws the signal's reason
 */
export async function untilWritten(path: string, signal: AbortSignal | undefined): Promise<Source> {
  if (!isPipe(path)) return path;
  const descriptor = opened(path);
  if (descriptor === undefined) return path;
  try {
    return await drained(descriptor, signal);
  } finally {
    closeSync(descriptor);
  }
}

async function drained(descriptor: number, signal: AbortSignal | undefined): Promise<Buffer | SilentPipe> {
  const piece = Buffer.allocUnsafe(PIECE_OCTETS);
  const pieces: Buffer[] = [];
  let octets = 0;
  for (let waitedMs = 0; octets <= MOST_OF_PIPE;) {
    signal?.throwIfAborted();
    const length = readNow(descriptor, piece);
    if (length !== undefined && length > 0) {
      octets += length;
      pieces.push(Buffer.from(piece.subarray(0, length)));
      continue;
    }
    // No writer: all of them have gone, or the first has yet to come.
    if (length === 0 && octets > 0) break;
    if (length === 0 && waitedMs >= NO_WRITER_MS) return new SilentPipe(waitedMs);
    await sleep(NAP_MS, undefined, { signal }).catch(() => undefined);
    waitedMs = length === 0 ? waitedMs + NAP_MS : 0;
  }
  return Buffer.concat(pieces);
}

function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch {
    return false;
  }
}

function opened(path: string): number | undefined {
  try {
    return openToRead(path);
  } catch {
    return undefined;
  }
}

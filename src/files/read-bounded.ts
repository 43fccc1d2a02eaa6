import { closeSync, fstatSync } from "node:fs";
import { MOST_OF_PIPE, type Source } from "./pipe.ts";
import { openToRead, piecesOf, SilentPipe } from "./read-pieces.ts";

const MEGABYTE = 1_000_000;

/** Of a file that people write or copy: a config, a list of domains, credentials. */
const MOST_OCTETS = MEGABYTE;

/** The file has more than is read of one. */
export class FileTooLarge extends Error {
  override readonly name = "FileTooLarge";
  /** As in the system's errors. */
  readonly code = "EFBIG";

  constructor(mostOctets: number) {
    super(`larger than ${mostOctets / MEGABYTE} MB, the most that is read of it`);
  }
}

/**
 * The whole of a file, where that is not too large: a name may lead to a device or a pipe that never ends, and a
 * large file would fill the memory before anybody looks into it.
 * @throws FileTooLarge, SilentPipe, and what the file system says
 */
export function readBounded(path: Source, mostOctets = MOST_OCTETS): Buffer {
  if (path instanceof SilentPipe) throw path;
  if (typeof path !== "string") {
    if (path.length > mostOctets) throw new FileTooLarge(mostOctets);
    return path;
  }
  const descriptor = openToRead(path);
  try {
    return readOpen(descriptor, mostOctets);
  } finally {
    closeSync(descriptor);
  }
}

/** The same of an open file. @throws as readBounded */
export function readOpen(descriptor: number, mostOctets = MOST_OCTETS): Buffer {
  const { size } = fstatSync(descriptor);
  if (size > mostOctets) throw new FileTooLarge(mostOctets);
  const pieces: Buffer[] = [];
  let octets = 0;
  for (const piece of piecesOf(descriptor)) {
    octets += piece.length;
    if (octets > mostOctets) throw new FileTooLarge(mostOctets);
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

/**
 * The lines of a file of any length, one at a time.
 * @throws FileTooLarge for a line that is, SilentPipe, and what the file system says
 */
export function* linesOf(path: Source, mostOctetsOfOne: number): Generator<string, void> {
  if (path instanceof SilentPipe) throw path;
  if (typeof path !== "string" && path.length > MOST_OF_PIPE) throw new FileTooLarge(MOST_OF_PIPE);
  const descriptor = typeof path === "string" ? openToRead(path) : undefined;
  try {
    const all = descriptor === undefined ? [path as Buffer] : piecesOf(descriptor);
    let begun: Buffer[] = [];
    let octets = 0;
    for (const piece of all) {
      let from = 0;
      for (let end = piece.indexOf("\n"); end !== -1; end = piece.indexOf("\n", from)) {
        yield Buffer.concat([...begun, piece.subarray(from, end)]).toString("utf8");
        [begun, octets, from] = [[], 0, end + 1];
      }
      octets += piece.length - from;
      if (octets > mostOctetsOfOne) throw new FileTooLarge(mostOctetsOfOne);
      if (from < piece.length) begun.push(Buffer.from(piece.subarray(from)));
    }
    yield Buffer.concat(begun).toString("utf8");
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

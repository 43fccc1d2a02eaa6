import { closeSync, fstatSync } from "node:fs";
import { openToRead, piecesOf } from "./read-pieces.ts";

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
 * @throws FileTooLarge, and what the file system says
 */
export function readBounded(path: string, mostOctets = MOST_OCTETS): Buffer {
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
 * @throws FileTooLarge for a line that is, and what the file system says
 */
export function* linesOf(path: string, mostOctetsOfOne: number): Generator<string, void> {
  const descriptor = openToRead(path);
  try {
    let begun: Buffer[] = [];
    let octets = 0;
    for (const piece of piecesOf(descriptor)) {
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
    closeSync(descriptor);
  }
}

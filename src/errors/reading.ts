// One way to read a text, as redact.ts does: as octets, each of which stands for a piece of the text.

export interface Reading {
  /** A character for each octet. */
  readonly octets: string;
  /** Where the piece begins and ends that the octets from `first` up to `end` stand for. */
  readonly spanOf: (first: number, end: number) => Span;
}

export type Span = readonly [start: number, end: number];

/** A text as UTF-8, an octet a character. */
export function utf8Of(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The text as it stands. */
export function plainReading(text: string): Reading {
  // oxlint-disable-next-line no-control-regex -- all of ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return { octets: text, spanOf: (first, end) => [first, end] };
  const given: Reading = { octets: text, spanOf: (first, end) => [first, end] };
  const building = replacing(given);
  // oxlint-disable-next-line no-control-regex -- all but ASCII
  for (const { 0: others, index } of text.matchAll(/[^\u0000-\u007f]/gu))
    building.replace(index, index + others.length, utf8Of(others));
  return building.done();
}

export interface Replacing {
  /** From left to right. */
  readonly replace: (first: number, end: number, octets: string) => void;
  readonly done: () => Reading;
}

/** A reading in which pieces of a former one are replaced, and everything else stays. */
export function replacing(former: Reading): Replacing {
  const pieces: string[] = [];
  /** Of each piece that was replaced: where it stands now, where it stood, and how long it is and was. */
  const [now, then, nowLong, thenLong]: [number[], number[], number[], number[]] = [[], [], [], []];
  let [read, written] = [0, 0];
  const formerPlace = (at: number, isEnd: boolean): number => {
    const index = lastUpTo(now, at);
    const [begins, began] = [now[index] ?? 0, then[index] ?? 0];
    const [length, former] = [nowLong[index] ?? 0, thenLong[index] ?? 0];
    if (at - begins >= length) return began + former + (at - begins - length);
    return isEnd ? began + former - 1 : began;
  };
  return {
    replace: (first, end, octets) => {
      pieces.push(former.octets.slice(read, first), octets);
      written += first - read;
      now.push(written);
      then.push(first);
      nowLong.push(octets.length);
      thenLong.push(end - first);
      written += octets.length;
      read = end;
    },
    done: () => ({
      octets: pieces.join("") + former.octets.slice(read),
      spanOf: (first, end) => former.spanOf(formerPlace(first, false), formerPlace(end - 1, true) + 1),
    }),
  };
}

/** The place of the last number that is not above this one; −1: there is none. */
export function lastUpTo(sorted: readonly number[], most: number): number {
  let [low, high] = [-1, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((sorted[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

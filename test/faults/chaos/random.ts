/** Numbers that are the same for the same seed. */
export interface Random {
  /** From 0 up to, and without, 1. */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number;
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly shuffled: <T>(list: readonly T[]) => readonly T[];
  /** Another row of numbers: what is drawn here moves nothing there. */
  readonly fork: (label: string) => Random;
}

/** By mulberry32 (Tommy Ettinger, 2017): 32 bits of state, enough to draw worlds with. */
export function createRandom(seed: number, label = ""): Random {
  let state = Buffer.from(label).reduce((sum, octet) => Math.imul(sum ^ octet, 0x01000193), seed | 0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError("nothing to pick from");
    return list[between(0, list.length - 1)] as T;
  };
  const shuffled = <T>(list: readonly T[]): readonly T[] =>
    list
      .map((one) => ({ one, at: next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ one }) => one);
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick,
    shuffled,
    fork: (name) => createRandom(Math.floor(next() * 2 ** 32), name),
  };
}

import { playSeed, type Told } from "./seed.ts";
import type { Build } from "./world/world.ts";

export interface SeriesOptions {
  readonly first: number;
  readonly runs: number;
  /** How many seeds are played at once: they mostly wait. */
  readonly atOnce: number;
  /** Milliseconds after which no seed is begun. */
  readonly longestMs: number;
  readonly folder: string;
  readonly build: Build;
  /** Told of each seed as it ends; true: enough. */
  readonly onTold: (told: Told) => boolean | void;
}

/** Plays a row of seeds. */
export async function playSeries(options: SeriesOptions): Promise<readonly Told[]> {
  const { first, runs, atOnce, longestMs, folder, build, onTold } = options;
  const startedAt = performance.now();
  const told: Told[] = [];
  let next = first;
  let isEnough = false;
  const lane = async (): Promise<void> => {
    while (!isEnough && next < first + runs && performance.now() - startedAt < longestMs) {
      const seed = next;
      next += 1;
      const one = await playSeed(seed, folder, build);
      told.push(one);
      if (onTold(one) === true) isEnough = true;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return told;
}

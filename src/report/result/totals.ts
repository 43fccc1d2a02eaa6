import type { DomainState } from "../../events/result.ts";
import { countWords } from "../words/words.ts";

/** `unfinished`: it came to no end, since the program was killed. */
export type EndState = DomainState | "unfinished";

/** How the totals count them up: what is done first, what failed last. */
const STATES: readonly EndState[] = [
  "verified",
  "undone",
  "planned",
  "pending",
  "drifted",
  "interrupted",
  "unfinished",
  "failed",
];

/** `12 domains: 9 verified, 2 pending, 1 failed`. */
export function totalsWords(states: readonly EndState[]): string {
  return `${countWords(states.length, "domain")}: ${tallyWords(states)}`;
}

/** `9 verified, 2 pending, 1 failed`. */
export function tallyWords(states: readonly EndState[]): string {
  const counts = STATES.map((state) => [states.filter((one) => one === state).length, state] as const);
  return counts
    .filter(([count]) => count > 0)
    .map(([count, state]) => `${count} ${state}`)
    .join(", ");
}

/** In the order given, but what failed stands where a reader ends. */
export function failuresLast<T>(items: readonly T[], stateOf: (item: T) => EndState): readonly T[] {
  const hasFailed = (item: T): number => Number(stateOf(item) === "failed");
  return items.toSorted((a, b) => hasFailed(a) - hasFailed(b));
}

import { phrase, type Text } from "../errors/phrase.ts";
/** The known word that an unknown one was probably meant to be; undefined when none is near. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const nearest = ranked[0];
  return nearest !== undefined && nearest.distance <= toleranceFor(word) ? nearest.candidate : undefined;
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): Text {
  const meant = suggest(word, known);
  return meant === undefined ? "" : phrase` (did you mean "${meant}"?)`;
}

/** With two edits a short word could become any other, so short words allow fewer. */
function toleranceFor(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

/**
 * Insertions, deletions, substitutions and swapped neighbours (optimal string alignment), each counted as
 * one.
 */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped ? at(beforeLast, column - 2) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}

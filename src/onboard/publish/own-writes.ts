import {
  findRRset,
  keyOfSwap,
  keyText,
  sameKey,
  sameValues,
  type RRset,
  type Swap,
} from "../../dns/rrset.ts";

/** What this run has changed at one place, net of all its writes there. */
interface OwnWrite {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What stood there before the first of them. */
  readonly before: RRset | undefined;
}

/**
 * What this run has written although somebody else wrote at the same time: the values of both stand there then,
 * and the next plan is made as if ours did not.
 */
export class OwnWrites {
  readonly #byPlace = new Map<string, OwnWrite>();

  get isEmpty(): boolean {
    return this.#byPlace.size === 0;
  }

  note(swaps: readonly Swap[]): void {
    for (const swap of swaps) {
      const place = keyText(keyOfSwap(swap));
      const earlier = this.#byPlace.get(place) ?? { added: [], removed: [], before: swap.before };
      const added = less(swap.after?.values, swap.before?.values);
      const removed = less(swap.before?.values, swap.after?.values);
      // What was added and is taken away again was never there, and the other way round.
      this.#byPlace.set(place, {
        added: [...less(earlier.added, removed), ...less(added, earlier.removed)],
        removed: [...less(earlier.removed, added), ...less(removed, earlier.added)],
        before: earlier.before,
      });
    }
  }

  /** What would stand there if this run had written nothing. */
  without(stands: readonly RRset[]): readonly RRset[] {
    const untouched = stands.filter((rrset) => !this.#byPlace.has(keyText(rrset)));
    const restored = [...this.#byPlace].flatMap(([place, write]) => {
      const now = stands.find((rrset) => keyText(rrset) === place);
      const rrset = now ?? write.before;
      const values = valuesWithout(now?.values ?? [], write);
      return rrset === undefined || values.length === 0 ? [] : [{ ...rrset, values }];
    });
    return [...untouched, ...restored];
  }
}

/** From what stands to what shall stand, place by place. A TTL that stands there stays. */
export function swapsBetween(stands: readonly RRset[], shall: readonly RRset[]): readonly Swap[] {
  const all = [...stands, ...shall];
  const places = all.filter((one, index) => all.findIndex((other) => sameKey(one, other)) === index);
  return places.flatMap(({ owner, type }) => {
    const [before, wanted] = [findRRset(stands, owner, type), findRRset(shall, owner, type)];
    if (sameValues(before?.values ?? [], wanted?.values ?? [])) return [];
    const after = wanted === undefined ? undefined : { ...wanted, ttl: before?.ttl ?? wanted.ttl };
    return [{ before, after }];
  });
}

/**
 * A value that we replaced comes back only where ours stands in its place: else somebody has decided anew what
 * shall stand there.
 */
function valuesWithout(now: readonly string[], { added, removed }: OwnWrite): readonly string[] {
  const isOurs = added.length === 0 || now.some((value) => added.includes(value));
  const theirs = less(now, added);
  return isOurs ? [...new Set([...theirs, ...removed])] : theirs;
}

function less(values: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return values.filter((value) => !others.includes(value));
}

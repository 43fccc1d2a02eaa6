import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import { keyOfSwap, sameKey, sameRRset, type RRset, type Swap } from "../../dns/rrset.ts";
import { clashesIn, netOf, type LoggedWrite } from "../undo.ts";
import { topmostBelow } from "./wildcard.ts";

// What undo leaves where a wildcard had answered. A wildcard answers again only where nothing stands at the name or
// below it, nor at those in between (RFC 4592 section 2.2.1); else what it had answered would be gone for good.

/** What a wildcard answered at a name, as far as it decides about a record there. */
export interface InEffect {
  readonly wildcard: DomainName;
  readonly values: readonly string[];
}

/**
 * Why what a wildcard had answered stays. `exists`: something else stands at or below the name. `unknown`: the DNS
 * host can't tell.
 */
export type WhyWrittenOut = "exists" | "unknown";

/**
 * The writes, and where what the wildcard had answered stands in the place of ours, that of an earlier undo which had
 * to leave it so: it need not be in the same log.
 */
export function withEarlierUndo(
  now: RRset | undefined,
  writes: readonly LoggedWrite[],
  inEffect: InEffect | undefined,
): readonly LoggedWrite[] {
  const last = writes.at(-1)?.after;
  if (now === undefined || last === undefined || inEffect === undefined) return writes;
  const stands = (value: string) => now.values.includes(value);
  if (last.values.every(stands) || !inEffect.values.every(stands)) return writes;
  const { brought } = netOf(writes);
  const others = last.values.filter((value) => !brought.includes(value));
  const after = { ...last, values: [...others, ...inEffect.values] };
  return [...writes, { before: last, after, certain: true }];
}

/** Whether anything that was read makes the names exist that a wildcard is to answer for, once the swaps are made. */
export function existsAfter(top: DomainName, rrsets: readonly RRset[], swaps: readonly Swap[]): boolean {
  const stays = rrsets.filter((rrset) => !swaps.some((swap) => sameKey(keyOfSwap(swap), rrset)));
  return [...stays, ...swaps.flatMap(({ after }) => after ?? [])].some(({ owner }) =>
    isAtOrBelow(owner, top),
  );
}

/** The topmost name that must not exist for the wildcard to answer; undefined: undoing takes nothing of it away. */
export function topToBeGone(swap: Swap | undefined, inEffect: InEffect | undefined): DomainName | undefined {
  if (swap === undefined || inEffect === undefined) return undefined;
  const isLost = inEffect.values.some(
    (value) => swap.before !== undefined && swap.after?.values.includes(value) !== true,
  );
  return isLost ? topmostBelow(inEffect.wildcard, keyOfSwap(swap).owner) : undefined;
}

/** From what stands there to what the wildcard had answered, beside what others have added. Undefined: it stands. */
export function backToInEffect({ before, after }: Swap, { values }: InEffect): Swap | undefined {
  if (before === undefined) return undefined;
  const wanted = { ...before, values: [...new Set([...(after?.values ?? []), ...values])] };
  const comes = values.filter((value) => !before.values.includes(value));
  return clashesIn(wanted, comes) || sameRRset(before, wanted) ? undefined : { before, after: wanted };
}

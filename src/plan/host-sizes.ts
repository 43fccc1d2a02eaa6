import { quoteTxt } from "../dns/presentation.ts";
import type { ProviderTraits, Sizes } from "../dns/provider.ts";
import { keyOfSwap, type RRset, type Swap } from "../dns/rrset.ts";
import { OnboardError } from "../errors/onboard-error.ts";

/** What a host's `sizes` count of a write. */
interface Size {
  readonly values: number;
  readonly characters: number;
}

/** A key of 4,096 bits has 736 characters in Base64; the rest are its tags, quotes and the spaces between strings. */
const OPEN_KEY: Size = { values: 1, characters: 770 };

/**
 * Some hosts take only so much of a change. That is judged before Create, and not left to the host's refusal of the
 * write.
 * @param openKeys DKIM keys that SES has not named yet, for which room is kept
 * @throws OnboardError VALUE_REJECTED
 */
export function requireHoldableSizes(
  swaps: readonly Swap[],
  { sizes, batch, writes = "rrset" }: Pick<ProviderTraits, "sizes" | "batch" | "writes">,
  openKeys = 0,
): void {
  if (sizes === undefined) return;
  for (const swap of swaps) requireHoldableSet(swap, sizes);
  const [batches, kept] = batch === "all-or-nothing" ? [[swaps], openKeys] : [swaps.map((swap) => [swap]), 0];
  for (const write of batches) {
    const parts = write.map((swap) => ({ swap, size: sizeOf(swap, writes) }));
    requireHoldableWrite(parts, sizes, kept);
  }
}

function requireHoldableSet(swap: Swap, { value: longest = Infinity, set: fullest = Infinity }: Sizes): void {
  const long = added(swap).find((value) => lengthOf(keyOfSwap(swap).type, value) > longest);
  if (long !== undefined) throw tooLong(swap, long, longest);
  const count = swap.after?.values.length ?? 0;
  if (count > fullest) throw tooMany(swap, count, fullest);
}

interface Part {
  readonly swap: Swap;
  readonly size: Size;
}

function requireHoldableWrite(parts: readonly Part[], sizes: Sizes, kept: number): void {
  for (const unit of ["values", "characters"] as const) {
    const sum = parts.reduce((total, { size }) => total + size[unit], kept * OPEN_KEY[unit]);
    const [largest] = parts.toSorted((a, b) => b.size[unit] - a.size[unit]);
    const most = sizes[unit] ?? Infinity;
    if (largest !== undefined && sum > most) throw tooLarge(largest, { unit, sum, most, kept });
  }
}

/** What goes and what comes: all of a set where a write replaces it, and what differs where it does not. */
function sizeOf({ before, after }: Swap, writes: "value" | "rrset"): Size {
  const wanted = new Set(after?.values);
  const kept = writes === "value" && before?.ttl === after?.ttl ? before?.values : undefined;
  const isStanding = new Set(kept?.filter((value) => wanted.has(value)));
  const lengths = [before, after].flatMap((rrset) =>
    rrset === undefined ? [] : lengthsOf(rrset, (value) => !isStanding.has(value)),
  );
  return { values: lengths.length, characters: lengths.reduce((sum, length) => sum + length, 0) };
}

function lengthsOf({ type, values }: RRset, counts: (value: string) => boolean): readonly number[] {
  return values.filter(counts).map((value) => lengthOf(type, value));
}

/** As a zone file spells it; names with their final dot. */
function lengthOf(type: string, value: string): number {
  return type === "TXT" ? quoteTxt(value).length : value.length + 1;
}

function added({ before, after }: Swap): readonly string[] {
  const standing = new Set(before?.values);
  return after?.values.filter((value) => !standing.has(value)) ?? [];
}

function tooLong(swap: Swap, value: string, most: number): OnboardError {
  const { owner, type } = keyOfSwap(swap);
  const length = lengthOf(type, value);
  return new OnboardError(
    "VALUE_REJECTED",
    `The DNS host takes ${numberText(most)} characters in one ${type} value, and the one for ${owner} would have ${numberText(length)}: "${beginOf(value)}".`,
    {
      hint: `Shorten what stands at ${owner} at the DNS host, or choose another sender domain.`,
      facts: { owner, type, characters: length, most },
    },
  );
}

/** Longer ones end in a sign for what is left out. */
function beginOf(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

function tooMany(swap: Swap, count: number, most: number): OnboardError {
  const { owner, type } = keyOfSwap(swap);
  return new OnboardError(
    "VALUE_REJECTED",
    `The DNS host takes ${numberText(most)} values in one record set, and ${type} at ${owner} would have ${numberText(count)}.`,
    { hint: removalHint(type, owner), facts: { owner, type, values: count, most } },
  );
}

function removalHint(type: string, owner: string): string {
  return `Remove at the DNS host what nobody needs any more of ${type} at ${owner}, or choose another sender domain.`;
}

interface Excess {
  readonly unit: keyof Size;
  readonly sum: number;
  readonly most: number;
  readonly kept: number;
}

function tooLarge({ swap, size }: Part, { unit, sum, most, kept }: Excess): OnboardError {
  const { owner, type } = keyOfSwap(swap);
  const room = kept === 0 ? "" : `, and room for ${kept} DKIM keys`;
  return new OnboardError(
    "VALUE_REJECTED",
    `The DNS host takes ${numberText(most)} ${unit} in one change, what it removes and what it writes counted together; this one would have ${numberText(sum)}: ${numberText(size[unit])} of ${type} at ${owner}${room}.`,
    { hint: removalHint(type, owner), facts: { owner, type, unit, sum, most } },
  );
}

function numberText(number: number): string {
  return number.toLocaleString("en-US");
}

import type { CallOptions } from "../../src/dns/provider.ts";
import { keyOfSwap, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";
import type { ReadLag } from "./read-lag.ts";
import { compareSwap, findAtSwap, openSwaps, refuseLocked, rrsetChanged, type Compare } from "./swaps.ts";
import { mayHaveArrived, type WriteOutcome } from "./write-outcome.ts";

// The swap of a host without compare-and-swap (`swap: "checked"`): read again and compare, write, read back.

export interface CheckedSwap {
  readonly swaps: readonly Swap[];
  readonly options: CallOptions;
  /** All that stands at the owner names of the swaps, now. */
  readonly read: () => Promise<readonly RRset[]>;
  /** One write of these, by what was just read. */
  readonly write: (open: readonly Swap[], rrsets: readonly RRset[]) => Promise<void>;
  readonly lag: ReadLag;
  readonly outcome: WriteOutcome;
  /** Where a host's TTLs need a rule of their own. */
  readonly compare?: Compare;
}

/**
 * One attempt; safe to repeat after any failure, since it begins by reading. What is left open is the time between
 * the reading and the write: see `writes` of the traits. Everything else shows when it is read back.
 * @throws OnboardError RRSET_CHANGED; what `openSwaps` and `refuseLocked` throw; what reading and writing throw
 */
export async function checkedSwap(given: CheckedSwap): Promise<void> {
  const { swaps, lag, outcome, options, compare = compareSwap } = given;
  const keys = swaps.map(keyOfSwap);
  const look = async (): Promise<readonly RRset[]> => {
    await lag.passed(keys, options);
    const rrsets = await given.read();
    outcome.looked();
    return rrsets;
  };
  const rrsets = await look();
  const open = openSwaps(swaps, rrsets, compare);
  if (open.length === 0) return;
  refuseLocked(open, rrsets);
  const failure = await writeOnce(given, open, rrsets);
  const now = await look();
  const states = open.map((swap) => compare(swap, findAtSwap(swap, now)));
  if (states.every((state) => state === "met")) return;
  // Nothing has changed, so nothing was done: worth another attempt where the failure is.
  if (failure !== undefined && states.every((state) => state === "ready")) throw failure;
  const lost = open.find((_swap, index) => states[index] !== "met");
  if (lost === undefined) return;
  // Of a write whose answer was lost, what it alone can have brought tells that it was done.
  const wasRefused = failure?.code === "RRSET_CHANGED";
  const written = failure === undefined || (!wasRefused && open.some((swap) => showsIn(swap, now)));
  throw rrsetChanged(lost, findAtSwap(lost, now), { written });
}

/** Without an answer, or with one that is none, a write may have arrived. */
const UNANSWERED: ReadonlySet<string> = new Set(["API_UNAVAILABLE", "API_SURPRISE"]);

/** Undefined, or a failure that only a look at the records can interpret. @throws when nothing was done */
async function writeOnce(
  { write, lag, outcome, options }: CheckedSwap,
  open: readonly Swap[],
  rrsets: readonly RRset[],
): Promise<OnboardError | undefined> {
  const keys = open.map(keyOfSwap);
  outcome.sent(open);
  try {
    await write(open, rrsets);
    lag.wrote(keys);
    return undefined;
  } catch (error) {
    const isUnanswered = !isOnboardError(error) || UNANSWERED.has(error.code) || mayHaveArrived(error);
    if (isUnanswered) lag.wrote(keys);
    options.signal?.throwIfAborted();
    if (!isOnboardError(error)) throw error;
    if (isUnanswered) return error;
    outcome.refused();
    // "Exists already" or "is gone": somebody else wrote first, perhaps the very same value.
    if (error.code === "RRSET_CHANGED") return error;
    throw error;
  }
}

/** Whether a value stands there that the swap adds. */
function showsIn(swap: Swap, now: readonly RRset[]): boolean {
  const added = swap.after?.values.filter((value) => swap.before?.values.includes(value) !== true) ?? [];
  return added.some((value) => findAtSwap(swap, now)?.values.includes(value) === true);
}

import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import { keyOfSwap, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";
import type { AdapterContext } from "../describe.ts";
import { alreadyIn, takePlaces } from "./places.ts";
import type { ReadLag } from "./read-lag.ts";
import {
  compareSwap,
  findAtSwap,
  findNotAlone,
  openSwaps,
  ownValues,
  refuseLocked,
  rrsetChanged,
  type Compare,
} from "./swaps.ts";
import { mayHaveArrived, type WriteOutcome } from "./write-outcome.ts";

// The swap of a host without compare-and-swap (`swap: "checked"`): read again and compare, write, read back.

export interface CheckedSwap {
  readonly swaps: readonly Swap[];
  readonly options: CallOptions;
  readonly context: Pick<AdapterContext, "admit" | "clock">;
  /** All that stands at the owner names of the swaps, now. Each request of it awaits the `admit` that it is given. */
  readonly read: (admit: Admit) => Promise<readonly RRset[]>;
  /** One write of these, by what was just read. */
  readonly write: (open: readonly Swap[], rrsets: readonly RRset[], admit: Admit) => Promise<void>;
  readonly lag: ReadLag;
  readonly outcome: WriteOutcome;
  /** Where a host's TTLs need a rule of their own. */
  readonly compare?: Compare;
}

/** Reading, write, reading back. */
const REQUESTS = 3;
/** Milliseconds between reading and write: beyond this, somebody else's Retry-After came in between. */
const STALE_AFTER_MS = 1_000;

/**
 * One attempt; safe to repeat after any failure, since it begins by reading. What is left open is the time between
 * the reading and the write, so they take their places in line together: see `writes` of the traits. Everything else
 * shows when it is read back.
 * @throws OnboardError RRSET_CHANGED; what `openSwaps` and `refuseLocked` throw; what reading and writing throw
 */
export async function checkedSwap(given: CheckedSwap): Promise<void> {
  const { swaps, lag, outcome, options, compare = compareSwap } = given;
  const keys = swaps.map(keyOfSwap);
  const look = async (admit: Admit): Promise<readonly RRset[]> => {
    const rrsets = await given.read(admit);
    outcome.looked();
    return rrsets;
  };
  await lag.passed(keys, options);
  const ready = await readJustBefore(given, look);
  if (ready === undefined) return;
  const { open, places } = ready;
  const failure = await writeOnce(given, ready);
  await lag.passed(keys, options);
  const now = await look(places);
  const states = open.map((swap) => compare(swap, findAtSwap(swap, now)));
  if (states.every((state) => state === "met")) return requireAlone(swaps, now);
  // Nothing has changed, so nothing was done: worth another attempt where the failure is.
  if (failure !== undefined && states.every((state) => state === "ready")) throw failure;
  const lost = open.find((_swap, index) => states[index] !== "met");
  if (lost === undefined) return;
  // Of a write whose answer was lost, what it alone can have brought tells that it was done.
  const wasRefused = failure?.code === "RRSET_CHANGED";
  const written = failure === undefined || (!wasRefused && open.some((swap) => showsIn(swap, now)));
  throw rrsetChanged(lost, findAtSwap(lost, now), { written });
}

interface Ready {
  readonly open: readonly Swap[];
  readonly rrsets: readonly RRset[];
  /** The write is admitted already. */
  readonly places: Admit;
}

/** Undefined: nothing is left to write. What was read is read again when the account was held back behind it. */
async function readJustBefore(
  { swaps, context, options, compare = compareSwap }: CheckedSwap,
  look: (admit: Admit) => Promise<readonly RRset[]>,
): Promise<Ready | undefined> {
  let places = await takePlaces(context.admit, REQUESTS, options.signal);
  for (;;) {
    const rrsets = await look(places);
    const readAt = context.clock.now();
    const open = openSwaps(swaps, rrsets, compare);
    if (open.length === 0) return undefined;
    refuseLocked(open, rrsets);
    places = alreadyIn(await places(options.signal));
    if (context.clock.now() - readAt <= STALE_AFTER_MS) return { open, rrsets, places };
  }
}

/** Without an answer, or with one that is none, a write may have arrived. */
const UNANSWERED: ReadonlySet<string> = new Set(["API_UNAVAILABLE", "API_SURPRISE"]);

/** Undefined, or a failure that only a look at the records can interpret. @throws when nothing was done */
async function writeOnce(
  { write, lag, outcome, options }: CheckedSwap,
  { open, rrsets, places }: Ready,
): Promise<OnboardError | undefined> {
  const keys = open.map(keyOfSwap);
  outcome.sent(open);
  try {
    await write(open, rrsets, places);
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

/** Not every host refuses a CNAME beside other records, where no resolver would see them. */
function requireAlone(swaps: readonly Swap[], now: readonly RRset[]): void {
  const { swap, others } = findNotAlone(swaps, now) ?? {};
  if (swap !== undefined) throw rrsetChanged(swap, findAtSwap(swap, now), { written: true, others });
}

/** Whether a value stands there that the swap adds. */
function showsIn(swap: Swap, now: readonly RRset[]): boolean {
  return ownValues(swap).some((value) => findAtSwap(swap, now)?.values.includes(value) === true);
}

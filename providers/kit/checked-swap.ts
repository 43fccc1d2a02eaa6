import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions } from "../../src/dns/provider.ts";
import { keyOfSwap, type RRset, type RRsetKey, type Swap } from "../../src/dns/rrset.ts";
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

export interface CheckedSwap<Listing extends Listed = Listed> {
  readonly swaps: readonly Swap[];
  readonly options: CallOptions;
  readonly context: Pick<AdapterContext, "admit" | "clock">;
  /** All that stands at the owner names of the swaps, now. Each request of it awaits the `admit` that it is given. */
  readonly read: (admit: Admit) => Promise<Listing>;
  /** One write of these, by what was just read. With `oneByOne` it is given one of them at a time. */
  readonly write: (open: readonly Swap[], listing: Listing, admit: Admit) => Promise<void>;
  /** A host without transactions (`batch: "one-by-one"`): all are read back together, after one wait for its lag. */
  readonly oneByOne?: boolean;
  readonly lag: ReadLag;
  readonly outcome: WriteOutcome;
  /** Where a host's TTLs need a rule of their own. */
  readonly compare?: Compare;
  /** Where a host locks single records, and `write` refuses them: by default a locked set is refused as a whole. */
  readonly refuse?: typeof refuseLocked;
  /**
   * Where a listing may be late, and nobody tells by how much: milliseconds between one look and the next while it
   * shows nothing of a write that the host has confirmed. After them the write is believed.
   */
  readonly latePausesMs?: readonly number[];
}

/** What was read, with whatever else `write` needs of it. */
export interface Listed {
  readonly rrsets: readonly RRset[];
}

/** Reading, write, reading back. */
const REQUESTS = 3;
/** Milliseconds between reading and write: beyond this, somebody else's Retry-After came in between. */
const STALE_AFTER_MS = 1_000;

/**
 * One attempt; safe to repeat after any failure, since it begins by reading. What is left open is the time between
 * the reading and the write, so they take their places in line together: see `writes` of the traits. Everything else
 * shows when it is read back.
 * @throws OnboardError RRSET_CHANGED; what `openSwaps` and `refuse` throw; what reading and writing throw
 */
export async function checkedSwap<Listing extends Listed>(given: CheckedSwap<Listing>): Promise<void> {
  const { swaps, lag, options } = given;
  const keys = swaps.map(keyOfSwap);
  await lag.passed(keys, options);
  try {
    await swapOnce(given, keys);
  } catch (error) {
    if (!isRaced(error)) throw error;
    // Until the lag has passed a listing may show somebody else's write or not, and what is planned next goes by one.
    lag.wrote(keys);
    await lag.passed(keys, options);
    throw error;
  }
}

async function swapOnce<Listing extends Listed>(
  given: CheckedSwap<Listing>,
  keys: readonly RRsetKey[],
): Promise<void> {
  const { swaps, lag, outcome, options } = given;
  const ready = await readJustBefore(given);
  if (ready.open.length === 0) {
    // What an earlier attempt wrote stands there: alone?
    if (outcome.written > 0) requireAlone(swaps, ready.listing.rrsets);
    return;
  }
  const sent = await writeOnce(given, ready);
  await lag.passed(keys, options);
  judge(given, { ...sent, now: await readBack(given, ready, sent) });
}

interface Ready<Listing extends Listed> {
  readonly open: readonly Swap[];
  readonly listing: Listing;
  /** The write is admitted already. */
  readonly places: Admit;
}

/** What was read is read again when the account was held back behind it. */
async function readJustBefore<Listing extends Listed>(given: CheckedSwap<Listing>): Promise<Ready<Listing>> {
  const { swaps, context, options, compare = compareSwap, refuse = refuseLocked } = given;
  let places = await takePlaces(context.admit, REQUESTS, options.signal);
  for (;;) {
    const listing = await look(given, places);
    const readAt = context.clock.now();
    const open = openSwaps(swaps, listing.rrsets, compare);
    if (open.length === 0) return { open, listing, places };
    refuse(open, listing.rrsets);
    places = alreadyIn(await places(options.signal));
    if (context.clock.now() - readAt <= STALE_AFTER_MS) return { open, listing, places };
  }
}

async function look<Listing extends Listed>(
  { read, outcome }: CheckedSwap<Listing>,
  admit: Admit,
): Promise<Listing> {
  const listing = await read(admit);
  outcome.looked();
  return listing;
}

/** Without an answer, or with one that is none, a write may have arrived. */
const UNANSWERED: ReadonlySet<string> = new Set(["API_UNAVAILABLE", "API_SURPRISE"]);

/** What has left, and a failure of the last of it that only a look at the records can interpret. */
interface Sent {
  /** Answered with success. */
  readonly done: readonly Swap[];
  /** Sent last: the failure is theirs. */
  readonly last: readonly Swap[];
  readonly failure: OnboardError | undefined;
}

/** @throws when nothing was done of what was sent last */
async function writeOnce<Listing extends Listed>(
  given: CheckedSwap<Listing>,
  { open, listing, places }: Ready<Listing>,
): Promise<Sent> {
  const { write, outcome, oneByOne = false } = given;
  const done: Swap[] = [];
  for (const last of oneByOne ? editsFirst(open).map((swap) => [swap]) : [open]) {
    const failure = await sendOnce(given, last, () => write(last, listing, places));
    if (failure !== undefined || !oneByOne) return { done, last, failure };
    outcome.done();
    done.push(...last);
  }
  return { done, last: [], failure: undefined };
}

/** What changes a value of somebody's comes right after the reading; what is added can wait, and loses nobody's. */
function editsFirst(swaps: readonly Swap[]): readonly Swap[] {
  return swaps.toSorted((a, b) => Number(a.before === undefined) - Number(b.before === undefined));
}

async function sendOnce(
  { lag, outcome, options }: Pick<CheckedSwap, "lag" | "outcome" | "options">,
  swaps: readonly Swap[],
  write: () => Promise<void>,
): Promise<OnboardError | undefined> {
  const keys = swaps.map(keyOfSwap);
  outcome.sent(swaps);
  try {
    await write();
    lag.wrote(keys);
    return undefined;
  } catch (error) {
    const isUnanswered = !isOnboardError(error) || UNANSWERED.has(error.code) || mayHaveArrived(error);
    if (isUnanswered || isRaced(error)) lag.wrote(keys);
    options.signal?.throwIfAborted();
    if (!isOnboardError(error)) throw error;
    if (isUnanswered) return error;
    outcome.refused();
    // "Exists already" or "is gone": somebody else wrote first, perhaps the very same value.
    if (error.code === "RRSET_CHANGED") return error;
    throw error;
  }
}

function isRaced(error: unknown): boolean {
  return isOnboardError(error) && error.code === "RRSET_CHANGED";
}

async function readBack<Listing extends Listed>(
  given: CheckedSwap<Listing>,
  { places }: Ready<Listing>,
  sent: Sent,
): Promise<readonly RRset[]> {
  const { context, options, latePausesMs = [] } = given;
  let { rrsets } = await look(given, places);
  for (const pauseMs of latePausesMs) {
    if (!isLate(given, { ...sent, now: rrsets })) return rrsets;
    await context.clock.sleep(pauseMs, { signal: options.signal });
    ({ rrsets } = await look(given, places));
  }
  return rrsets;
}

/** What was sent, how that went, and what stands there then. */
interface Written extends Sent {
  readonly now: readonly RRset[];
}

type Judging = Pick<CheckedSwap, "swaps" | "compare" | "latePausesMs">;

/** @throws OnboardError what became of the write, unless all of it stands there alone */
function judge(given: Judging, { done, last, failure, now }: Written): void {
  const { swaps, compare = compareSwap, latePausesMs = [] } = given;
  const isMet = (swap: Swap): boolean => compare(swap, findAtSwap(swap, now)) === "met";
  const isUnseen = (swap: Swap): boolean => compare(swap, findAtSwap(swap, now)) === "ready";
  // Confirmed, and the listing is still late: the name servers, which are asked next, have the last word.
  if (failure === undefined && latePausesMs.length > 0 && [...done, ...last].every(isUnseen)) return;
  const overwritten = done.find((swap) => !isMet(swap));
  if (overwritten !== undefined)
    throw rrsetChanged(overwritten, findAtSwap(overwritten, now), { written: true });
  const lost = last.find((swap) => !isMet(swap));
  if (lost === undefined) {
    requireAlone(swaps, now);
    // What comes after it has not been sent: it is what another attempt, or another plan, is for.
    if (failure !== undefined && !swaps.every(isMet)) throw failure;
    return;
  }
  const isUnchanged = last.every(isUnseen);
  // Nothing has changed, so nothing was done: worth another attempt where the failure is.
  if (failure !== undefined && isUnchanged) throw failure;
  // Of a write whose answer was lost, what it alone can have brought tells that it was done.
  const wasRefused = failure?.code === "RRSET_CHANGED";
  const written = failure === undefined || (!wasRefused && last.some((swap) => showsIn(swap, now)));
  throw rrsetChanged(lost, findAtSwap(lost, now), { written });
}

/** Whether the host has carried out what was sent, or has it already, and the listing shows nothing of it. */
function isLate({ compare = compareSwap }: Judging, { done, last, failure, now }: Written): boolean {
  const open = [...done, ...last];
  const states = open.map((swap) => compare(swap, findAtSwap(swap, now)));
  if (failure !== undefined)
    return failure.code === "RRSET_CHANGED" && states.every((state) => state === "ready");
  return !states.includes("met") && !open.some((swap) => showsIn(swap, now));
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

import type { DomainName } from "../../../src/dns/domain-name.ts";
import type { CallOptions, Receipt, Zone } from "../../../src/dns/provider.ts";
import { findRRset, keyOfSwap, sameRRset, type RRset, type Swap } from "../../../src/dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../../src/errors/onboard-error.ts";
import { phrase } from "../../../src/errors/phrase.ts";
import { inDoubt, mayHaveArrived } from "../../kit/write-outcome.ts";
import { refuseOutside, rrsetChanged } from "../../kit/swaps.ts";
import type { RawChange, RawRecordSet } from "../api.ts";
import type { Route53Calls } from "../calls.ts";
import { lockOf, toRecordSet, toRRsets } from "../convert.ts";
import { requireBatchSize } from "./batch-size.ts";
import { demandRemaining } from "./remaining.ts";
import type { ListedSets } from "../read/listed-sets.ts";

/** What writing needs: the API, what has been seen, and a fresh look (which is remembered). */
export interface WriteTools {
  readonly calls: Route53Calls;
  readonly listedSets: ListedSets;
  readonly look: (
    zone: Zone,
    owners: readonly DomainName[],
    options: CallOptions,
  ) => Promise<readonly RawRecordSet[]>;
}

/**
 * All swaps in one batch: DELETE of exactly what was seen, CREATE of what shall be. Route 53 carries the
 * whole batch out or refuses it, so it is the compare-and-swap. Looks before only where what was last seen is
 * not what the swaps expect, so a first run needs no second reading.
 */
export async function applySwaps(
  tools: WriteTools,
  zone: Zone,
  swaps: readonly Swap[],
  options: CallOptions,
): Promise<Receipt> {
  options.signal?.throwIfAborted();
  const open = swaps.filter(({ before, after }) => !sameRRset(before, after));
  refuseOutside(zone.apex, open);
  if (open.every((swap) => isAsSeen(tools.listedSets, zone, swap))) return write(tools, zone, open, options);
  return write(tools, zone, demandRemaining(await look(tools, zone, open, options), open), options);
}

/**
 * A name where nobody has looked is taken for empty when the swap says so: CREATE is refused where something
 * stands.
 */
function isAsSeen(listedSets: ListedSets, zone: Zone, { before, after }: Swap): boolean {
  const { owner, type } = keyOfSwap({ before, after });
  const seen = listedSets.at(zone.id, owner);
  if (seen === undefined) return before === undefined;
  return (
    !seen.some((set) => set.Type === type && lockOf(set) !== undefined) &&
    sameRRset(findRRset(toRRsets(seen), owner, type), before)
  );
}

async function write(
  tools: WriteTools,
  zone: Zone,
  swaps: readonly Swap[],
  options: CallOptions,
): Promise<Receipt> {
  if (swaps.length === 0) return { written: 0 };
  const changes = toChanges(tools.listedSets, zone, swaps);
  requireBatchSize(changes);
  try {
    const changeId = await tools.calls.change(zone.id, changes, options);
    remember(tools.listedSets, zone, swaps);
    return { written: swaps.length, changeId };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!isRefusal(error) && !mayHaveArrived(error)) throw error;
    return resolveDoubt(tools, { zone, swaps, error }, options);
  }
}

interface Doubt {
  readonly zone: Zone;
  readonly swaps: readonly Swap[];
  readonly error: unknown;
}

/** The batch was refused, or its answer was lost: what stands there now tells which, better than any text. */
async function resolveDoubt(
  tools: WriteTools,
  { zone, swaps, error }: Doubt,
  options: CallOptions,
): Promise<Receipt> {
  const existing = await lookOrRethrow(tools, { zone, swaps, error }, options);
  const left = demandRemaining(existing, swaps);
  // Our own earlier attempt arrived, or somebody else wrote the very same.
  if (left.length === 0) return { written: mayHaveArrived(error) ? swaps.length : 0 };
  if (left.length < swaps.length) return write(tools, zone, left, options);
  const [first] = left;
  if (first !== undefined && STALE.test(textOf(error))) throw rrsetChanged(first, undefined);
  if (PROTECTED.test(textOf(error))) throw protectedSet(error);
  throw error;
}

/** Texts of a refusal because of another's write, for the case that the other undid it before we read. */
const STALE = /already exists|was not found|do not match the current values/;

/** Since 2026 a record set can be protected; the reference gives no wording but the name of the feature. */
const PROTECTED = /protect/i;

/** When the look fails too, the first error stands: it alone says that a write may have arrived. */
async function lookOrRethrow(
  tools: WriteTools,
  { zone, swaps, error }: Doubt,
  options: CallOptions,
): Promise<readonly RawRecordSet[]> {
  try {
    return await look(tools, zone, swaps, options);
  } catch (failure) {
    options.signal?.throwIfAborted();
    if (!mayHaveArrived(error)) throw failure;
    // A refusal of a repeated batch says nothing about the one before, whose answer was lost.
    throw isRefusal(error) && isOnboardError(failure) ? inDoubt(failure) : error;
  }
}

function look(
  tools: WriteTools,
  zone: Zone,
  swaps: readonly Swap[],
  options: CallOptions,
): Promise<readonly RawRecordSet[]> {
  return tools.look(zone, [...new Set(swaps.map((swap) => keyOfSwap(swap).owner))], options);
}

/** Deletions first, so that a type may take another's place (a CNAME makes room for TXT). */
function toChanges(listedSets: ListedSets, zone: Zone, swaps: readonly Swap[]): readonly RawChange[] {
  const existingAt = ({ owner, type }: RRset): RawRecordSet | undefined =>
    listedSets.plainSet(zone.id, owner, type);
  return [
    ...swaps.flatMap(({ before }): readonly RawChange[] =>
      before === undefined
        ? []
        : [{ Action: "DELETE", ResourceRecordSet: existingAt(before) ?? toRecordSet(before, undefined) }],
    ),
    ...swaps.flatMap(({ after }): readonly RawChange[] =>
      after === undefined
        ? []
        : [{ Action: "CREATE", ResourceRecordSet: toRecordSet(after, existingAt(after)) }],
    ),
  ];
}

function remember(listedSets: ListedSets, zone: Zone, swaps: readonly Swap[]): void {
  for (const swap of swaps) {
    const rrset = keyOfSwap(swap);
    const existing = listedSets.plainSet(zone.id, rrset.owner, rrset.type);
    listedSets.replace(
      zone.id,
      rrset,
      swap.after === undefined ? undefined : toRecordSet(swap.after, existing),
    );
  }
}

function isRefusal(error: unknown): boolean {
  return isOnboardError(error) && error.code === "VALUE_REJECTED";
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

function protectedSet(cause: unknown): OnboardError {
  return new OnboardError(
    "RECORD_IN_THE_WAY",
    phrase`A record set that shall change is protected: ${textOf(cause)}`,
    {
      hint: phrase`Delete the protection with DeleteResourceRecordSetProtections, or ask whoever set it.`,
      facts: { protected: true },
      cause,
    },
  );
}

import type { Admit } from "../../src/async/rate-limit.ts";
import type { CallOptions, Receipt, Zone } from "../../src/dns/provider.ts";
import type { RRset, Swap } from "../../src/dns/rrset.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import type { AdapterContext } from "../describe.ts";
import { checkedSwap } from "./checked-swap.ts";
import { servedIn, type HostRecord } from "./host-records.ts";
import type { Persist } from "./persist.ts";
import type { ReadLag } from "./read-lag.ts";
import type { Change } from "./record-changes.ts";
import { comparingOwnTtl, refuseOutside } from "./swaps.ts";
import { createWriteOutcome, inDoubt } from "./write-outcome.ts";

// The swaps of a host without compare-and-swap and without transactions, which keeps one record for each value.

export interface OneByOne<Held extends HostRecord> {
  readonly context: Pick<AdapterContext, "admit" | "clock">;
  readonly persist: Persist;
  readonly lag: ReadLag;
  /** Where a listing may be late, and nobody tells by how much: see `checkedSwap`. */
  readonly latePausesMs?: readonly number[];
  /** Every record of the zone. */
  readonly read: (zone: Zone, admit: Admit, options: CallOptions) => Promise<readonly Held[]>;
  readonly changesFor: (swap: Swap, records: readonly Held[]) => readonly Change<Held>[];
  /** One request. */
  readonly write: (zone: Zone, change: Change<Held>, admit: Admit, options: CallOptions) => Promise<void>;
}

/**
 * Read again and compare, one request for each value, and read back. What is left open is an edit of the very value
 * that we change, between the re-read and the write: it is lost. Everything else shows in the read-back.
 * @throws OnboardError as `apply` of the contract
 */
export async function applyOneByOne<Held extends HostRecord>(
  host: OneByOne<Held>,
  { zone, swaps }: { readonly zone: Zone; readonly swaps: readonly Swap[] },
  options: CallOptions,
): Promise<Receipt> {
  refuseOutside(zone.apex, swaps);
  if (swaps.length === 0) return { written: 0 };
  const { context, persist, lag, latePausesMs } = host;
  const outcome = createWriteOutcome();
  try {
    await persist(options, (own) =>
      checkedSwap({
        swaps,
        options: own,
        context,
        outcome,
        lag,
        oneByOne: true,
        compare: comparingOwnTtl(),
        ...(latePausesMs === undefined ? {} : { latePausesMs }),
        read: async (admit) => listed(await host.read(zone, admit, own)),
        write: async (open, { records }, admit) => {
          const changes = open.flatMap((swap) => host.changesFor(swap, records));
          await writeAll(changes, (change) => host.write(zone, change, admit, own));
        },
      }),
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    throw outcome.report(error);
  }
  return { written: outcome.written };
}

interface Listing<Held> {
  readonly records: readonly Held[];
  readonly rrsets: readonly RRset[];
}

function listed<Held extends HostRecord>(records: readonly Held[]): Listing<Held> {
  return { records, rrsets: servedIn(records) };
}

/** @throws what a request throws; in doubt where an earlier one has been carried out */
async function writeAll<Held extends HostRecord>(
  changes: readonly Change<Held>[],
  write: (change: Change<Held>) => Promise<void>,
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    try {
      await write(change);
    } catch (error) {
      throw index > 0 && isOnboardError(error) ? inDoubt(error) : error;
    }
  }
}

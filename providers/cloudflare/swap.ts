import type { CallOptions, Receipt, Zone } from "../../src/dns/provider.ts";
import { keyOfSwap, type RRset, type Swap } from "../../src/dns/rrset.ts";
import type { AdapterContext } from "../describe.ts";
import { checkedSwap } from "../kit/checked-swap.ts";
import type { Persist } from "../kit/persist.ts";
import { createReadLag } from "../kit/read-lag.ts";
import { refuseOutside } from "../kit/swaps.ts";
import { createWriteOutcome } from "../kit/write-outcome.ts";
import { inOurWords, type CloudflareClient } from "./api.ts";
import { batchFor, compareWithTtl } from "./batch.ts";
import { rrsetsOf, type HostRecord } from "./convert.ts";
import { listRecords } from "./listing.ts";

/**
 * A listing may be older than the write before it (terraform-provider-cloudflare#6482). Milliseconds between
 * one look and the next while it shows nothing of a write that the host has carried out.
 */
const LATE_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

export interface SwapTools {
  readonly sdk: CloudflareClient;
  readonly context: Pick<AdapterContext, "admit" | "clock">;
  readonly persist: Persist;
}

/**
 * Several swaps on a host without compare-and-swap: read again and compare, one transaction of the least that
 * is needed, read back. What is left open is an edit of the very value that we change, between the re-read
 * and the write: it is lost. Everything else shows in the read-back, also an SPF record that somebody added
 * beside ours, or a CNAME at the name (the host lets it stand beside a TXT), and is told as RRSET_CHANGED, so
 * that the caller plans anew.
 */
export async function applySwaps(
  { sdk, context, persist }: SwapTools,
  { zone, swaps }: { readonly zone: Zone; readonly swaps: readonly Swap[] },
  options: CallOptions,
): Promise<Receipt> {
  refuseOutside(zone.apex, swaps);
  if (swaps.length === 0) return { written: 0 };
  const outcome = createWriteOutcome();
  const owners = swaps.map((swap) => keyOfSwap(swap).owner);
  try {
    await persist(options, (own) =>
      checkedSwap({
        swaps,
        options: own,
        context,
        outcome,
        lag: createReadLag(context.clock),
        latePausesMs: LATE_PAUSES_MS,
        compare: compareWithTtl,
        // The host locks single records, and another one may stand beside them: the batch refuses what it touches.
        refuse: () => {},
        read: async (admit) => listed(await listRecords(inOurWords(sdk, { admit }), zone, owners, own)),
        write: async (open, { records }, admit) => {
          const batch = { zone_id: zone.id, ...batchFor(open, records) };
          await inOurWords(sdk, { admit }).dns.records.batch(batch, own);
        },
      }),
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    throw outcome.report(error);
  }
  return { written: outcome.written };
}

interface Listing {
  readonly records: readonly HostRecord[];
  readonly rrsets: readonly RRset[];
}

function listed(records: readonly HostRecord[]): Listing {
  return { records, rrsets: rrsetsOf(records) };
}

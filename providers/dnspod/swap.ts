import type { CallOptions, Receipt, Zone } from "../../src/dns/provider.ts";
import type { RRset, Swap } from "../../src/dns/rrset.ts";
import type { AdapterContext } from "../describe.ts";
import { checkedSwap } from "../kit/checked-swap.ts";
import type { Persist } from "../kit/persist.ts";
import type { ReadLag } from "../kit/read-lag.ts";
import { comparingOwnTtl, refuseOutside } from "../kit/swaps.ts";
import { createWriteOutcome, inDoubt } from "../kit/write-outcome.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import type { DnspodCall, DnspodCalls, Fields } from "./api.ts";
import { changesFor, REMARK, type Change } from "./changes.ts";
import {
  DEFAULT_LINE_ID,
  formatContent,
  parseHostRecord,
  rrsetsOf,
  subDomainOf,
  type HostRecord,
} from "./convert.ts";
import { listRecords } from "./listing.ts";
import type { Modify } from "./modify.ts";

export interface SwapTools {
  readonly calls: DnspodCalls;
  readonly context: Pick<AdapterContext, "admit" | "clock">;
  readonly persist: Persist;
  readonly modify: Modify;
  readonly lag: ReadLag;
  /** What the default line is called in this account system. */
  readonly defaultLine: string;
}

/**
 * Several swaps on a host without compare-and-swap and without transactions: read again and compare, one request for
 * each value, and after one wait for the listing read back. What is left open is an edit of the very value that we
 * change, between the re-read and the write: it is lost. Everything else shows in the read-back.
 */
export async function applySwaps(
  tools: SwapTools,
  { zone, swaps }: { readonly zone: Zone; readonly swaps: readonly Swap[] },
  options: CallOptions,
): Promise<Receipt> {
  refuseOutside(zone.apex, swaps);
  if (swaps.length === 0) return { written: 0 };
  const { calls, context, persist, lag } = tools;
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
        read: async (admit) => listed(await readZone(calls(admit, own), zone)),
        write: async (open, { records }, admit) => {
          const changes = open.flatMap((swap) => changesFor(swap, records));
          await writeAll(tools, calls(admit, own), zone, changes);
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

/** Every record of the zone, paused ones and those of all lines, too. */
export async function readZone(call: DnspodCall, zone: Zone): Promise<readonly HostRecord[]> {
  const items = await listRecords(call, parametersOf(zone));
  return items.flatMap((item) => parseHostRecord(item, zone.apex) ?? []);
}

/** The API goes by the id, and wants the name all the same. */
export function parametersOf({ apex, id }: Zone): Fields {
  return { Domain: apex, DomainId: Number(id) };
}

/** @throws what a request throws; in doubt where an earlier one has been carried out */
async function writeAll(
  tools: SwapTools,
  call: DnspodCall,
  zone: Zone,
  changes: readonly Change[],
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    try {
      await writeOne(tools, call, zone, change);
    } catch (error) {
      throw index > 0 && isOnboardError(error) ? inDoubt(error) : error;
    }
  }
}

async function writeOne(
  { modify, defaultLine }: SwapTools,
  call: DnspodCall,
  zone: Zone,
  change: Change,
): Promise<void> {
  const at = parametersOf(zone);
  switch (change.kind) {
    case "modify":
      return modify(call, at, change);
    case "delete":
      await call("DeleteRecord", { ...at, RecordId: change.record.id });
      return;
    case "create":
      await call("CreateRecord", {
        ...at,
        SubDomain: subDomainOf(change.owner, zone.apex),
        RecordLine: defaultLine,
        RecordLineId: DEFAULT_LINE_ID,
        ...formatContent(change.type, change.value),
        TTL: change.ttl,
        Remark: REMARK,
      });
  }
}

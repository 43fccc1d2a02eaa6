import type { CallOptions, Zone } from "../../src/dns/provider.ts";
import { keyOfSwap, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";
import { createWriteOutcome } from "../kit/write-outcome.ts";
import { findAtSwap, openSwaps, rrsetChanged } from "../kit/swaps.ts";
import type { CloudflareClient } from "./api.ts";
import { batchFor, type RecordBatch } from "./batch.ts";
import { compareWithTtl } from "./compare.ts";
import { rrsetsOf, type HostRecord } from "./convert.ts";
import { listRecords } from "./listing.ts";

/**
 * Several swaps on a host without compare-and-swap: read again and compare, one transaction of the least that
 * is needed, read back. What is left open is an edit of the very value that we change, between the re-read
 * and the write: it is lost. Everything else shows in the read-back, also an SPF record that somebody added
 * beside ours, and is told as RRSET_CHANGED, so that the caller plans anew and merges.
 */
export class SwapRun {
  readonly #client: CloudflareClient;
  readonly #zone: Zone;
  readonly #swaps: readonly Swap[];
  readonly #options: CallOptions;
  readonly #outcome = createWriteOutcome();

  constructor(client: CloudflareClient, zone: Zone, swaps: readonly Swap[], options: CallOptions) {
    this.#client = client;
    this.#zone = zone;
    this.#swaps = swaps;
    this.#options = options;
  }

  /** How many swaps we have written; once an attempt has succeeded. */
  get written(): number {
    return this.#outcome.written;
  }

  /** Safe to repeat after any failure, since it begins by reading. */
  async attempt(): Promise<void> {
    const records = await this.#read();
    const open = openSwaps(this.#swaps, rrsetsOf(records), compareWithTtl);
    if (open.length === 0) return;
    const refusal = await this.#send(open, batchFor(open, records));
    const now = rrsetsOf(await this.#read());
    const states = open.map((swap) => compareWithTtl(swap, findAtSwap(swap, now)));
    if (states.every((state) => state === "met")) return;
    if (refusal !== undefined && states.every((state) => state === "ready")) throw refusal;
    const lost = open.find((_swap, index) => states[index] !== "met");
    if (lost === undefined) return;
    // A batch is done whole or not at all: what it alone can have brought tells that it was, its answer lost.
    const wasRefused = refusal?.code === "RRSET_CHANGED";
    const written = refusal === undefined || (!wasRefused && open.some((swap) => showsIn(swap, now)));
    throw rrsetChanged(lost, findAtSwap(lost, now), { written });
  }

  /** What a failed run is reported as: "not done" only when that is known. */
  report(error: unknown): unknown {
    return this.#outcome.report(error);
  }

  async #read(): Promise<readonly HostRecord[]> {
    const owners = this.#swaps.map((swap) => keyOfSwap(swap).owner);
    const records = await listRecords(this.#client, this.#zone, owners, this.#options);
    this.#outcome.looked();
    return records;
  }

  /**
   * Undefined, or the failure that only a look at the records can interpret. @throws OnboardError when
   * nothing was done, for certain
   */
  async #send(open: readonly Swap[], batch: RecordBatch): Promise<OnboardError | undefined> {
    this.#outcome.sent(open);
    try {
      await this.#client.dns.records.batch({ zone_id: this.#zone.id, ...batch }, this.#options);
      return undefined;
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      if (!isOnboardError(error)) throw error;
      if (error.code === "API_UNAVAILABLE" || error.code === "API_SURPRISE") return error;
      this.#outcome.refused();
      // "Exists already" or "is gone": somebody else wrote first, perhaps the very same value.
      if (error.code === "RRSET_CHANGED") return error;
      throw error;
    }
  }
}

/** Whether a value stands there that the swap adds. */
function showsIn(swap: Swap, now: readonly RRset[]): boolean {
  const added = swap.after?.values.filter((value) => swap.before?.values.includes(value) !== true) ?? [];
  return added.some((value) => findAtSwap(swap, now)?.values.includes(value) === true);
}

import type { Clock } from "../../src/async/clock.ts";
import type { CallOptions, Zone } from "../../src/dns/provider.ts";
import { keyOfSwap, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";
import { createWriteOutcome } from "../kit/write-outcome.ts";
import { findAtSwap, findNotAlone, openSwaps, ownValues, refuseOutside, rrsetChanged } from "../kit/swaps.ts";
import type { CloudflareClient, Places } from "./api.ts";
import { batchFor, compareWithTtl, type RecordBatch } from "./batch.ts";
import { rrsetsOf, type HostRecord } from "./convert.ts";
import { listRecords } from "./listing.ts";

/** Re-read, batch, read-back. */
export const REQUESTS_OF_A_SWAP = 3;

/** Milliseconds between the re-read and the batch: beyond this, somebody else's Retry-After came in between. */
const STALE_AFTER_MS = 1_000;

/**
 * A listing may be older than the write before it (terraform-provider-cloudflare#6482). Milliseconds between
 * one look and the next while it shows nothing of a write that the host has carried out.
 */
const LATE_LIST_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];

interface Given {
  readonly zone: Zone;
  readonly swaps: readonly Swap[];
  readonly options: CallOptions;
  readonly clock: Clock;
}

/**
 * Several swaps on a host without compare-and-swap: read again and compare, one transaction of the least that
 * is needed, read back. What is left open is an edit of the very value that we change, between the re-read
 * and the write: it is lost. Everything else shows in the read-back, also an SPF record that somebody added
 * beside ours, or a CNAME at the name, and is told as RRSET_CHANGED, so that the caller plans anew.
 */
export class SwapRun {
  readonly #given: Given;
  readonly #outcome = createWriteOutcome();

  constructor(given: Given) {
    refuseOutside(given.zone.apex, given.swaps);
    this.#given = given;
  }

  get isEmpty(): boolean {
    return this.#given.swaps.length === 0;
  }

  /** How many swaps we have written; once an attempt has succeeded. */
  get written(): number {
    return this.#outcome.written;
  }

  /** Safe to repeat after any failure, since it begins by reading. */
  async attempt(client: CloudflareClient, places: Pick<Places, "next">): Promise<void> {
    const records = await this.#readJustBefore(client, places);
    const open = openSwaps(this.#given.swaps, rrsetsOf(records), compareWithTtl);
    if (open.length === 0) {
      if (this.written > 0) this.#requireAlone(rrsetsOf(records));
      return;
    }
    const refusal = await this.#send(client, open, batchFor(open, records));
    this.#judge(open, await this.#readBack(client, open, refusal), refusal);
  }

  /** What a failed run is reported as: "not done" only when that is known. */
  report(error: unknown): unknown {
    return this.#outcome.report(error);
  }

  /** What was read is old once the account was held back behind it. */
  async #readJustBefore(
    client: CloudflareClient,
    places: Pick<Places, "next">,
  ): Promise<readonly HostRecord[]> {
    const { clock, options } = this.#given;
    for (;;) {
      const records = await this.#read(client);
      const readAt = clock.now();
      await places.next(options.signal);
      if (clock.now() - readAt < STALE_AFTER_MS) return records;
    }
  }

  async #read(client: CloudflareClient): Promise<readonly HostRecord[]> {
    const { zone, swaps, options } = this.#given;
    const owners = swaps.map((swap) => keyOfSwap(swap).owner);
    const records = await listRecords(client, zone, owners, options);
    this.#outcome.looked();
    return records;
  }

  /**
   * Undefined, or the failure that only a look at the records can interpret. @throws OnboardError when
   * nothing was done, for certain
   */
  async #send(
    client: CloudflareClient,
    open: readonly Swap[],
    batch: RecordBatch,
  ): Promise<OnboardError | undefined> {
    const { zone, options } = this.#given;
    this.#outcome.sent(open);
    try {
      await client.dns.records.batch({ zone_id: zone.id, ...batch }, options);
      return undefined;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isOnboardError(error)) throw error;
      if (error.code === "API_UNAVAILABLE" || error.code === "API_SURPRISE") return error;
      this.#outcome.refused();
      // "Exists already" or "is gone": somebody else wrote first, perhaps the very same value.
      if (error.code === "RRSET_CHANGED") return error;
      throw error;
    }
  }

  async #readBack(
    client: CloudflareClient,
    open: readonly Swap[],
    refusal: OnboardError | undefined,
  ): Promise<readonly RRset[]> {
    const { clock, options } = this.#given;
    let now = rrsetsOf(await this.#read(client));
    for (const pauseMs of LATE_LIST_PAUSES_MS) {
      if (!isLate(open, now, refusal)) return now;
      await clock.sleep(pauseMs, { signal: options.signal });
      now = rrsetsOf(await this.#read(client));
    }
    return now;
  }

  /** @throws OnboardError what became of the write, unless all of it stands there alone */
  #judge(open: readonly Swap[], now: readonly RRset[], refusal: OnboardError | undefined): void {
    const states = open.map((swap) => compareWithTtl(swap, findAtSwap(swap, now)));
    if (states.every((state) => state === "met")) return this.#requireAlone(now);
    if (states.every((state) => state === "ready")) {
      if (refusal !== undefined) throw refusal;
      // A transaction that the host has confirmed, and a listing that is still late: the name servers, which
      // are asked next, have the last word.
      return;
    }
    const lost = open.find((_swap, index) => states[index] !== "met");
    if (lost === undefined) return;
    // A batch is done whole or not at all: what it alone can have brought tells that it was, its answer lost.
    const wasRefused = refusal?.code === "RRSET_CHANGED";
    const written = refusal === undefined || (!wasRefused && open.some((swap) => showsIn(swap, now)));
    throw rrsetChanged(lost, findAtSwap(lost, now), { written });
  }

  /** The host lets a CNAME stand beside a TXT or an MX, where no resolver would see them. */
  #requireAlone(now: readonly RRset[]): void {
    const { swap, others } = findNotAlone(this.#given.swaps, now) ?? {};
    if (swap !== undefined) throw rrsetChanged(swap, findAtSwap(swap, now), { written: true, others });
  }
}

/** Whether the host has carried out what was sent, or has it already, and the listing shows nothing of it. */
function isLate(open: readonly Swap[], now: readonly RRset[], refusal: OnboardError | undefined): boolean {
  const states = open.map((swap) => compareWithTtl(swap, findAtSwap(swap, now)));
  if (refusal !== undefined)
    return refusal.code === "RRSET_CHANGED" && states.every((state) => state === "ready");
  return !states.includes("met") && !open.some((swap) => showsIn(swap, now));
}

/** Whether a value stands there that the swap adds. */
function showsIn(swap: Swap, now: readonly RRset[]): boolean {
  return ownValues(swap).some((value) => findAtSwap(swap, now)?.values.includes(value) === true);
}

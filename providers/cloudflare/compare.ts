import { sameValues, type RRset, type Swap } from "../../src/dns/rrset.ts";
import type { SwapState } from "../kit/swaps.ts";
import { ttlChangeOf } from "./batch.ts";

/**
 * TTLs count only where the swap changes one: somebody's new TTL on a value that we keep is theirs and
 * survives.
 */
export function compareWithTtl(swap: Swap, now: RRset | undefined): SwapState {
  const ttl = ttlChangeOf(swap);
  if (holds(now, swap.after) && (ttl === undefined || now?.ttl === ttl)) return "met";
  return holds(now, swap.before) ? "ready" : "stale";
}

function holds(now: RRset | undefined, side: RRset | undefined): boolean {
  return sameValues(now?.values ?? [], side?.values ?? []);
}

import type { RetryPolicy } from "../../src/async/retry.ts";
import { isAtOrBelow } from "../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import type { AdapterContext } from "../describe.ts";
import { pausedIn, servedIn } from "../kit/host-records.ts";
import { createPersist } from "../kit/persist.ts";
import { createReadLag } from "../kit/read-lag.ts";
import { createCalls, type DnspodClient } from "./api.ts";
import { mayWrite, zoneIsLocked } from "./may-write.ts";
import { meta } from "./meta.ts";
import { createModify } from "./modify.ts";
import { applySwaps, readZone, type SwapTools } from "./swap.ts";
import { findZones } from "./zones.ts";

// DNS records at DNSPod. Read adapter.ts, zones.ts, listing.ts, convert.ts (records ↔ RRsets), swap.ts, changes.ts and
// modify.ts (what a swap takes), may-write.ts; causes.ts and errors.ts say what a refusal means.

const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 10_000, deadlineMs: 60_000 };

export interface DnspodOptions {
  /** How old a listing may be after a write, in milliseconds. */
  readonly readLagMs: number;
  readonly defaultLine: string;
}

export type DnspodContext = Pick<AdapterContext, "clock" | "admit" | "holdBack" | "onRetry" | "availability">;

export function createDnspodProvider(
  client: DnspodClient,
  context: DnspodContext,
  { readLagMs, defaultLine }: DnspodOptions,
): DnsProvider {
  const { admit, clock } = context;
  const persist = createPersist(context, POLICY);
  const lag = createReadLag(clock, readLagMs);
  const calls = createCalls(client);
  const tools: SwapTools = { calls, context, persist, modify: createModify(), lag, defaultLine };
  /** Zones that the list has told to be locked. */
  const locked = new Set<string>();
  return {
    name: meta.id,
    traits: { ...meta.traits, readLagMs },
    async zonesAt(apex, options) {
      const listed = await persist(options, (own) => findZones(calls(admit, own), apex));
      for (const { zone, isLocked } of listed) if (isLocked) locked.add(zone.id);
      return listed.map(({ zone }) => zone);
    },
    readRRsets: (zone, owners, options) =>
      persist(options, async (own) =>
        servedIn(await readZone(calls(admit, own), zone)).filter(({ owner }) => owners.includes(owner)),
      ),
    pausedAt: (zone, owners, options) =>
      persist(options, async (own) =>
        pausedIn(await readZone(calls(admit, own), zone)).filter(({ owner }) => owners.includes(owner)),
      ),
    holdsOthers: (zone, { top, known }, options) =>
      persist(options, async (own) =>
        servedIn(await readZone(calls(admit, own), zone)).some(
          ({ owner }) => isAtOrBelow(owner, top) && !known.includes(owner),
        ),
      ),
    apply: (zone, swaps, options) => applySwaps(tools, { zone, swaps }, options),
    async mayWrite(zone, _places, options) {
      if (locked.has(zone.id)) throw zoneIsLocked(zone);
      return mayWrite({ calls, admit, persist }, zone, options);
    },
  };
}

import type { RetryPolicy } from "../../src/async/retry.ts";
import { isAtOrBelow } from "../../src/dns/domain-name.ts";
import type { CallOptions, DnsProvider, Zone } from "../../src/dns/provider.ts";
import type { Admit } from "../../src/async/rate-limit.ts";
import type { AdapterContext } from "../describe.ts";
import { pausedIn, servedIn } from "../kit/host-records.ts";
import { applyOneByOne, type OneByOne } from "../kit/one-by-one.ts";
import { createPersist } from "../kit/persist.ts";
import { createReadLag } from "../kit/read-lag.ts";
import { changesFor } from "../kit/record-changes.ts";
import { createCalls, type AlidnsClient } from "./api.ts";
import type { HostRecord } from "./convert.ts";
import { mayWrite } from "./may-write.ts";
import { meta } from "./meta.ts";
import { readZone, writeOne } from "./swap.ts";
import { findZones } from "./zones.ts";

// DNS records at Alibaba Cloud DNS. Read adapter.ts, zones.ts, listing.ts, convert.ts (records ↔ RRsets), swap.ts,
// may-write.ts; client.ts and sign.ts make one request, causes.ts and errors.ts say what a refusal means.

const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 10_000, deadlineMs: 60_000 };
/** How late a listing may be is not told by its pages: milliseconds between one look and the next. */
const LATE_PAUSES_MS = [500, 1_000, 2_000, 4_000];

export type AlidnsContext = Pick<AdapterContext, "clock" | "admit" | "holdBack" | "onRetry" | "availability">;

export function createAlidnsProvider(client: AlidnsClient, context: AlidnsContext): DnsProvider {
  const { admit, clock } = context;
  const persist = createPersist(context, POLICY);
  const calls = createCalls(client);
  const read = (zone: Zone, options: CallOptions) =>
    persist(options, (own) => readZone(calls(admit, own), zone));
  const host: OneByOne<HostRecord> = {
    context,
    persist,
    lag: createReadLag(clock),
    latePausesMs: LATE_PAUSES_MS,
    read: (zone: Zone, own: Admit, options) => readZone(calls(own, options), zone),
    changesFor: (swap, records) => changesFor(swap, records, { title: meta.title }),
    write: (zone, change, own, options) => writeOne(calls(own, options), zone, change),
  };
  return {
    name: meta.id,
    traits: meta.traits,
    zonesAt: (apex, options) => persist(options, (own) => findZones(calls(admit, own), apex)),
    readRRsets: async (zone, owners, options) =>
      servedIn(await read(zone, options)).filter(({ owner }) => owners.includes(owner)),
    pausedAt: async (zone, owners, options) =>
      pausedIn(await read(zone, options)).filter(({ owner }) => owners.includes(owner)),
    holdsOthers: async (zone, { top, known }, options) =>
      servedIn(await read(zone, options)).some(
        ({ owner }) => isAtOrBelow(owner, top) && !known.includes(owner),
      ),
    apply: (zone, swaps, options) => applyOneByOne(host, { zone, swaps }, options),
    mayWrite: (_zone, _places, options) => mayWrite({ calls, admit, persist }, options),
  };
}

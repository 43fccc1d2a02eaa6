import type { DnsProvider } from "../../src/dns/provider.ts";
import type { RetryPolicy } from "../../src/async/retry.ts";
import type { AdapterContext } from "../describe.ts";
import { createPersist } from "../kit/persist.ts";
import { inOurWords, type CloudflareClient } from "./api.ts";
import { rrsetsOf } from "./convert.ts";
import { holdsOthers, listRecords } from "./listing.ts";
import { createMayWrite } from "./may-write.ts";
import { meta } from "./meta.ts";
import { applySwaps } from "./swap.ts";
import { findZones, getZone } from "./zones.ts";

/** A 429 may ask for five minutes: we'd rather end and say so than wait that long in silence. */
const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 10_000, deadlineMs: 60_000 };

type CloudflareContext = Pick<
  AdapterContext,
  "settings" | "clock" | "admit" | "holdBack" | "onRetry" | "availability"
>;

/**
 * DNS records at Cloudflare. A new domain costs it five requests: the zone, the records, and for the swap
 * re-read, batch, read-back.
 */
export function createCloudflareProvider(sdk: CloudflareClient, context: CloudflareContext): DnsProvider {
  const client = inOurWords(sdk, context);
  const persist = createPersist(context, POLICY);
  const zoneId = context.settings["zoneId"];
  /** Zones that are known to be this token's to edit. */
  const editable = new Set<string>();
  return {
    name: meta.id,
    traits: meta.traits,
    async zonesAt(apex, options) {
      const listed = await persist(options, (own) =>
        zoneId === undefined ? findZones(client, apex, own) : getZone(client, { apex, zoneId }, own),
      );
      for (const { zone, mayEdit } of listed) if (mayEdit === true) editable.add(zone.id);
      return listed.map(({ zone }) => zone);
    },
    readRRsets: (zone, owners, options) =>
      persist(options, async (own) => rrsetsOf(await listRecords(client, zone, owners, own))),
    holdsOthers: (zone, names, options) => persist(options, (own) => holdsOthers(client, zone, names, own)),
    apply: (zone, swaps, options) => applySwaps({ sdk, context, persist }, { zone, swaps }, options),
    mayWrite: createMayWrite(client, persist, (id) => editable.has(id)),
  };
}

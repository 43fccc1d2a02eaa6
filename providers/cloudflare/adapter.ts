import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import type { CallOptions, DnsProvider, Receipt, Zone } from "../../src/dns/provider.ts";
import type { Swap } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { RetryPolicy } from "../../src/async/retry.ts";
import type { AdapterContext } from "../describe.ts";
import { createPersist, type Persist } from "../kit/persist.ts";
import { refuseOutside } from "../kit/swaps.ts";
import { inOurWords, type CloudflareClient } from "./api.ts";
import { rrsetsOf } from "./convert.ts";
import { listRecords, parsePage } from "./listing.ts";
import { meta } from "./meta.ts";
import { SwapRun } from "./swap.ts";

/** A 429 may ask for five minutes: we'd rather end and say so than wait that long in silence. */
const POLICY: RetryPolicy = { attempts: 4, firstPauseMs: 500, longestPauseMs: 10_000, deadlineMs: 60_000 };

type CloudflareContext = Pick<AdapterContext, "settings" | "clock" | "admit" | "holdBack" | "onRetry">;

/**
 * DNS records at Cloudflare. A new domain costs it five requests: the zone, the records, and for the swap
 * re-read, batch, read-back.
 */
export function createCloudflareProvider(sdk: CloudflareClient, context: CloudflareContext): DnsProvider {
  const client = inOurWords(sdk, context);
  const persist = createPersist(context, POLICY);
  const zoneId = context.settings["zoneId"];
  return {
    name: meta.id,
    traits: meta.traits,
    zonesAt: (apex, options) =>
      persist(options, () =>
        zoneId === undefined ? findZones(client, apex, options) : getZone(client, { apex, zoneId }, options),
      ),
    readRRsets: (zone, owners, options) =>
      persist(options, async () => rrsetsOf(await listRecords(client, zone, owners, options))),
    apply: (zone, swaps, options) =>
      applySwaps(new SwapRun(client, zone, swaps, options), persist, { zone, swaps, options }),
  };
}

async function applySwaps(
  run: SwapRun,
  persist: Persist,
  {
    zone,
    swaps,
    options,
  }: { readonly zone: Zone; readonly swaps: readonly Swap[]; readonly options: CallOptions },
): Promise<Receipt> {
  refuseOutside(zone.apex, swaps);
  if (swaps.length === 0) return { written: 0 };
  try {
    await persist(options, () => run.attempt());
  } catch (error) {
    options.signal?.throwIfAborted();
    throw run.report(error);
  }
  return { written: run.written };
}

/**
 * By name, always: a token that was made for some zones may not list them without one (9109). The filter
 * matches exactly.
 */
async function findZones(
  client: CloudflareClient,
  apex: DomainName,
  options: CallOptions,
): Promise<readonly Zone[]> {
  const { items } = parsePage(await client.zones.list({ name: apex }, options));
  return items.map(parseZone).filter((zone) => zone.apex === apex);
}

async function getZone(
  client: CloudflareClient,
  { apex, zoneId }: { readonly apex: DomainName; readonly zoneId: string },
  options: CallOptions,
): Promise<readonly Zone[]> {
  const zone = parseZone(await client.zones.get({ zone_id: zoneId }, options));
  if (zone.apex === apex) return [zone];
  throw new OnboardError(
    "ZONE_NOT_FOUND",
    `The zone with the configured id is ${zone.apex}, and not ${apex}.`,
    {
      hint: "Leave zoneId out, or give the id that Cloudflare's dashboard shows for the zone.",
      facts: { zoneId, found: zone.apex, wanted: apex },
    },
  );
}

function parseZone(item: unknown): Zone {
  const { id, name, type, status, name_servers: servers } = Object(item) as Record<string, unknown>;
  const apex = typeof name === "string" ? findDomainName(name) : undefined;
  if (typeof id !== "string" || apex === undefined) {
    throw new OnboardError("API_SURPRISE", "Cloudflare listed something that is not a zone.", {
      hint: "Run the same command again with --debug and report its output.",
      facts: { item },
    });
  }
  const nameServers = Array.isArray(servers)
    ? servers.flatMap((server) => findDomainName(String(server)) ?? [])
    : [];
  // Of a partial or secondary zone Cloudflare takes records and never serves them.
  const notServing = [type === "full" ? undefined : type, status === "active" ? undefined : status].find(
    (word) => typeof word === "string",
  );
  return {
    apex,
    id,
    nameServers: nameServers.length === 0 ? undefined : nameServers,
    ...(notServing === undefined ? {} : { notServing }),
  };
}

import type { DomainName } from "../../src/dns/domain-name.ts";
import type { CallOptions, DnsProvider, Receipt, Zone } from "../../src/dns/provider.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import type { Route53Api, RawRecordSet } from "./api.ts";
import { applySwaps } from "./write/apply.ts";
import { mayWrite } from "./write/may-write.ts";
import { createCalls, type CallsContext, type Route53Calls } from "./calls.ts";
import { toRRsets } from "./convert.ts";
import { listRecordSets } from "./read/listing.ts";
import { meta } from "./meta.ts";
import { holdsOthers } from "./read/others.ts";
import { ListedSets } from "./read/listed-sets.ts";
import { findZoneById, findZones } from "./read/zones.ts";

export interface AdapterOptions extends CallsContext {
  /** Milliseconds for one request with the whole of its answer. */
  readonly requestMs: number;
  /** The one zone to use, as the config names it. */
  readonly zoneId?: string | undefined;
}

/**
 * The contract over Route 53. The client is an argument: the official SDK, or anything with the same five
 * functions.
 */
export function createRoute53Provider(api: Route53Api, options: AdapterOptions): DnsProvider {
  const calls = createCalls(api, options, options.requestMs);
  const listedSets = new ListedSets();
  const look = async (
    zone: Zone,
    owners: readonly DomainName[],
    callOptions: CallOptions,
  ): Promise<readonly RawRecordSet[]> => {
    const listed = await listRecordSets(calls, zone.id, owners, callOptions);
    listedSets.remember(zone.id, owners, listed);
    return listed;
  };
  return {
    name: meta.id,
    traits: meta.traits,
    zonesAt: (apex, callOptions) =>
      options.zoneId === undefined
        ? findZones(calls, apex, callOptions)
        : findZoneById(calls, apex, options.zoneId, callOptions),
    readRRsets: async (zone, owners, callOptions) => toRRsets(await look(zone, owners, callOptions)),
    holdsOthers: (zone, names, callOptions) => holdsOthers(calls, zone.id, names, callOptions),
    apply: (zone, swaps, callOptions) => applySwaps({ calls, listedSets, look }, zone, swaps, callOptions),
    settled: (receipt, callOptions) => isSettled(calls, receipt, callOptions),
    mayWrite: (zone, places, callOptions) => mayWrite(calls, zone, places, callOptions),
  };
}

/**
 * One question a call; the caller paces them (every 5 s). A write whose answer was lost left no id to ask about;
 * and a GetChange that is refused, unknown or throttled says nothing about the records.
 */
async function isSettled(
  calls: Route53Calls,
  { changeId, written }: Receipt,
  { signal, awayMs }: CallOptions,
): Promise<boolean | undefined> {
  if (changeId === undefined) return written === 0 ? true : undefined;
  try {
    const { ChangeInfo } = await calls.getChange(changeId, {
      ...(signal === undefined ? {} : { signal }),
      ...(awayMs === undefined ? {} : { awayMs }),
    });
    if (ChangeInfo?.Status === "INSYNC") return true;
    return ChangeInfo?.Status === "PENDING" ? false : undefined;
  } catch (error) {
    signal?.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

import type { CallOptions, Receipt, Zone } from "../../src/dns/provider.ts";
import type { Swap } from "../../src/dns/rrset.ts";
import type { AdapterContext } from "../describe.ts";
import { nameWithin } from "../kit/host-records.ts";
import { applyOneByOne } from "../kit/one-by-one.ts";
import type { Persist } from "../kit/persist.ts";
import type { ReadLag } from "../kit/read-lag.ts";
import { parametersOf, type DnspodCall, type DnspodCalls } from "./api.ts";
import { changesFor, REMARK, type Change } from "./changes.ts";
import { DEFAULT_LINE_ID, formatContent, parseHostRecord, type HostRecord } from "./convert.ts";
import { listRecords } from "./listing.ts";
import { requireStill, type Modify } from "./modify.ts";

export interface SwapTools {
  readonly calls: DnspodCalls;
  readonly context: Pick<AdapterContext, "admit" | "clock">;
  readonly persist: Persist;
  readonly modify: Modify;
  readonly lag: ReadLag;
  /** What the default line is called in this account system. */
  readonly defaultLine: string;
}

/** Several swaps; the listing is waited for once, after all of them. */
export function applySwaps(
  tools: SwapTools,
  given: { readonly zone: Zone; readonly swaps: readonly Swap[] },
  options: CallOptions,
): Promise<Receipt> {
  const { calls, context, persist, lag } = tools;
  const host = {
    context,
    persist,
    lag,
    changesFor,
    read: (zone: Zone, ...asking: Parameters<DnspodCalls>) => readZone(calls(...asking), zone),
    write: (zone: Zone, change: Change, ...asking: Parameters<DnspodCalls>) =>
      writeOne(tools, calls(...asking), zone, change),
  };
  return applyOneByOne(host, given, options);
}

/** Every record of the zone, paused ones and those of all lines, too. */
export async function readZone(call: DnspodCall, zone: Zone): Promise<readonly HostRecord[]> {
  const items = await listRecords(call, parametersOf(zone));
  return items.flatMap((item) => parseHostRecord(item, zone.apex) ?? []);
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
      return modify(call, zone, change);
    case "delete":
      await requireStill(call, zone, change.record);
      await call("DeleteRecord", { ...at, RecordId: change.record.id });
      return;
    case "create":
      await call("CreateRecord", {
        ...at,
        SubDomain: nameWithin(change.owner, zone.apex),
        RecordLine: defaultLine,
        RecordLineId: DEFAULT_LINE_ID,
        ...formatContent(change.type, change.value),
        TTL: change.ttl,
        Remark: REMARK,
      });
  }
}

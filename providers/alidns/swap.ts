import type { Zone } from "../../src/dns/provider.ts";
import { nameWithin } from "../kit/host-records.ts";
import type { Change } from "../kit/record-changes.ts";
import type { AlidnsCall } from "./api.ts";
import { DEFAULT_LINE, formatContent, parseHostRecord, type HostRecord } from "./convert.ts";
import { listRecords } from "./listing.ts";

/** Every record of the zone, paused ones and those of all lines, too. */
export async function readZone(call: AlidnsCall, { apex }: Zone): Promise<readonly HostRecord[]> {
  const items = await listRecords(call, apex);
  return items.flatMap((item) => parseHostRecord(item, apex) ?? []);
}

/**
 * One request that writes. UpdateDomainRecord takes what it is not given for its default (a line for the default one, a
 * TTL for 600 s), so it is sent each field as it was read. A remark would be a second request, with a right of its own:
 * what this program creates has none.
 */
export async function writeOne(call: AlidnsCall, { apex }: Zone, change: Change<HostRecord>): Promise<void> {
  switch (change.kind) {
    case "modify": {
      const { record, value = record.value, ttl = record.ttl } = change;
      const { id, owner, type, line = DEFAULT_LINE } = record;
      await call("UpdateDomainRecord", {
        RecordId: id,
        RR: nameWithin(owner, apex),
        ...formatContent(type, value),
        TTL: String(ttl),
        Line: line,
      });
      return;
    }
    case "delete":
      await call("DeleteDomainRecord", { RecordId: change.record.id });
      return;
    case "create":
      await call("AddDomainRecord", {
        DomainName: apex,
        RR: nameWithin(change.owner, apex),
        ...formatContent(change.type, change.value),
        TTL: String(change.ttl),
        Line: DEFAULT_LINE,
      });
  }
}

import type { DomainName } from "../../dns/domain-name.ts";
import type { RRset, RRType } from "../../dns/rrset.ts";
import type { RecordPlan, RecordResult } from "../../events.ts";
import { changedValues, type ChangedValue } from "../diff.ts";
import { clockWords, recordsOf, told, type EventOf, type Story } from "./story.ts";

/** One RRset: what stood there, what stands there now or would, and which records of the identity it is about. */
export interface Change {
  readonly owner: DomainName;
  readonly type: RRType;
  readonly records: readonly RecordResult[];
  readonly values: readonly ChangedValue[];
  /** Seconds; null: no RRset. */
  readonly ttlBefore: number | null;
  readonly ttlAfter: number | null;
  /** When it was written, in milliseconds since 1970; undefined: it was not. */
  readonly writtenAt: number | undefined;
}

/** Before and after of every RRset that the command was about, as it was written, else as it was planned. */
export function changesOf(story: Story): readonly Change[] {
  const records = recordsOf(story);
  const written = told(story, "rrset.written");
  const places = [...records, ...written.map(({ owner, rrtype: type }) => ({ owner, type }))];
  const unique = new Map(places.map(({ owner, type }) => [`${type} ${owner}`, { owner, type }]));
  return [...unique.values()].map(({ owner, type }) => {
    const own = records.filter((record) => record.owner === owner && record.type === type);
    return changeAt(
      { owner, type },
      own,
      written.findLast((event) => event.owner === owner && event.rrtype === type),
    );
  });
}

function changeAt(
  place: Pick<Change, "owner" | "type">,
  records: readonly RecordResult[],
  written: EventOf<"rrset.written"> | undefined,
): Change {
  const planned = written ?? records.find(({ action }) => isWrite(action)) ?? records[0];
  const [before, after] = [planned?.before ?? null, sidesAfter(planned)];
  const values = planned === undefined ? [] : changedValues({ action: planned.action, before, after });
  return { ...place, records, values, ttlBefore: before?.ttl ?? null, ttlAfter: after?.ttl ?? null, writtenAt: written?.at };
}

/** What is left alone still stands afterwards; its plan names no `after`. */
function sidesAfter(planned: Pick<RecordPlan, "action" | "before" | "after"> | undefined): RRset | null {
  if (planned === undefined) return null;
  return isWrite(planned.action) ? planned.after : planned.before;
}

/** `merged, written at 09:00:00 UTC`. */
export function actionWords({ records, writtenAt }: Change): string {
  const action = (records.find((record) => isWrite(record.action)) ?? records[0])?.action ?? "replaced";
  if (writtenAt !== undefined) return `${action}, written at ${clockWords(writtenAt)} UTC`;
  return isWrite(action) ? `to be ${action}; not written` : `${action}; not touched`;
}

function isWrite(action: RecordPlan["action"]): boolean {
  return action !== "kept" && action !== "unchanged";
}

/** `TTL 300 s`, `TTL 3600 s, now 300 s`; empty where there is none. */
export function ttlWords({ ttlBefore, ttlAfter }: Change): string {
  if (ttlAfter === null) return ttlBefore === null ? "" : `TTL was ${ttlBefore} s`;
  return ttlBefore === null || ttlBefore === ttlAfter ? `TTL ${ttlAfter} s` : `TTL ${ttlBefore} s, now ${ttlAfter} s`;
}

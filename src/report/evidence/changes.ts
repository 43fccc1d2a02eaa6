import { keyOf, keyText, sameKey, type RRset, type RRsetKey } from "../../dns/rrset.ts";
import type { Command } from "../../events/started.ts";
import { changedValues, type ChangedValue } from "../diff.ts";
import { foundWord } from "../words/plan-words.ts";
import { clockWords, recordsOf, type Story } from "./story.ts";
import type { RecordResult } from "../../events/record.ts";
import { addsBeside, isChange, type RecordPlan } from "../../plan/record-plan.ts";
import { lastEventOf, eventsOf, type EventOf } from "../../events/events-of.ts";

/**
 * One RRset: what stood there, what stands there now or would, and which records of the identity it is about.
 */
export interface RecordChange extends RRsetKey {
  readonly records: readonly RecordResult[];
  readonly values: readonly ChangedValue[];
  /** Seconds; null: no RRset. */
  readonly ttlBefore: number | null;
  readonly ttlAfter: number | null;
  /** What was done, is to be done or was found. */
  readonly outcome: string;
  readonly isWritten: boolean;
}

/** Before and after of every RRset that the command was about, as it was written, else as it was planned. */
export function changesOf(story: Story): readonly RecordChange[] {
  const records = recordsOf(story);
  const written = eventsOf(story, "rrset.written");
  const keys = [...records.map(keyOf), ...written.map(({ rrset }) => rrset)];
  const unique = new Map(keys.map((key) => [keyText(key), key]));
  return [...unique.values()].map((key) => {
    const own = records.filter((record) => sameKey(record, key));
    const event = written.findLast(({ rrset }) => sameKey(rrset, key));
    return {
      ...key,
      records: own,
      ...sidesOf(event, own),
      outcome: outcomeWords(story, event, own),
      isWritten: event !== undefined,
    };
  });
}

type Written = EventOf<"rrset.written"> | undefined;

function sidesOf(
  written: Written,
  records: readonly RecordResult[],
): Pick<RecordChange, "values" | "ttlBefore" | "ttlAfter"> {
  const planned = written ?? mainOf(records);
  const [before, after] = [planned?.before ?? null, sidesAfter(planned)];
  const values = planned === undefined ? [] : changedValues({ action: planned.action, before, after });
  const ttlBefore = before?.ttl ?? null;
  // What SES asks for has no TTL.
  const isFound = planned !== undefined && "found" in planned && planned.found !== undefined;
  return { values, ttlBefore, ttlAfter: isFound ? ttlBefore : (after?.ttl ?? null) };
}

function outcomeWords(story: Story, written: Written, records: readonly RecordResult[]): string {
  if (written !== undefined) return `${written.action}, written at ${clockWords(written.time)} UTC`;
  const planned = mainOf(records);
  if (planned === undefined) return "";
  const isTold = isChange(planned.action) || planned.found !== undefined;
  return isTold ? outcomeOfAction(story, planned, false) : `${planned.action}, not touched`;
}

/** Of several records in one RRset the one that changes it. */
function mainOf(records: readonly RecordResult[]): RecordResult | undefined {
  return records.find(({ action }) => isChange(action)) ?? records[0];
}

/** What is left alone still stands afterwards; its plan names no `after`. */
function sidesAfter(planned: Pick<RecordPlan, "action" | "before" | "after"> | undefined): RRset | null {
  if (planned === undefined) return null;
  return isChange(planned.action) ? planned.after : planned.before;
}

/** What was done about a record, or is to be done, or was found: never a change that did not happen. */
export function outcomeOfAction(story: Story, record: RecordResult, isWritten: boolean): string {
  const word = addsBeside({ record, ...record }) ? "added" : record.action;
  if (record.found !== undefined) return foundWord(record.found, record);
  if (isWritten || !isChange(record.action)) return word;
  return OUTCOMES[lastEventOf(story, "run.started")?.command ?? "run"][word] ?? word;
}

type Outcomes = Readonly<Partial<Record<RecordPlan["action"] | "added", string>>>;

const OUTCOMES: Readonly<Record<Command, Outcomes>> = {
  run: {
    created: "not created",
    merged: "not merged",
    added: "not added",
    "written-out": "not written out",
    replaced: "not replaced",
  },
  plan: {
    created: "to be created",
    merged: "to be merged",
    added: "to be added",
    "written-out": "to be written out",
    replaced: "to be replaced",
  },
  // Of each record it tells what it found.
  check: {},
  undo: { restored: "not put back", removed: "not taken away" },
};

/** The title of the list of changes: only `run` and `undo` write. */
export function changesTitle(story: Story): string {
  return TITLES[lastEventOf(story, "run.started")?.command ?? "run"];
}

const TITLES: Readonly<Record<Command, string>> = {
  run: "What stood there before, and what was written",
  plan: "What stands there, and what would be written",
  check: "What stands there, and what should",
  undo: "What stood there, and what was put back",
};

/** `TTL 300 s`, `TTL 3600 s, now 300 s`; empty where there is none. */
export function ttlWords({ ttlBefore, ttlAfter }: RecordChange): string {
  if (ttlAfter === null) return ttlBefore === null ? "" : `TTL was ${ttlBefore} s`;
  return ttlBefore === null || ttlBefore === ttlAfter
    ? `TTL ${ttlAfter} s`
    : `TTL ${ttlBefore} s, now ${ttlAfter} s`;
}

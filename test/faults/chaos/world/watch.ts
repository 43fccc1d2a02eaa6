import { existsSync, readFileSync } from "node:fs";
import type { RRset } from "../../../../src/dns/rrset.ts";
import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";

// Every change of a zone, as it happens: who made it, and whether the program had it on disk by then.

export interface Commit {
  readonly zone: StoredZone;
  readonly by: "program" | "others";
  readonly at: number;
  /** How many programs ran then. */
  readonly running: number;
  readonly before: readonly StoredRecord[];
  readonly after: readonly StoredRecord[];
  /** Of a change by the program: values that come or go, of which no `rrset.planned` on disk tells. */
  readonly unplanned: readonly StoredRecord[];
}

export interface Watch {
  readonly commits: readonly Commit[];
  /** What is committed within is somebody else's. */
  readonly asOthers: (zone: StoredZone, change: () => readonly StoredRecord[] | undefined) => boolean;
}

export function watchZones(
  zones: readonly StoredZone[],
  logs: () => readonly string[],
  running: () => number,
): Watch {
  const commits: Commit[] = [];
  let by: Commit["by"] = "program";
  for (const zone of zones) {
    const commit = zone.commit.bind(zone);
    zone.commit = (change) => {
      const before = zone.current.records;
      const version = commit((records) => {
        const after = change(records);
        if (after !== records) {
          const unplanned = by === "others" ? [] : findUnplanned(before, after, logs());
          commits.push({ zone, by, at: Date.now(), running: running(), before, after, unplanned });
        }
        return after;
      });
      return version;
    };
  }
  return {
    commits,
    asOthers: (zone, change) => {
      by = "others";
      try {
        const next = change();
        if (next !== undefined) zone.commit(() => next);
        return next !== undefined;
      } finally {
        by = "program";
      }
    },
  };
}

/** The values that come and go, beside what the logs on disk have planned. */
function findUnplanned(
  before: readonly StoredRecord[],
  after: readonly StoredRecord[],
  logs: readonly string[],
): readonly StoredRecord[] {
  const plans = logs.flatMap(plansIn);
  const isPlanned = (record: StoredRecord, side: "before" | "after", other: "before" | "after"): boolean =>
    plans.some((plan) => holds(plan[side], record) && !holds(plan[other], record));
  const has = (records: readonly StoredRecord[], one: StoredRecord): boolean =>
    records.some((other) => sameValue(other, one));
  return [
    ...after.filter((one) => !has(before, one) && !isPlanned(one, "after", "before")),
    // What an earlier plan of ours brought goes with the next one.
    ...before.filter(
      (one) => !has(after, one) && !isPlanned(one, "before", "after") && !isPlanned(one, "after", "before"),
    ),
  ];
}

interface Planned {
  readonly before: RRset | null;
  readonly after: RRset | null;
}

function holds(rrset: RRset | null, { owner, type, value }: StoredRecord): boolean {
  return rrset?.owner === owner && rrset.type === type && rrset.values.includes(value);
}

function plansIn(path: string): readonly Planned[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.startsWith('{"type":"rrset.planned"') && line.endsWith("}"))
    .map((line) => JSON.parse(line) as Planned);
}

export function sameValue(a: StoredRecord, b: StoredRecord): boolean {
  return a.owner === b.owner && a.type === b.type && a.value === b.value;
}

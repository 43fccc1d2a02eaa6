import { keyOf, sameKey, type RRset, type Swap } from "../../dns/rrset.ts";
import type { Plan } from "../../plan/consent/plan.ts";

// What a plan asks of whoever holds the DNS, for people and for other programs. Read entries.ts (what is to be done),
// spelling.ts (values that may be pasted), export.ts (the formats), then table.ts, bind.ts, terraform.ts, csv.ts, and
// page/ (a page to forward).

/** What whoever holds the DNS does about a record set. */
export type Todo = "create" | "change" | "remove" | "keep";

/** One record set: what shall stand there in the end, or with `remove` what stands there now. */
export interface Entry extends RRset {
  readonly todo: Todo;
  /** What stands there now and is to go. */
  readonly going: readonly string[];
}

/** Everything that a plan writes, and then what it leaves as it is. */
export function entriesOf({ swaps, records }: Pick<Plan, "swaps" | "records">): readonly Entry[] {
  const written = swaps.flatMap(entryOf);
  const kept = records.flatMap(({ after }) => after ?? []);
  const isFirst = (rrset: RRset, index: number) =>
    !written.some((entry) => sameKey(entry, rrset)) &&
    kept.findIndex((other) => sameKey(other, rrset)) === index;
  return [...written, ...kept.filter(isFirst).map((rrset) => ({ ...entry(rrset), todo: "keep" as const }))];
}

function entryOf({ before, after }: Swap): readonly Entry[] {
  if (after === undefined)
    return before === undefined ? [] : [{ ...entry(before), todo: "remove", going: before.values }];
  const going = before?.values.filter((value) => !after.values.includes(value)) ?? [];
  return [{ ...entry(after), todo: before === undefined ? "create" : "change", going }];
}

/** Without what a host alone knows of it. */
function entry(rrset: RRset): Omit<Entry, "todo"> {
  return { ...keyOf(rrset), ttl: rrset.ttl, values: rrset.values, going: [] };
}

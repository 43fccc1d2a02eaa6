import type { RRset } from "../dns/rrset.ts";
import type { RecordPlan } from "../events.ts";
import type { Colors } from "./color.ts";
import { seal } from "./seal.ts";
import { shorten } from "./words.ts";

export interface Look {
  readonly colors: Colors;
  /** Characters in a line; Infinity where nothing is cut, as in a file. */
  readonly width: number;
}

const INDENT = "    ";

/** What a change does to an RRset, value by value: `-` goes, `+` comes, the rest stays. Empty when nothing changes. */
export function diffLines(
  { action, before, after }: Pick<RecordPlan, "action" | "before" | "after">,
  { colors, width }: Look,
): readonly string[] {
  if (action === "kept" || action === "unchanged") return valueLines(before, " ", width).map(colors.dim);
  const [old, now] = [before?.values ?? [], after?.values ?? []];
  return [
    ...valueLines(
      only(before, (value) => !now.includes(value)),
      "-",
      width,
    ).map(colors.red),
    ...valueLines(
      only(after, (value) => !old.includes(value)),
      "+",
      width,
    ).map(colors.green),
    ...valueLines(
      only(before, (value) => now.includes(value)),
      " ",
      width,
    ).map(colors.dim),
    ...ttlLines(before, after).map(colors.dim),
  ];
}

function only(rrset: RRset | null, keep: (value: string) => boolean): RRset | null {
  return rrset === null ? null : { ...rrset, values: rrset.values.filter(keep) };
}

function valueLines(rrset: RRset | null, sign: "-" | "+" | " ", width: number): readonly string[] {
  return (rrset?.values ?? []).map((value) => `${INDENT}${sign} ${shorten(seal(value), width - INDENT.length - 2)}`);
}

function ttlLines(before: RRset | null, after: RRset | null): readonly string[] {
  if (after === null || before?.ttl === after.ttl) return [];
  return [`${INDENT}  ${before === null ? "" : `TTL ${before.ttl} s, now `}TTL ${after.ttl} s`];
}

import type { RRset } from "../dns/rrset.ts";
import type { Colors } from "./color.ts";
import { oneLine } from "./words/one-line.ts";
import { shorten } from "./words/words.ts";
import { isChange, type RecordPlan } from "../plan/record-plan.ts";

export interface TextStyle {
  readonly colors: Colors;
  /** Characters in a line; Infinity where nothing is cut, as in a file. */
  readonly width: number;
}

const INDENT = "    ";

/** One value of an RRset and what becomes of it: `-` goes, `+` comes, ` ` stays. */
export interface ChangedValue {
  readonly sign: "-" | "+" | " ";
  readonly value: string;
}

/** What a change does to an RRset: first what goes, then what comes, then what stays. */
export function changedValues({
  action,
  before,
  after,
}: Pick<RecordPlan, "action" | "before" | "after">): readonly ChangedValue[] {
  const [old, now] = [
    before?.values ?? [],
    isChange(action) ? (after?.values ?? []) : (before?.values ?? []),
  ];
  const [standing, coming] = [new Set(old), new Set(now)];
  return [
    ...signed(
      "-",
      old.filter((value) => !coming.has(value)),
    ),
    ...signed(
      "+",
      now.filter((value) => !standing.has(value)),
    ),
    ...signed(
      " ",
      old.filter((value) => coming.has(value)),
    ),
  ];
}

function signed(sign: ChangedValue["sign"], values: readonly string[]): readonly ChangedValue[] {
  return values.map((value) => ({ sign, value }));
}

/** The same as indented lines, and the TTL. Empty when nothing stands there and nothing comes. */
export function diffLines(
  plan: Pick<RecordPlan, "action" | "before" | "after"> & { readonly found?: unknown },
  { colors, width }: TextStyle,
): readonly string[] {
  const paints = { "-": colors.red, "+": colors.green, " ": colors.dim } as const;
  const values = changedValues(plan).map(({ sign, value }) =>
    paints[sign](`${INDENT}${sign} ${shorten(oneLine(value), width - INDENT.length - 2)}`),
  );
  // What `check` holds against what stands there has no TTL.
  const hasTtl = isChange(plan.action) && plan.found === undefined;
  return [...values, ...(hasTtl ? ttlLines(plan.before, plan.after).map(colors.dim) : [])];
}

function ttlLines(before: RRset | null, after: RRset | null): readonly string[] {
  if (after === null || before?.ttl === after.ttl) return [];
  return [`${INDENT}  ${before === null ? "" : `TTL ${before.ttl} s, now `}TTL ${after.ttl} s`];
}

import { stripVTControlCharacters as plain } from "node:util";
import { addsBeside } from "../../plan/record-plan.ts";
import type { PlannedRecord } from "../../plan/consent/plan.ts";
import type { Purpose } from "../../plan/requirement.ts";
import type { Colors, Paint } from "../color.ts";
import type { TextStyle } from "../diff.ts";
import { tableLines, type Cell } from "../layout.ts";
import { displayWidth } from "../words/words.ts";
import type { AskedDomain } from "./asked.ts";

const COLUMNS: readonly (readonly [purpose: Purpose, title: string])[] = [
  ["mx", "MX"],
  ["spf", "SPF"],
  ["dmarc", "DMARC"],
  ["dkim", "DKIM"],
  ["other", "others"],
];

/**
 * A row for each domain: its number (by which the values below mean it), its identity, what becomes of each record,
 * and how much there is to look at. A name is never cut: where it leaves no room for the rest, that stands below.
 */
export function domainTable(asked: readonly AskedDomain[], look: TextStyle): readonly string[] {
  const columns = COLUMNS.filter(([purpose]) => asked.some((one) => cellOf(one, purpose, look.colors).text));
  const head = ["identity", ...columns.map(([, title]) => title), "to look at"];
  const cells = asked.map((one): readonly Cell[] => [
    identityCell(one, look.colors),
    ...columns.map(([purpose]) => cellOf(one, purpose, look.colors)),
    { text: one.warnings.length === 0 ? "" : String(one.warnings.length), paint: look.colors.yellow },
  ]);
  const shown = asked.some(({ warnings }) => warnings.length > 0) ? head : head.slice(0, -1);
  const isUndo = asked.every(({ identity }) => identity === "stays");
  const [titles, rows] = isUndo ? [shown.slice(1), cells.map((row) => row.slice(1))] : [shown, cells];
  return besideNames(asked, tableLines(titles, rows, Infinity, look.colors.dim), look);
}

function besideNames(
  asked: readonly AskedDomain[],
  [head = "", ...rows]: readonly string[],
  { width, colors }: TextStyle,
): readonly string[] {
  const numbers = asked.length > 1 ? asked.map((_one, index) => `${index + 1}`.padStart(3)) : [" "];
  const longest = Math.max("domain".length, ...asked.map(({ domain }) => displayWidth(domain)));
  const rest = Math.max(...[head, ...rows].map((line) => displayWidth(plain(line))));
  const indent = `${" ".repeat(displayWidth(numbers[0] ?? ""))} `;
  const isNarrow = indent.length + longest + 2 + rest > width;
  const line = (lead: string, name: string, row: string): readonly string[] =>
    isNarrow ? [`${lead}${name}`, `${indent}  ${row}`] : [`${lead}${name.padEnd(longest)}  ${row}`.trimEnd()];
  return [
    ...line(indent, "domain", head).map((text) => colors.dim(plain(text))),
    ...asked.flatMap(({ domain }, index) => line(`${numbers[index] ?? ""} `, domain, rows[index] ?? "")),
  ];
}

function identityCell({ identity }: AskedDomain, colors: Colors): Cell {
  return { text: identity, paint: identity === "create" ? colors.yellow : colors.dim };
}

function cellOf({ records, identity }: AskedDomain, purpose: Purpose, colors: Colors): Cell {
  const words = records.filter(({ record }) => record.purpose === purpose).map(plannedWord);
  const follows = purpose === "dkim" && identity === "create" ? ["follows"] : [];
  const text = [...new Set([...words, ...follows])].join("/");
  return { text, paint: paintOf(text, colors) };
}

function paintOf(text: string, colors: Colors): Paint | undefined {
  if (text === "new" || text === "added" || text === "follows") return colors.green;
  return text === "kept" || text === "as it is" || text === "left out" ? colors.dim : colors.yellow;
}

/** What becomes of a record, in a word or two. */
export function plannedWord({ record, action, before, after }: PlannedRecord): string {
  if (addsBeside({ record, action, before, warnings: [] })) return "added";
  if (action === "kept" && before === null && after === null) return "left out";
  return WORD_BY_ACTION[action];
}

const WORD_BY_ACTION: Readonly<Record<PlannedRecord["action"], string>> = {
  created: "new",
  merged: "merged",
  "written-out": "written out",
  replaced: "replaced",
  restored: "put back",
  removed: "taken away",
  kept: "kept",
  unchanged: "as it is",
};

/** All of them, changes first. */
export const PLANNED_WORDS: readonly string[] = Object.values(WORD_BY_ACTION);

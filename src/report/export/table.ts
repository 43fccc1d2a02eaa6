import type { Plan } from "../../plan/consent/plan.ts";
import { entriesOf, type Entry } from "./entries.ts";
import { leadOf, openNote } from "./notes.ts";
import { fieldsOf, hostOf } from "./spelling.ts";

const HEAD = ["action", "host", "type", "TTL", "value"];

/** Columns for a terminal or a message, each value whole and last in its line. */
export function tableLines(plan: Plan): readonly string[] {
  const { apex } = plan.settings.zone;
  const rows = [HEAD, ...entriesOf(plan).flatMap((entry) => rowsOf(entry, hostOf(entry.owner, apex)))];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join("  ");
  return [...leadOf(plan), ...rows.map(line), ...openNote(plan)];
}

function rowsOf(entry: Entry, host: string): readonly (readonly string[])[] {
  const { todo, type, ttl, values, going } = entry;
  const row = (action: string, text: string): readonly string[] => {
    const { priority, value } = fieldsOf(type, text);
    return [action, host, type, String(ttl), priority === undefined ? value : `${priority} ${value}`];
  };
  return [
    ...going.map((value) => row("delete", value)),
    ...(todo === "remove" ? [] : values.map((value) => row(todo, value))),
  ];
}

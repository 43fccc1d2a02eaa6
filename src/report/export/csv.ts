import type { Plan } from "../../plan/consent/plan.ts";
import { entriesOf, type Entry } from "./entries.ts";
import { fieldsOf, hostOf } from "./spelling.ts";

const HEAD = ["action", "name", "host", "type", "ttl", "priority", "value", "zone", "rehearsal"];

/** RFC 4180: a line for each value; one that goes has the action `delete`. */
export function csvLines(plans: readonly Plan[]): readonly string[] {
  return [HEAD, ...plans.flatMap(rowsOf)].map((cells) => `${cells.map(cellText).join(",")}\r`);
}

function rowsOf(plan: Plan): readonly (readonly string[])[] {
  const { apex, rehearsal = false } = plan.settings.zone;
  const row = ({ owner, type, ttl }: Entry, action: string, text: string): readonly string[] => {
    const { priority, value } = fieldsOf(type, text);
    const cells = [action, owner, hostOf(owner, apex), type, ttl, priority ?? "", value, apex];
    return [...cells.map(String), rehearsal ? "yes" : "no"];
  };
  return entriesOf(plan).flatMap((entry) => [
    ...entry.going.map((value) => row(entry, "delete", value)),
    ...(entry.todo === "remove" ? [] : entry.values.map((value) => row(entry, entry.todo, value))),
  ]);
}

function cellText(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

import type { Plan } from "../../plan/consent/plan.ts";
import { entriesOf, type Entry } from "./entries.ts";
import { leadOf, openNote } from "./notes.ts";
import { fieldsOf, hostOf } from "./spelling.ts";

/**
 * One value for `for_each`, since each host has a resource of its own: every record set that shall stand in the end, by
 * `TYPE name`. What only stands already is in it as a comment, since somebody may keep it elsewhere.
 */
export function terraformLines(plans: readonly Plan[]): readonly string[] {
  const notes = plans.flatMap((plan) => [...leadOf(plan), ...openNote(plan)]);
  return [
    ...notes.map((note) => `# ${note}`),
    "# Each set is whole: where `action` is change, its values replace what stands there, which has to be imported first.",
    "# A text that begins with a quote is spelled as in a zone file.",
    "locals {",
    "  ses_onboard_records = {",
    ...plans.flatMap((plan) => entriesOf(plan).flatMap((entry) => entryLines(entry, plan))),
    "  }",
    "}",
  ];
}

function entryLines(entry: Entry, { settings: { zone } }: Plan): readonly string[] {
  const { owner, type, todo, ttl, values } = entry;
  const isWritten = todo === "create" || todo === "change";
  const lines = [
    `${text(`${type} ${owner}`)} = {`,
    `  action = ${text(todo)}`,
    `  zone   = ${text(zone.apex)}`,
    `  name   = ${text(owner)}`,
    `  host   = ${text(hostOf(owner, zone.apex))}`,
    `  type   = ${text(type)}`,
    `  ttl    = ${ttl}`,
    "  values = [",
    ...values.map((value) => `    ${text(spelled(entry, value))},`),
    "  ]",
    "}",
  ];
  return lines.map((line) => (isWritten ? `    ${line}` : `    # ${line}`));
}

function spelled({ type }: Entry, value: string): string {
  const { priority, value: own } = fieldsOf(type, value);
  return priority === undefined ? own : `${priority} ${own}`;
}

/** A quoted template of HCL, in which nothing is one. */
function text(plain: string): string {
  const escaped = plain.replace(/[\\"]/g, "\\$&").replaceAll("${", "$${").replaceAll("%{", "%%{");
  return `"${escaped}"`;
}

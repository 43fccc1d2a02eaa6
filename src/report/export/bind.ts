import type { Plan } from "../../plan/consent/plan.ts";
import { entriesOf, type Entry, type Todo } from "./entries.ts";
import { leadOf, openNote } from "./notes.ts";
import { rdataLine } from "./spelling.ts";

const HEADINGS: Readonly<Record<Todo, string>> = {
  create: "create",
  change: "change: these lines replace all that stand there",
  remove: "remove what stands there",
  keep: "keep what stands there",
};

/** Lines of a zone file (RFC 1035 section 5); what is only told of stands in comments. */
export function bindLines(plan: Plan): readonly string[] {
  const lead = [...leadOf(plan), ...openNote(plan)].map((line) => `; ${line}`);
  return [...lead, ...entriesOf(plan).flatMap((entry) => ["", ...entryLines(entry)])];
}

function entryLines(entry: Entry): readonly string[] {
  const { todo, owner, ttl, type, going, values } = entry;
  const line = (value: string) => `${owner}. ${ttl} IN ${type} ${rdataLine(type, value)}`;
  const isWritten = todo === "create" || todo === "change";
  return [
    `; ${HEADINGS[todo]}`,
    ...(todo === "change" ? going.map((value) => `; goes: ${line(value)}`) : []),
    ...values.map((value) => (isWritten ? line(value) : `; ${line(value)}`)),
  ];
}

import type { OwnershipWarning } from "../../../plan/ownership/warning.ts";
import type { Warning } from "../../../plan/warning.ts";
import type { SentencesOf } from "./sentences-of.ts";

export const OWNERSHIP_SENTENCES: SentencesOf<OwnershipWarning> = {
  "kept-by-program": ({ owner, type, program, mark }) =>
    `${program} keeps records of this zone, as "${mark}" at ${type} ${owner} says, and its next run may undo what is written here. Put the same record sets into its configuration before that.`,
  "seen-from-outside": ({ owner }) =>
    `The records of ${owner} were read from its name servers alone, by the types TXT, MX, CNAME, A, AAAA and NS. Records of other types, records that are switched off or served to a part of the world, and what a wildcard hides are not known: look at the DNS host's list before you change a name.`,
};

/** What follows below it, line by line: the record sets in that program's language. */
export function exportOf(warning: Warning): readonly string[] {
  return warning.warning === "kept-by-program" ? (warning.export ?? []) : [];
}

import { codeWords } from "../report/error-text.ts";
import { markdownReport } from "../report/evidence/markdown/page.ts";
import { hintText, text } from "../report/evidence/markdown/text.ts";
import type { CommandReport } from "./outcome.ts";
import type { Asker } from "../report/evidence/request-facts.ts";

/**
 * A comment on an issue or a pull request holds 65,536 characters (GitHub's API says so in its refusal,
 * November 2026); the rest is room for a greeting.
 */
const MOST_COMMENT_BYTES = 60_000;

/** The job summary. */
export function summaryOf(command: CommandReport, asker: Asker): string {
  return pageOf(command, asker === undefined ? {} : { asker });
}

/** The same, short enough for a comment. */
export function commentOf(command: CommandReport, asker: Asker): string {
  return pageOf(command, { ...(asker === undefined ? {} : { asker }), mostBytes: MOST_COMMENT_BYTES });
}

function pageOf(
  { events, failure, interruption }: CommandReport,
  options: NonNullable<Parameters<typeof markdownReport>[1]>,
): string {
  const report = events.length === 0 ? "" : markdownReport(events, options);
  if (failure === undefined && interruption !== undefined)
    return `## ! interrupted\n\n${text(interruption)}\n\n${report}`;
  if (failure === undefined) return report || markdownReport([]);
  const message = text(failure.message, failure.facts);
  return `## ✖ ${text(codeWords(failure))}\n\n${message}\n\n→ ${hintText(failure)}\n\n${report}`;
}

import { closeSync, fstatSync, ftruncateSync } from "node:fs";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { redactDeep, type Redactor } from "../../errors/redact.ts";
import type { OnboardEvent, Reporter } from "../../events/event.ts";
import { refuseFileOfOthers } from "../../files/own-file.ts";
import { attempt, FileFailure, openPrivate, writeFailure, type NamedFile } from "../../files/private-file.ts";
import { syncIfPossible, writeAll } from "../../files/write-all.ts";
import { htmlReport } from "./html/page.ts";
import { jsonReport } from "./json-report.ts";
import { markdownReport } from "./markdown/page.ts";
import { REPORT_MARK } from "./mark.ts";
import type { Asker } from "./request-facts.ts";

// Pages for somebody who was not there. Read story.ts, changes.ts, tracks/ (the timeline), then html/ and
// markdown/; report-file.ts writes.

export interface ReportFile {
  readonly report: Reporter;
  /**
   * Writes what was reported so far. Safe to call twice. @throws OnboardError OUTPUT_FAILED when the file can't be
   * written; CONFIG_INVALID where no domain was planned
   */
  close(): void;
}

export interface ReportSettings {
  readonly path: string;
  readonly redact: Redactor;
  readonly asker?: Asker;
}

interface Form {
  readonly ending: string;
  readonly draw: (events: readonly OnboardEvent[], asker: Asker) => string;
  /** What stands there until the end: it holds the mark, and nothing that could pass for a result. */
  readonly unfinished: string;
}

const UNFINISHED = "This is no report yet: its command has not ended, or could not write what happened.";

const FORMS: readonly Form[] = [
  {
    ending: ".html",
    draw: htmlReport,
    unfinished: `<!doctype html>\n<!-- ${REPORT_MARK}. -->\n<meta charset="utf-8">\n<title>${UNFINISHED}</title>\n<p>${UNFINISHED}</p>\n`,
  },
  {
    ending: ".md",
    draw: (events, asker) => `<!-- ${REPORT_MARK}. -->\n\n${markdownReport(events, { asker })}`,
    unfinished: `<!-- ${REPORT_MARK}. -->\n\n${UNFINISHED}\n`,
  },
  { ending: ".json", draw: jsonReport, unfinished: jsonReport([]) },
];

/**
 * `--report FILE`: opened at once, written in the end, also of a run that failed or was interrupted. A former
 * report goes at once too: it would pass for this run's, should this one be killed; what is written in its place
 * shows a disk that is full. For its owner's eyes, like the event log: it shows as much of the zone.
 * @throws OnboardError CONFIG_INVALID for another ending, for a file that is no report and for one that can't be
 * written, before anything is created
 */
export function openReportFile({ path, redact, asker }: ReportSettings): ReportFile {
  const { draw, unfinished } = formOf(path);
  const file: NamedFile = { path, kind: phrase`report`, option: "report" };
  attempt(file, () => refuseFileOfOthers(file, REPORT_MARK));
  const descriptor = openPrivate(file, "overwrite");
  attempt(file, () => writeAll(descriptor, unfinished, 0));
  const events: OnboardEvent[] = [];
  let open = true;
  return {
    report: (event) => void events.push(redactDeep(event, redact)),
    close: () => {
      if (!open) return;
      open = false;
      const page = draw(events, asker);
      try {
        replaceAll(descriptor, page, unfinished);
      } catch (thrown) {
        throw writeFailure(file, thrown, isUnderWay(events));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

/** Before a domain was planned, nothing of it can have been created. */
function isUnderWay(events: readonly OnboardEvent[]): boolean {
  return events.some(({ type }) => type === "rrset.planned");
}

/** Half a page would pass for the whole: what stood there before fits again. */
function replaceAll(descriptor: number, page: string, before: string): void {
  try {
    writeAll(descriptor, page, 0);
    syncIfPossible(descriptor);
    if (fstatSync(descriptor).nlink === 0) throw new FileFailure("ENOENT");
  } catch (thrown) {
    ftruncateSync(descriptor, 0);
    writeAll(descriptor, before, 0);
    throw thrown;
  }
}

function formOf(path: string): Form {
  const found = FORMS.find(({ ending }) => path.toLowerCase().endsWith(ending));
  if (found !== undefined) return found;
  throw new OnboardError(
    "CONFIG_INVALID",
    phrase`The ending of ${path} does not tell what kind of report it is to be.`,
    {
      hint: phrase`End its name in .html, .md or .json.`,
      facts: { path },
    },
  );
}

import { closeSync, writeFileSync } from "node:fs";
import { OnboardError } from "../../errors/onboard-error.ts";
import { redactDeep, type Redactor } from "../../errors/redact.ts";
import type { OnboardEvent, Reporter } from "../../events/event.ts";
import { refuseFileOfOthers } from "../../files/own-file.ts";
import { attempt, openPrivate, type NamedFile } from "../../files/private-file.ts";
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
   * Writes what was reported so far. Safe to call twice. @throws OnboardError CONFIG_INVALID when the file
   * can't be written
   */
  close(): void;
}

export interface ReportSettings {
  readonly path: string;
  readonly redact: Redactor;
  readonly asker?: Asker;
}

type Draw = (events: readonly OnboardEvent[], asker: Asker) => string;

const DRAW_BY_ENDING: readonly (readonly [ending: string, draw: Draw])[] = [
  [".html", htmlReport],
  [".md", (events, asker) => `<!-- ${REPORT_MARK}. -->\n\n${markdownReport(events, { asker })}`],
  [".json", jsonReport],
];

/**
 * `--report FILE`: opened at once, written in the end, also of a run that failed or was interrupted. A former
 * report goes at once too: it would pass for this run's, should this one be killed. For its owner's eyes, like the
 * event log: it shows as much of the zone.
 * @throws OnboardError CONFIG_INVALID for another ending, for a file that is no report and for one that can't be
 * written, before anything is created
 */
export function openReportFile({ path, redact, asker }: ReportSettings): ReportFile {
  const draw = drawFor(path);
  const file: NamedFile = { path, kind: "report", option: "--report" };
  attempt(file, () => refuseFileOfOthers(file, REPORT_MARK));
  const descriptor = openPrivate(file, "overwrite");
  const events: OnboardEvent[] = [];
  let open = true;
  return {
    report: (event) => void events.push(redactDeep(event, redact)),
    close: () => {
      if (!open) return;
      open = false;
      try {
        attempt(file, () => writeFileSync(descriptor, draw(events, asker)));
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

function drawFor(path: string): Draw {
  const found = DRAW_BY_ENDING.find(([ending]) => path.toLowerCase().endsWith(ending));
  if (found !== undefined) return found[1];
  throw new OnboardError(
    "CONFIG_INVALID",
    `What kind of report ${path} shall be is not told by its ending.`,
    {
      hint: "End its name in .html, .md or .json.",
      facts: { path },
    },
  );
}

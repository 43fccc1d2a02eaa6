import type { OnboardEvent } from "../../events/event.ts";
import { VERSION } from "../../version.ts";
import { jsonLine } from "../../events/json-line.ts";
import { REPORT_MARK } from "./mark.ts";
import type { Asker } from "./request-facts.ts";
import { rehearsalWords } from "./headline.ts";
import { storiesOf } from "./story.ts";
import { lastEventOf } from "../../events/events-of.ts";

/**
 * The evidence of a command for programs: `{program, version, asker, results, events}`, an event a line, so that a
 * diff and a grep are of use. Where it was a rehearsal, `rehearsal` is true.
 * @param events of one or several domains, redacted
 */
export function jsonReport(events: readonly OnboardEvent[], asker?: Asker): string {
  const results = storiesOf(events).flatMap((story) => lastEventOf(story, "result") ?? []);
  const mark = rehearsalWords(storiesOf(events)).length > 0 ? `"rehearsal":true,` : "";
  return `{"program":${line(REPORT_MARK)},"version":${line(VERSION)},${mark}"asker":${line(asker ?? null)},\n"results":[${lines(results)}],\n"events":[${lines(events)}]}\n`;
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `\n${line(value)}`).join(",");
}

function line(value: unknown): string {
  return jsonLine(value).trimEnd();
}

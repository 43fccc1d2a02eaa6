import { OnboardError } from "../../../src/errors/onboard-error.ts";
import type { OnboardEvent } from "../../../src/events/event.ts";
import { lastEventOf, type EventOf } from "../../../src/events/events-of.ts";
import { resultOf } from "../../../src/events/fold-result.ts";
import { htmlReport } from "../../../src/report/evidence/html/page.ts";
import { markdownReport } from "../../../src/report/evidence/markdown/page.ts";
import { createPlainRenderer } from "../../../src/report/plain.ts";
import { outline } from "../outline.ts";
import { createStage, play } from "../stage.ts";

/** All that is told of a story, by format; of the JSON how it ended and how each record stands. */
export function pagesOf(
  events: readonly OnboardEvent[],
): Readonly<Record<"plain" | "md" | "html" | "json", string>> {
  const stage = createStage();
  play(stage, createPlainRenderer(stage), events);
  return {
    plain: stage.screen(),
    md: markdownReport(events),
    html: outline(htmlReport(events)),
    json: endOf(events),
  };
}

function endOf(events: readonly OnboardEvent[]): string {
  const result = lastEventOf({ events }, "result");
  if (result === undefined) return "";
  const { state, exit, identity, error, records } = result;
  const ends = records.map(({ purpose, action, written, found, servers, ses }) => {
    const told = ses === null ? null : { state: ses.state, finding: ses.finding };
    return JSON.stringify({ purpose, action, written, found, servers, ses: told });
  });
  const head = JSON.stringify({ state, exit, code: error?.code ?? null, identity });
  return `${[head, ...ends].join("\n")}\n`;
}

/** Of what people read. What a line says, without when: removing an event moves the times of others. */
export function sayingsIn(pages: ReturnType<typeof pagesOf>): ReadonlySet<string> {
  const { plain, md, html } = pages;
  const lines = [plain, md, html].flatMap((page) => page.split("\n"));
  return new Set(lines.map(withoutTimes).filter((line) => /[a-z]/i.test(line)));
}

export function withoutTimes(line: string): string {
  return line
    .replace(/^ *\+[\d.]+s +\d\/\d [a-z ]{9,}? {2}/, "")
    .replaceAll(/\b\d\d:\d\d(?::\d\d(?:\.\d{3})?)?\b/g, "TIME")
    .replaceAll(/\b\d+(?:\.\d+)? s\b|\b\d+m(?:\d+s)?\b/g, "TIME")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/**
 * The story as it would be told had these events never been, its result folded anew. What an error says was made
 * while it ran, so it is taken away.
 */
export function without(
  events: readonly OnboardEvent[],
  isGone: (event: OnboardEvent) => boolean,
): readonly OnboardEvent[] {
  const left = events.filter((event) => !isGone(event));
  return left.map((event) => (event.type === "result" ? refolded(left.slice(0, -1), event) : event));
}

function refolded(events: readonly OnboardEvent[], result: EventOf<"result">): OnboardEvent {
  const { state, exit, error, calls, timings, time, domain } = result;
  const report = error === null ? undefined : new OnboardError(error.code, "", { hint: "" });
  const end = { state, exit, error: report, calls, totalMs: timings.totalMs };
  return { ...resultOf(events, end), time, domain };
}

import { redactDeep } from "../errors/redact.ts";
import type { Command, OnboardEvent } from "../events.ts";
import type { Colors } from "./color.ts";
import { diffLines, type Look } from "./diff.ts";
import type { Renderer, RendererIo } from "./renderer.ts";
import { noteLines, overviewLines, resultLines, type ResultEvent } from "./result-text.ts";
import { sentence } from "./sentence.ts";
import { stepOf, stepTitle, type Step } from "./step.ts";
import { warningSentence } from "./warning-sentence.ts";

/** One line for each change of state on stderr, for logs and pipes; the results on stdout. */
export function createPlainRenderer(io: RendererIo): Renderer {
  const progress = createProgress(io, { colors: io.colors, width: Infinity });
  const results = createResults(io);
  return {
    report: (given) => {
      const event = redactDeep(given, io.redact);
      if (event.type === "result") results.add(event);
      else writeLines(io.stderr, io, progress(event));
    },
    stop: results.stop,
  };
}

/** Words an event as lines of a log: when, which step, what; below it what a change does to a record, and warnings. */
export function createProgress({ domainCount }: Pick<RendererIo, "domainCount">, look: Look): (event: OnboardEvent) => readonly string[] {
  const stations = new Map<string, { step: Step; command: Command }>();
  let startedAt: number | undefined;
  return (event) => {
    startedAt ??= event.at;
    const station = stations.get(event.domain) ?? { step: "preflight" as const, command: "run" as const };
    const command = event.type === "run.started" ? event.command : station.command;
    const step = stepOf(event.type, station.step);
    stations.set(event.domain, { step, command });
    const when = `+${((event.at - startedAt) / 1000).toFixed(1)}s`.padStart(8);
    const whose = domainCount > 1 ? `${event.domain}  ` : "";
    const lead = `${look.colors.dim(when)}  ${whose}${look.colors.cyan(stepTitle(step, command))}  `;
    return [`${lead}${painted(event, look)}`, ...detailLines(event, command, look)];
  };
}

/** Prints each result, and for several domains a table in the end. */
export function createResults(io: RendererIo): { readonly add: (event: ResultEvent) => void; readonly stop: () => void } {
  const look: Look = { colors: io.colors, width: io.stdout.columns ?? Infinity };
  let results: readonly ResultEvent[] = [];
  return {
    add: (event) => {
      results = [...results, event];
      writeLines(io.stdout, io, resultLines(event, look));
    },
    stop: () => {
      if (results.length > 1) writeLines(io.stdout, io, overviewLines(results, look));
      results = [];
    },
  };
}

/** The sink: a last look for secrets, since a line may bring together what events keep apart. */
export function writeLines(stream: RendererIo["stdout"], { redact }: Pick<RendererIo, "redact">, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${redact(lines.join("\n"))}\n`);
}

/** `plan` shows these with its result, once. */
function detailLines(event: OnboardEvent, command: Command, look: Look): readonly string[] {
  if (event.type !== "rrset.planned" || command === "plan") return [];
  const { record } = event;
  const change = record.action === "kept" || record.action === "unchanged" ? [] : diffLines(record, look);
  const notes = record.warnings.flatMap((warning) => noteLines(warningSentence(warning), look));
  return [...change, ...notes].map((line) => `${" ".repeat(8)}${line}`);
}

const COLOR_BY_EVENT: Readonly<Partial<Record<OnboardEvent["type"], keyof Colors>>> = {
  "identity.verified": "green",
  "propagation.done": "green",
  "warning.raised": "yellow",
  "server.excluded": "yellow",
  "race.lost": "yellow",
  "api.retried": "yellow",
  "identity.refused": "yellow",
};

function painted(event: OnboardEvent, { colors }: Look): string {
  const color = COLOR_BY_EVENT[event.type];
  return color === undefined ? sentence(event) : colors[color](sentence(event));
}

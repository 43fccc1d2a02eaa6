import { redactDeep } from "../errors/redact.ts";
import { isChange } from "../plan/record-plan.ts";
import type { OnboardEvent } from "../events/event.ts";
import type { Command } from "../events/started.ts";
import type { EventOf } from "../events/events-of.ts";
import { diffLines, type TextStyle } from "./diff.ts";
import { EVENTS, sentence, type Step } from "./event-table.ts";
import { wrapped } from "./layout.ts";
import { createCourse } from "./live/course.ts";
import { advance, servesAll, newLiveDomain, type LiveDomain } from "./live/live-state.ts";
import type { Renderer, RendererIo } from "./renderer.ts";
import { overviewLines } from "./result/overview.ts";
import { resultLines } from "./result/text.ts";
import { oneLine } from "./words/one-line.ts";
import { addressName } from "./words/names.ts";
import { stepOf, stepTitle } from "./step.ts";
import { durationWords } from "./words/words.ts";
import type { ResultEvent } from "./result/context.ts";
import { impactLines, warningLines } from "./result/records.ts";

/** One line for each change of state on stderr, for logs and pipes; the results on stdout. */
export function createPlainRenderer(io: RendererIo): Renderer {
  const progress = createProgress(io, { colors: io.colors, width: Infinity });
  const results = createResults(io);
  const course = createCourse(io.domainCount, io.rates);
  return {
    report: (given) => {
      const event = harmless(given, io);
      results.tell(event);
      if (event.type !== "result") writeLines(io.stderr, io, progress(event));
      writeLines(io.stderr, io, courseLines(course(event), io));
    },
    pause: () => undefined,
    resume: () => undefined,
    stop: results.stop,
  };
}

/** Not of one domain, so it stands apart. */
export function courseLines(
  line: string | undefined,
  { colors }: Pick<TextStyle, "colors">,
): readonly string[] {
  return line === undefined ? [] : [colors.bold(`· ${line}`)];
}

interface DomainProgress {
  readonly step: Step;
  readonly command: Command;
  /** What is planned is the result, which shows it once. */
  readonly planOnly: boolean;
  readonly live: LiveDomain;
}

/**
 * Words an event as lines of a log: when, which step, what; below it what a change does to a record, and
 * warnings.
 */
export function createProgress(
  { domainCount }: Pick<RendererIo, "domainCount">,
  style: TextStyle,
): (event: OnboardEvent) => readonly string[] {
  const domains = new Map<string, DomainProgress>();
  let startedAt: number | undefined;
  return (event) => {
    startedAt ??= event.time;
    const before = domains.get(event.domain) ?? {
      step: "preflight",
      command: "run",
      planOnly: false,
      live: newLiveDomain(event.domain),
    };
    const command = event.type === "run.started" ? event.command : before.command;
    const planOnly =
      event.type === "run.started" ? event.command === "plan" || event.dryRun === true : before.planOnly;
    const after: DomainProgress = {
      command,
      planOnly,
      step: stepOf(event.type, before.step, command),
      live: advance(before.live, event),
    };
    domains.set(event.domain, after);
    const text = changeOfState(event, after.live);
    if (text === undefined) return [];
    const when = `+${((event.time - startedAt) / 1000).toFixed(1)}s`.padStart(8);
    const whose = domainCount > 1 ? `${event.domain}  ` : "";
    const lead = `${when}  ${whose}${stepTitle(after.step, command)}  `;
    const [first = "", ...more] = wrapped(text, style.width - lead.length).map((line) =>
      painted(line, event, style),
    );
    const paintedLead = `${style.colors.dim(when)}  ${whose}${style.colors.cyan(stepTitle(after.step, command))}  `;
    return [
      `${paintedLead}${first}`,
      ...more.map((line) => `${" ".repeat(lead.length)}${line}`),
      ...(planOnly ? [] : detailLines(event, style)),
    ];
  };
}

/**
 * The sentence of an event that changes the picture. A server is mentioned once it serves all records rather
 * than for each of them; a public resolver, which decides nothing, only when it lags.
 */
function changeOfState(event: OnboardEvent, live: LiveDomain): string | undefined {
  if (event.type === "resolver.observed" && event.verdict === "serves") return undefined;
  if (event.type !== "propagation.observed" || event.verdict !== "serves") return sentence(event);
  const server = live.servers.find(({ at }) => at.address === event.at.address);
  if (server === undefined) return sentence(event);
  if (!servesAll(server, live.records)) return undefined;
  return oneLine(
    `${addressName(event.at)} serves ${live.records.length === 1 ? "the record" : `all ${live.records.length} records`} after ${durationWords(event.sinceWriteMs)}`,
  );
}

/** Told of every event, prints the results, and for several domains a table in the end. */
export function createResults(io: RendererIo): {
  readonly tell: (event: OnboardEvent) => void;
  readonly stop: () => void;
} {
  const style: TextStyle = {
    colors: io.colors,
    get width() {
      return io.stdout.columns ?? Infinity;
    },
  };
  const withoutIdentity = new Set<string>();
  const started = new Map<string, EventOf<"run.started">>();
  let results: readonly ResultEvent[] = [];
  return {
    tell: (event) => {
      if (event.type === "identity.found" && !event.exists) withoutIdentity.add(event.domain);
      if (event.type === "run.started") started.set(event.domain, event);
      if (event.type !== "result") return;
      results = [...results, event];
      const { domain } = event;
      const context = {
        creates: withoutIdentity.has(domain),
        started: started.get(domain),
        isOneOfMany: io.domainCount > 1,
      };
      writeLines(io.stdout, io, resultLines(event, style, context));
    },
    stop: () => {
      // A domain's turn comes in the order of the list, its end does not.
      const order = [...started.keys()];
      const listed = results.toSorted((a, b) => order.indexOf(a.domain) - order.indexOf(b.domain));
      if (results.length > 1)
        writeLines(io.stdout, io, overviewLines(listed, style, [...started.values()][0]));
      results = [];
    },
  };
}

/** The door: no secret and nothing that commands a terminal gets in, whichever field it stands in. */
export function harmless(event: OnboardEvent, { redact }: Pick<RendererIo, "redact">): OnboardEvent {
  return redactDeep(event, (text) => oneLine(redact(text)));
}

/** The sink: a last look for secrets, since a line may bring together what events keep apart. */
export function writeLines(
  stream: RendererIo["stdout"],
  { redact }: Pick<RendererIo, "redact">,
  lines: readonly string[],
): void {
  if (lines.length > 0) stream.write(`${redact(lines.join("\n"))}\n`);
}

/** What a change does to a record, and what to know about it. */
function detailLines(event: OnboardEvent, { colors, width }: TextStyle): readonly string[] {
  if (event.type !== "rrset.planned") return [];
  const indent = " ".repeat(8);
  const inner = { colors, width: width - indent.length };
  const change = isChange(event.action) ? diffLines(event, inner) : [];
  const notes = event.warnings.flatMap((warning) => warningLines(warning, inner));
  return [...change, ...impactLines(event, inner), ...notes].map((line) => `${indent}${line}`);
}

function painted(line: string, event: OnboardEvent, { colors }: TextStyle): string {
  const { color } = EVENTS[event.type];
  return color === undefined ? line : colors[color](line);
}

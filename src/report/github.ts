import type { ErrorReport } from "../errors/onboard-error.ts";
import type { EventOf } from "../events/events-of.ts";
import { NO_COLORS } from "./color.ts";
import { locatedProblems } from "./error-text.ts";
import { createPlainRenderer, harmless } from "./plain.ts";
import type { Renderer, RendererIo } from "./renderer.ts";
import { oneLine } from "./words/one-line.ts";
import { headlineWords } from "./words/open-words.ts";
import { withHint, rehearsalLead, rehearsalSentence } from "./words/rehearsal-words.ts";
import { warningSentence } from "./words/warnings/warning-sentence.ts";

/**
 * A step shows ten annotations of a kind and drops the rest (GitHub's documentation on workflow commands,
 * November 2026).
 */
const MOST_ANNOTATIONS = 10;

/**
 * Plain lines for a job's log, the secrets masked in all later output of the job, one annotation for each
 * domain that failed or has something to look at.
 * @param secrets to mask: empty outside of a runner, where `::add-mask::` would print them for all to see
 */
export function createGithubRenderer(given: RendererIo, secrets: readonly string[]): Renderer {
  const io = { ...given, colors: NO_COLORS };
  const plain = createPlainRenderer(io);
  const annotations = { error: 0, warning: 0, notice: 0 };
  // Commands go to stderr, which the runner reads too: a redirected stdout holds results only, and no secret.
  for (const secret of secrets) io.stderr.write(`::add-mask::${escapeMessage(secret)}\n`);
  return {
    report: (given) => {
      plain.report(given);
      const event = harmless(given, io);
      const told = event.type === "result" ? annotationOf(event) : undefined;
      if (told === undefined || annotations[told.level] >= MOST_ANNOTATIONS) return;
      annotations[told.level] += 1;
      io.stderr.write(annotation(told.level, { title: told.title }, told.lines));
    },
    pause: () => plain.pause(),
    resume: () => plain.resume(),
    stop: () => plain.stop(),
  };
}

interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  readonly lines: readonly string[];
}

/** One for each domain: what failed and what to do, then what there is to look at. Each of a rehearsal says so. */
function annotationOf(result: EventOf<"result">): Annotation | undefined {
  const { domain, state, error, warnings } = result;
  const mark = rehearsalSentence(result);
  const sentences = [...(mark === undefined ? [] : [mark]), ...warnings.map(warningSentence)];
  if (error !== null) {
    const level = state === "failed" ? "error" : "warning";
    return {
      level,
      title: `${rehearsalLead(result)}${error.code} ${domain}`,
      lines: [error.message, withHint(result, error).hint, ...sentences],
    };
  }
  if (sentences.length === 0) return undefined;
  return {
    level: warnings.length > 0 ? "warning" : "notice",
    title: headlineWords(result),
    lines: sentences,
  };
}

/** Annotations for an error before any domain was begun; mistakes in the config file point at their lines. */
export function errorAnnotations(error: ErrorReport): string {
  const located = locatedProblems(error).filter(({ file }) => file !== undefined);
  if (located.length === 0) return annotation("error", { title: error.code }, [error.message, error.hint]);
  return located
    .slice(0, MOST_ANNOTATIONS)
    .map(({ file, line, column, problem }) =>
      annotation(
        "error",
        { title: error.code, file: String(file), line: String(line), col: String(column) },
        [problem],
      ),
    )
    .join("");
}

function annotation(
  level: Annotation["level"],
  properties: Readonly<Record<string, string>>,
  lines: readonly string[],
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(oneLine(value))}`);
  return `::${level} ${list.join(",")}::${lines.map(oneLine).map(escapeMessage).join("%0A")}\n`;
}

/** As @actions/core escapes them: the runner undoes it. */
function escapeMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

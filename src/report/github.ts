import type { ErrorReport } from "../errors/onboard-error.ts";
import { NO_COLORS } from "./color.ts";
import { locatedProblems } from "./error-text.ts";
import { createPlainRenderer, harmless } from "./plain.ts";
import type { Renderer, RendererIo } from "./renderer.ts";
import { oneLine } from "./words/one-line.ts";

/**
 * A step shows ten annotations of a kind and drops the rest (GitHub's documentation on workflow commands,
 * November 2026).
 */
const MOST_ANNOTATIONS = 10;

/**
 * Plain lines for a job's log, the secrets masked in all later output of the job, one annotation for each
 * domain that failed.
 * @param secrets to mask: empty outside of a runner, where `::add-mask::` would print them for all to see
 */
export function createGithubRenderer(given: RendererIo, secrets: readonly string[]): Renderer {
  const io = { ...given, colors: NO_COLORS };
  const plain = createPlainRenderer(io);
  let annotations = 0;
  // Commands go to stderr, which the runner reads too: a redirected stdout holds results only, and no secret.
  for (const secret of secrets) io.stderr.write(`::add-mask::${escapeMessage(secret)}\n`);
  return {
    report: (given) => {
      plain.report(given);
      const event = harmless(given, io);
      if (event.type !== "result" || event.error === null || annotations >= MOST_ANNOTATIONS) return;
      annotations += 1;
      const { code, message, hint } = event.error;
      const level = event.state === "failed" ? "error" : "warning";
      io.stderr.write(annotation(level, { title: `${code} ${event.domain}` }, [message, hint]));
    },
    pause: () => plain.pause(),
    stop: () => plain.stop(),
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
  level: "error" | "warning",
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

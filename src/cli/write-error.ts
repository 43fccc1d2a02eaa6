import type { OnboardError } from "../errors/onboard-error.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../report/color.ts";
import { errorLines } from "../report/error-text.ts";
import { errorAnnotations } from "../report/github.ts";
import type { Io } from "./io.ts";

/** An error of the whole command, before any domain was begun: for people on stderr, for programs also as one JSON line on stdout. */
export function writeError(error: OnboardError, argv: readonly string[], io: Io): number {
  const report = error.toReport();
  const colors = wantsColor({ env: io.env, isTTY: io.stderr.isTTY }) ? ANSI_COLORS : NO_COLORS;
  io.stderr.write(`${errorLines(report, { colors, width: io.stderr.columns ?? 100 }).join("\n")}\n`);
  if (argv.includes("--debug") && error.cause instanceof Error) io.stderr.write(`${error.cause.stack ?? error.cause.message}\n`);
  if (io.env["GITHUB_ACTIONS"] === "true") io.stderr.write(errorAnnotations(report));
  if (wantsJson(argv, io)) io.stdout.write(`${JSON.stringify({ type: "error", exit: error.exit, error: report })}\n`);
  return error.exit;
}

/** The options could not be read, perhaps, so this looks at the words themselves. */
function wantsJson(argv: readonly string[], io: Io): boolean {
  return (
    io.env["SES_ONBOARD_FORMAT"] === "json" ||
    argv.some((word, index) => word === "--format=json" || (word === "json" && argv[index - 1] === "--format"))
  );
}

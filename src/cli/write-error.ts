import { variableOf } from "../config/sources/options.ts";
import type { WordProposal } from "../errors/hint.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import { createRedactor, redactDeep, type Redactor } from "../errors/redact.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../report/color.ts";
import { errorLines } from "../report/error-text.ts";
import { errorAnnotations } from "../report/github.ts";
import { wordFor } from "../report/words/commands/command-line.ts";
import { jsonLine } from "../events/json-line.ts";
import { debugLine } from "./debug-line.ts";
import type { Io } from "./io.ts";
import { legible } from "./legible.ts";
import { unconfirmed } from "./usage-error.ts";

const DEFAULT_COLUMNS = 100;

/**
 * An error of the whole command, before any domain was begun: for people on stderr, for programs also as one
 * JSON line on stdout.
 */
export function writeError(error: OnboardError, argv: readonly string[], io: Io): number {
  const redact = redactorFor(io.env);
  const report = redactDeep(error.toReport(wordBefore(argv, io)), redact);
  io.observer?.failure(report);
  const colors = wantsColor({ env: io.env, isTTY: io.stderr.isTTY }) ? ANSI_COLORS : NO_COLORS;
  legible(io.stderr, io).write(
    `${errorLines(report, { colors, width: io.stderr.columns ?? DEFAULT_COLUMNS }).join("\n")}\n`,
  );
  if (wantsDebug(argv, io)) io.stderr.write(debugLine(report));
  if (io.env["GITHUB_ACTIONS"] === "true") io.stderr.write(errorAnnotations(report));
  if (wantsJson(argv, io)) io.stdout.write(jsonLine({ type: "error", exit: error.exit, error: report }));
  return error.exit;
}

/** Before options are read, a command is the words that were typed. */
export function wordBefore(
  argv: readonly string[],
  { startedAs = ["ses-onboard"], inAction }: Io,
): WordProposal {
  const [command = ""] = argv;
  const started = { command, startedAs, ...(inAction === undefined ? {} : { inAction }) };
  const word = wordFor(started, "");
  return (proposal) => {
    if (inAction === true) return word(proposal);
    if ("again" in proposal) return word({ words: argv });
    if ("word" in proposal)
      return word({
        words: unconfirmed(argv).map((one) => (one === proposal.word ? proposal.instead : one)),
      });
    const { command: other, operand, options } = "words" in proposal ? {} : proposal;
    if (other === undefined && options === undefined && operand !== undefined)
      return word({ words: [...argv, operand] });
    if (other === undefined && operand === undefined && options?.["yes"] !== undefined)
      return word({ words: withYes(argv) });
    return word(proposal);
  };
}

/** Right behind the command, since behind a `--` it would be a name. */
function withYes([command = "", ...others]: readonly string[]): readonly string[] {
  return [command, "--yes", ...others.filter((one) => !/^--(?:no-)?yes(?:=|$)/.test(one))];
}

/** Perhaps no config was read yet, so which variables hold secrets is told by their names. */
function redactorFor(env: Io["env"]): Redactor {
  const names = Object.keys(env).filter(
    (name) => /KEY|SECRET|TOKEN|PASSWORD/i.test(name) && !name.endsWith("_FILE"),
  );
  return createRedactor(names.flatMap((name) => env[name] ?? []));
}

/** The options may be what could not be read, so these functions look at the raw arguments. */
function wantsDebug(argv: readonly string[], { env }: Io): boolean {
  return (
    argv.some((word) => /^--debug(?:=(?:true|dns))?$/.test(word)) ||
    ["true", "dns"].includes(env[variableOf("debug")] ?? "")
  );
}

export function wantsJson(argv: readonly string[], io: Io): boolean {
  return (
    io.env[variableOf("format")] === "json" ||
    argv.some(
      (word, index) => word === "--format=json" || (word === "json" && argv[index - 1] === "--format"),
    )
  );
}

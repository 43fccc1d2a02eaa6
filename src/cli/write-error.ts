import { LANGUAGES } from "../config/option-groups.ts";
import { isOn, isSwitch, type OptionName } from "../config/option-table.ts";
import { variableOf } from "../config/sources/options.ts";
import type { ProposedOptions, WordProposal } from "../errors/hint.ts";
import type { OnboardError } from "../errors/onboard-error.ts";
import { createRedactor, redactDeep, type Redactor } from "../errors/redact.ts";
import { ANSI_COLORS, NO_COLORS, wantsColor } from "../report/color.ts";
import { errorLines, inLocalWords } from "../report/error-text.ts";
import { errorAnnotations } from "../report/github.ts";
import { wordFor, wordsOf } from "../report/words/commands/command-line.ts";
import { isKnown, takes } from "../report/words/commands/taken-options.ts";
import { CHINESE } from "../report/words/zh/chinese.ts";
import { jsonLine } from "../events/json-line.ts";
import { debugLine } from "./debug-line.ts";
import type { Io } from "./io.ts";
import { legible } from "./legible.ts";
import { wantsChinese } from "./session/language.ts";
import { unconfirmed } from "./usage-error.ts";

const DEFAULT_COLUMNS = 100;

/**
 * An error of the whole command, before any domain was begun: for people on stderr, for programs also as one
 * JSON line on stdout.
 */
export function writeError(error: OnboardError, argv: readonly string[], io: Io): number {
  const redact = redactorFor(io.env);
  const language = wantsChinese(askedBefore(argv, io), io) ? CHINESE : undefined;
  const report = redactDeep(error.toReport(wordBefore(argv, io), language), redact);
  const local = inLocalWords(report);
  io.observer?.failure(report);
  const colors = wantsColor({ env: io.env, isTTY: io.stderr.isTTY }) ? ANSI_COLORS : NO_COLORS;
  legible(io.stderr, io).write(
    `${errorLines(local, { colors, width: io.stderr.columns ?? DEFAULT_COLUMNS }).join("\n")}\n`,
  );
  if (wantsDebug(argv, io)) io.stderr.write(debugLine(report));
  if (io.env["GITHUB_ACTIONS"] === "true") io.stderr.write(errorAnnotations(local));
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
    if (inAction === true || "option" in proposal) return word(proposal);
    if ("again" in proposal) return word({ words: argv });
    if ("word" in proposal)
      return word({
        words: unconfirmed(argv).map((one) => (one === proposal.word ? proposal.instead : one)),
      });
    const { command: other, operand, options } = "words" in proposal ? {} : proposal;
    if (other === undefined && options === undefined && operand !== undefined)
      return word({ words: [...argv, operand] });
    const isTaken = Object.keys(options ?? {}).every((option) => takes(command, option));
    if (other === undefined && operand === undefined && options !== undefined && isTaken)
      return word({ words: withOptions(argv, options) });
    return word(proposal);
  };
}

/** In the place of what was given to them; right behind the command, since behind a `--` they would be names. */
function withOptions(
  [command = "", ...others]: readonly string[],
  options: ProposedOptions,
): readonly string[] {
  const names = Object.keys(options).filter(isKnown);
  const isFlag = (word: string): boolean =>
    names.some((name) => new RegExp(`^--(?:no-)?${name}(?:=|$)`).test(word));
  const takesNext = (word: string): boolean => names.some((name) => word === `--${name}` && !isSwitch(name));
  const kept = others.filter((word, index) => !isFlag(word) && !takesNext(others[index - 1] ?? ""));
  return [command, ...wordsOf(options), ...kept];
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
    argv.some((word) => word === "--debug" || isDebug(/^--debug=(.*)$/.exec(word)?.[1] ?? "")) ||
    isDebug(env[variableOf("debug")] ?? "")
  );
}

function isDebug(text: string): boolean {
  return text === "dns" || isOn(text);
}

export function wantsJson(argv: readonly string[], io: Io): boolean {
  return typed("format", argv, io).includes("json");
}

function askedBefore(argv: readonly string[], io: Io): Parameters<typeof wantsChinese>[0] {
  const given = typed("lang", argv, io).find((word) => LANGUAGES.some((language) => language === word));
  return { given, isJson: wantsJson(argv, io) };
}

/** What was given to an option, flags before the variable. */
function typed(option: OptionName, argv: readonly string[], { env }: Io): readonly string[] {
  const flag = `--${option}`;
  const words = argv.flatMap((word, index) => {
    if (word.startsWith(`${flag}=`)) return [word.slice(flag.length + 1)];
    return word === flag ? [argv[index + 1] ?? ""] : [];
  });
  return [...words, env[variableOf(option)] ?? ""];
}

import type { Argv, CommandModule, Options as YargsOption } from "yargs";
import { isSwitch, OPTION_NAMES, OPTIONS, optionsOf, type OptionName } from "../config/option-table.ts";
import type { CommandName } from "../config/sources/option.ts";
import { yesOrNo } from "../config/sources/option-text.ts";
import type { Flags } from "../config/sources/options.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { Io } from "./io.ts";
import { listPhrase, phrase, type Text } from "../errors/phrase.ts";

/** What every command gets, and how it says how it ended. */
export interface CommandContext {
  readonly io: Io;
  readonly finish: (exit: number) => void;
}

/**
 * Parsed arguments: options are text, read and judged by config/sources/options.ts, since flags and variables
 * share one grammar.
 */
export interface Arguments {
  readonly [option: string]: unknown;
}

export type CliCommand = (context: CommandContext) => CommandModule<object, Arguments>;

/**
 * Add the options that the table gives to a command. One that may be repeated says so. A switch needs no word behind
 * it: bare-flags.ts gives it one.
 */
export function withOptions<T>(argv: Argv<T>, command: CommandName): Argv<T> {
  const options = optionsOf(command).map((name) => [name, yargsOption(name)] as const);
  return (argv as unknown as Argv).options(Object.fromEntries(options)) as unknown as Argv<T>;
}

function yargsOption(name: OptionName): YargsOption {
  const { group, describe, list } = OPTIONS[name];
  return {
    group: `${group}:`,
    describe: list === true ? `${describe} (may be repeated)` : describe,
    type: "string",
    ...(isSwitch(name) ? {} : { requiresArg: true }),
    ...(list === true ? { array: true } : {}),
  };
}

/** Named one by one; a list of them is an option. */
export function withDomains<T>(argv: Argv<T>): Argv<T> {
  return argv.positional("domains", {
    describe: "sender domains, like mail.example.com",
    type: "string",
    array: true,
  });
}

/**
 * The given options as text, as config/sources/options.ts reads them; `--no-yes` is a "false" that outdoes a
 * variable.
 * @throws OnboardError CONFIG_INVALID
 */
export function flagsOf(given: Arguments): Flags {
  refuseNonsense(given);
  const flags = OPTION_NAMES.map((name) => [name, given[name]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, isSwitch(name) ? wordOf(name, value) : [value].flat().join(",")]);
  return Object.fromEntries(flags) as Flags;
}

/**
 * A switch of a command that takes no settings.
 * @throws OnboardError CONFIG_INVALID
 */
export function isGiven(given: Arguments, name: string): boolean {
  const parsed = yesOrNo(wordOf(name, given[name] ?? "false"));
  if ("value" in parsed) return parsed.value;
  throw wrong(phrase`--${name}: ${parsed.problem}.`, phrase`Correct --${name}.`);
}

/** Of a switch: who says the same thing twice has said it. */
function wordOf(name: string, value: unknown): string {
  const words = [value].flat().map((one) => String(one).toLowerCase());
  const [word = ""] = words;
  if (words.some((other) => other !== word)) throw givenTwice(name, words);
  return word;
}

/**
 * The parser takes `--no-log` for a log that is called "false", and joins what is given twice.
 * @throws OnboardError CONFIG_INVALID
 */
function refuseNonsense(given: Readonly<Record<string, unknown>>): void {
  for (const name of OPTION_NAMES) {
    const value = given[name];
    if (value === false && !isSwitch(name))
      throw wrong(phrase`There is no option --no-${name}.`, phrase`Leave it away.`);
    if (Array.isArray(value) && OPTIONS[name].list !== true && !isSwitch(name)) throw givenTwice(name, value);
    if (Array.isArray(value) && value.includes(false))
      throw wrong(phrase`There is no option --no-${name}.`, phrase`Leave it away.`);
  }
}

function givenTwice(name: string, values: readonly unknown[]): OnboardError {
  return wrong(
    phrase`--${name} is given twice: ${listPhrase(values.map(String), " and ")}.`,
    phrase`Give --${name} once.`,
  );
}

function wrong(message: Text, hint: Text): OnboardError {
  return new OnboardError("CONFIG_INVALID", message, { hint });
}

/** The one argument, as the help shows it. Its dot keeps it apart from options. */
export const LOG_FILE = "run.ndjson";

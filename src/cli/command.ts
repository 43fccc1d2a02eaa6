import type { Argv, CommandModule, Options as YargsOption } from "yargs";
import { isSwitch, OPTION_NAMES, OPTIONS, optionsOf, type OptionName } from "../config/option-table.ts";
import type { CommandName } from "../config/sources/option.ts";
import type { Flags } from "../config/sources/options.ts";
import type { Io } from "./io.ts";

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
 * Add the options that the table gives to a command. One that may be repeated says so, and a switch takes no
 * word behind it.
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
    ...(isSwitch(name) ? { type: "boolean" } : { type: "string", requiresArg: true }),
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
 */
export function flagsOf(given: Arguments): Flags {
  const flags = OPTION_NAMES.map((name) => [name, given[name]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]);
  return Object.fromEntries(flags) as Flags;
}

/** The one argument, as the help shows it. Its dot keeps it apart from options. */
export const LOG_FILE = "run.ndjson";

import { optionsOf } from "../config/option-table.ts";
import { didYouMean, suggest } from "../config/suggest.ts";
import type { Hint } from "../errors/hint.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase, type Text } from "../errors/phrase.ts";
import { HISTORY_OPTIONS } from "./commands/history.ts";
import { PROVIDERS_OPTIONS } from "./commands/providers.ts";
import { SANDBOX_OPTIONS } from "./commands/sandbox.ts";
import { typed } from "./operands.ts";

export const COMMANDS = [
  "run",
  "plan",
  "check",
  "doctor",
  "init",
  "undo",
  "history",
  "providers",
  "sandbox",
  "completion",
] as const;

/** What the parser says of a command line that it can't read, with the command that was probably meant. */
export function usageError(message: string, argv: readonly string[]): OnboardError {
  const [, unknown] = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message) ?? [];
  const command = COMMANDS.find((name) => name === argv[0]);
  const help = phrase`Run ${{ words: [command, "--help"].filter((one) => one !== undefined) }} to see what it takes.`;
  if (unknown === undefined)
    return new OnboardError("CONFIG_INVALID", sentenceOf(message, command), { hint: help });
  const [word = ""] = unknown.split(", ").map(typed);
  if (command !== undefined) return unknownWord({ word, command, help }, argv);
  return unknownCommand(argv[0]?.startsWith("-") === false ? argv[0] : word, argv, help);
}

function unknownCommand(word: string, argv: readonly string[], help: Hint): OnboardError {
  if (word.includes("."))
    return new OnboardError("CONFIG_INVALID", phrase`There is no command "${word}".`, {
      hint: phrase`Say what to do with it: ${{ words: ["plan", ...unconfirmed(argv)] }}.`,
    });
  const meant = suggest(word, COMMANDS);
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`There is no command "${word}"${didYouMean(word, COMMANDS)}.`,
    {
      hint: meant === undefined ? help : phrase`Run ${{ word, instead: meant }}.`,
    },
  );
}

interface Unknown {
  readonly word: string;
  readonly command: string;
  readonly help: Hint;
}

function unknownWord({ word, command, help }: Unknown, argv: readonly string[]): OnboardError {
  // The parser has taken the dashes off; an option is told from a word too many by what was typed.
  const option = argv.find((one) => /^--?/.test(one) && namesOf(one).includes(word));
  if (option === undefined)
    return new OnboardError("CONFIG_INVALID", phrase`${command} does not know what to do with "${word}".`, {
      hint: help,
    });
  return unknownOption({ word: option, command, help }, argv);
}

/** As the parser may call an option: it takes off the dashes, and the `no-` of one that it knows to be a switch. */
function namesOf(option: string): readonly string[] {
  const name = option.replace(/^--?/, "").replace(/=.*$/s, "");
  return [name, name.replace(/^no-/, "")];
}

/** Of an option that a command does not have: which command has it, or what it is called here. */
function unknownOption({ word, command, help }: Unknown, argv: readonly string[]): OnboardError {
  const name = word.replace(/=.*$/, "");
  if (/^--(?:no-)?dry-run$/.test(name) && WRITES_NOTHING.has(command)) {
    const words = [command, ...unconfirmed(argv.filter((one) => one !== word).slice(1))];
    return new OnboardError(
      "CONFIG_INVALID",
      phrase`${command} writes nothing in any case, and has no option ${name}.`,
      { hint: phrase`Run ${{ words }}.` },
    );
  }
  const meant = suggest(name, optionWords(command));
  const others = COMMANDS.filter((other) => other !== command && optionWords(other).includes(name));
  const instead = insteadOf({ name, command }, argv);
  const elsewhere = others.length === 0 ? didYouMean(name, optionWords(command)) : haveIt(others);
  const message = phrase`${command} has no option ${name}${instead === undefined ? elsewhere : ""}.`;
  if (instead !== undefined) return new OnboardError("CONFIG_INVALID", message, { hint: instead });
  if (others.length > 0 || meant === undefined)
    return new OnboardError("CONFIG_INVALID", message, { hint: help });
  const words = argv.map((one) => (one === word ? one.replace(name, meant) : one));
  return new OnboardError("CONFIG_INVALID", message, { hint: phrase`Run ${{ words }}.` });
}

const WRITES_NOTHING: ReadonlySet<string> = new Set(["plan", "check", "doctor", "providers"]);

function haveIt([only = "", ...others]: readonly string[]): Phrase {
  return others.length === 0
    ? phrase`; ${only} has it`
    : phrase`; ${listPhrase([only, ...others], ", ")} have it`;
}

/** What people type who know other programs. */
function insteadOf(
  { name, command }: { readonly name: string; readonly command: string },
  argv: readonly string[],
): Hint | undefined {
  const others = argv.filter((word) => word.replace(/=.*$/s, "") !== name).slice(1);
  const isAboutDomains = optionsOf(command).includes("format");
  if (name === "--dry-run" && isAboutDomains && command !== "doctor")
    return phrase`See what would be done, with nothing written: ${{ words: ["plan", ...unconfirmed(others)] }}.`;
  if (name === "--json" && isAboutDomains)
    return phrase`Run ${{ words: [command, "--format", "json", ...others] }}.`;
  if (name === "--format" && !isAboutDomains && OWN_OPTIONS[command] !== undefined)
    return phrase`Run ${{ words: [command, "--json", ...withoutFormat(others)] }}.`;
  return undefined;
}

/**
 * Of a command that is guessed: what was consented to is what was typed. An identity of another name than was meant
 * can't be taken back.
 */
export function unconfirmed(words: readonly string[]): readonly string[] {
  return words.filter((word) => !/^--yes(?:=|$)/.test(word));
}

function withoutFormat(words: readonly string[]): readonly string[] {
  return words.filter((word) => word !== "json" && !word.startsWith("--format"));
}

/** Of these commands the options are their own, and no settings of a run. */
const OWN_OPTIONS: Readonly<Record<string, object>> = {
  history: HISTORY_OPTIONS,
  providers: PROVIDERS_OPTIONS,
  sandbox: SANDBOX_OPTIONS,
};

/** Suggests only options of this command. */
function optionWords(command: string): readonly string[] {
  const names = [...optionsOf(command), ...Object.keys(OWN_OPTIONS[command] ?? {}), "help", "version"];
  return names.map((name) => `--${name}`);
}

/** The parser's own messages, put as a sentence of ours where they need it. */
function sentenceOf(message: string, command: string | undefined): Text {
  const [, option] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (option !== undefined) return phrase`--${option} needs a value.`;
  if (message.startsWith("Not enough non-option arguments") && command === "undo")
    return phrase`Which event log? Name the file that \`run --log\` wrote.`;
  if (message.startsWith("Not enough non-option arguments"))
    return phrase`Which domain? Name at least one, like mail.example.com.`;
  const line = message.replaceAll(/\s+/g, " ").trim();
  return /[.?]$/.test(line) ? line : `${line}.`;
}

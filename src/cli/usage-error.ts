import { optionsOf } from "../config/option-table.ts";
import { didYouMean } from "../config/suggest.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { PROVIDERS_OPTIONS } from "./commands/providers.ts";
import { SANDBOX_OPTIONS } from "./commands/sandbox.ts";

const COMMANDS = ["run", "plan", "check", "doctor", "undo", "providers", "sandbox", "completion"] as const;

/** What the parser says of a command line that it can't read, with the word that was probably meant. */
export function usageError(message: string, argv: readonly string[]): OnboardError {
  const [, unknown] = /^Unknown (?:arguments?|commands?): (.*)$/.exec(message) ?? [];
  const command = COMMANDS.find((name) => name === argv[0]);
  const hint = `Run \`${["ses-onboard", command, "--help"].filter(Boolean).join(" ")}\` to see what it takes.`;
  if (unknown === undefined)
    return new OnboardError("CONFIG_INVALID", sentenceOf(message, command), { hint });
  const [word = ""] = unknown.split(", ");
  if (command !== undefined) return unknownWord(word, command, hint, argv);
  const isDomain = word.includes(".");
  return new OnboardError(
    "CONFIG_INVALID",
    `There is no command "${word}"${isDomain ? "" : didYouMean(word, COMMANDS)}.`,
    {
      hint: isDomain ? `Say what to do with it, like \`ses-onboard plan ${word}\`.` : hint,
    },
  );
}

function unknownWord(word: string, command: string, hint: string, argv: readonly string[]): OnboardError {
  // The parser has taken the dashes off; an option is told from a word too many by what was typed.
  const typed = argv.find((one) => /^--?/.test(one) && one.replace(/^--?/, "").replace(/=.*$/, "") === word);
  const meant = didYouMean(`--${word}`, optionWords(command));
  const message =
    typed !== undefined
      ? `${command} has no option ${typed.replace(/=.*$/, "")}${meant}.`
      : `${command} does not know what to do with "${word}".`;
  return new OnboardError("CONFIG_INVALID", message, { hint });
}

/** Of these commands the options are their own, and no settings of a run. */
const OWN_OPTIONS: Readonly<Record<string, object>> = {
  providers: PROVIDERS_OPTIONS,
  sandbox: SANDBOX_OPTIONS,
};

/** Suggests only options of this command. */
function optionWords(command: string): readonly string[] {
  const names = [...optionsOf(command), ...Object.keys(OWN_OPTIONS[command] ?? {}), "help", "version"];
  return names.map((name) => `--${name}`);
}

/** The parser's own messages, put as a sentence of ours where they need it. */
function sentenceOf(message: string, command: string | undefined): string {
  const [, option] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  if (option !== undefined) return `--${option} needs a value.`;
  if (message.startsWith("Not enough non-option arguments") && command === "undo")
    return "Which event log? Name the file that `run --log` wrote.";
  if (message.startsWith("Not enough non-option arguments"))
    return "Which domain? Name at least one, like mail.example.com.";
  const line = message.replaceAll(/\s+/g, " ").trim();
  return line.endsWith(".") ? line : `${line}.`;
}

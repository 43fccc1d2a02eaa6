import {
  isPhrase,
  wordText,
  type Language,
  type Phrase,
  type Proposal,
  type ProposedOptions,
  type WordedProposal,
  type WordProposal,
} from "./phrase.ts";

export type { Proposal, ProposedOptions, WordProposal } from "./phrase.ts";

/** An imperative sentence, in pieces where it proposes something. */
export type Hint = string | Phrase | readonly HintPart[];

export type HintPart = string | Proposal | Phrase;

export interface WordedHint {
  readonly hint: string;
  /** The lines in it that a shell takes as they stand. */
  readonly commands: readonly string[];
}

/**
 * Each line of a shell stands between backticks, so that its end is seen.
 * @param word absent: for a program on the library
 */
export function wordHint(hint: Hint, word: WordProposal = inProgram, language?: Language): WordedHint {
  const { text, commands } = wordText(phraseOfHint(hint), { word, language });
  return { hint: text, commands };
}

function phraseOfHint(hint: Hint): string | Phrase {
  if (typeof hint === "string" || isPhrase(hint)) return hint;
  return { pieces: ["", ...hint.map(() => "")], facts: hint };
}

/** One option more, or another value of it. */
export function withOption(option: string, ...values: readonly string[]): Proposal {
  return { options: { [option]: values } };
}

/** For programs, which were started by no command line: what the library calls it. */
function inProgram(proposal: Proposal): WordedProposal {
  return { text: programText(proposal), isCommand: false };
}

function programText(proposal: Proposal): string {
  if ("again" in proposal) return "the same call again";
  if ("word" in proposal) return proposal.instead;
  if ("option" in proposal) {
    const { option, value } = proposal;
    return PLACES[option] ?? `the option \`${value === undefined ? option : memberText(option, [value])}\``;
  }
  if ("words" in proposal) return PAGES[proposal.words[0] ?? ""] ?? "docs/cli.md";
  const { command, options = {} } = proposal;
  const isOfCommands = Object.keys(options).some((option) => OF_COMMANDS.has(option));
  if (command !== undefined && (isOfCommands || CALLS[command] === undefined))
    return `\`${command}\` of the command line`;
  const call = command === undefined ? [] : [CALLS[command]];
  const given = Object.entries(options).map(([option, values]) => memberText(option, values));
  const chosen = given.length === 0 ? [] : [`\`options: { ${given.join(", ")} }\``];
  return [...call, ...chosen].join(" with ");
}

/** Calls of createOnboarder have the same names without `Domain`. */
const CALLS: Readonly<Record<string, string>> = {
  run: "`onboardDomain`",
  plan: "`planDomain`",
  check: "`checkDomain`",
};

/** With one of these only the command line does what is proposed. */
const OF_COMMANDS: ReadonlySet<string> = new Set(["out", "dns-only", "export", "expect"]);

/** Where a program finds what only a command line has an option for. */
const PLACES: Readonly<Record<string, string>> = {
  debug: "its events kept (`emit`)",
  log: "what `emit` was told of",
};

const PAGES: Readonly<Record<string, string>> = {
  providers: "docs/providers.md (or `meta` of your own adapter)",
};

/** `mx: "add"`, as `RunOptions` takes it. */
function memberText(option: string, values: readonly string[]): string {
  const name = /^\w+$/.test(option) ? option : JSON.stringify(option);
  const texts = values.map((value) => JSON.stringify(value));
  return `${name}: ${texts.length === 1 ? texts.join("") : `[${texts.join(", ")}]`}`;
}

/** A value that begins with a dash would be read as an option, so it stands behind its option's `=`. */
export function optionWords(options: ProposedOptions): readonly string[] {
  return Object.entries(options).flatMap(([option, values]) =>
    values.flatMap((value) => (value.startsWith("-") ? [`--${option}=${value}`] : [`--${option}`, value])),
  );
}

import { shellLine } from "../shell-words.ts";
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

/** Each proposal stands between backticks, so that its end is seen. */
export function wordHint(hint: Hint, word: WordProposal = plainly, language?: Language): WordedHint {
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

/** For programs, which were started by no command line. */
export function plainFor(domain: string): WordProposal {
  return (proposal) =>
    "options" in proposal || "command" in proposal
      ? plainly({ operand: domain, ...proposal })
      : plainly(proposal);
}

function plainly(proposal: Proposal): WordedProposal {
  if ("again" in proposal) return { text: "the same command again", isCommand: false };
  if ("words" in proposal) return { text: shellLine(["ses-onboard", ...proposal.words]), isCommand: true };
  if ("word" in proposal) return { text: proposal.instead, isCommand: false };
  const { command = "run", operand, options = {} } = proposal;
  const words = [command, ...optionWords(options), ...(operand === undefined ? [] : [operand])];
  return { text: shellLine(["ses-onboard", ...words]), isCommand: true };
}

/** A value that begins with a dash would be read as an option, so it stands behind its option's `=`. */
export function optionWords(options: ProposedOptions): readonly string[] {
  return Object.entries(options).flatMap(([option, values]) =>
    values.flatMap((value) => (value.startsWith("-") ? [`--${option}=${value}`] : [`--${option}`, value])),
  );
}

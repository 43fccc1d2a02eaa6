import { shellLine } from "../shell-words.ts";

/**
 * What a hint proposes to run. It is worded at the edge, where it is known how the program was started and what it was
 * given.
 */
export type Proposal =
  | {
      /** Absent: the command that was started. */
      readonly command?: string;
      /** The domain, or the one word that the command takes. Absent: the domain that the error is about. */
      readonly operand?: string;
      /** Beside, and in the place of, what was given. */
      readonly options?: ProposedOptions;
      /** For all domains that were given, and not for this one alone. */
      readonly all?: true;
    }
  /** These words behind the program's own. */
  | { readonly words: readonly string[] }
  /** All that was given, once more. */
  | { readonly again: true }
  /** The same with one word in the place of another. */
  | { readonly word: string; readonly instead: string };

export type ProposedOptions = Readonly<Record<string, readonly string[]>>;

/** An imperative sentence, in pieces where it proposes something. */
export type Hint = string | readonly HintPart[];

export type HintPart = string | Proposal;

/** A command's line to be copied, or what to write into a workflow. */
export interface WordedProposal {
  readonly text: string;
  readonly isCommand: boolean;
}

export type WordProposal = (proposal: Proposal) => WordedProposal;

export interface WordedHint {
  readonly hint: string;
  /** The lines in it that a shell takes as they stand. */
  readonly commands: readonly string[];
}

/** Each proposal stands between backticks, so that its end is seen. */
export function wordHint(hint: Hint, word: WordProposal = plainly): WordedHint {
  if (typeof hint === "string") return { hint, commands: [] };
  const pieces = hint.map((piece) =>
    typeof piece === "string" ? { text: piece, isCommand: undefined } : word(piece),
  );
  return {
    hint: pieces.map(({ text, isCommand }) => (isCommand === true ? `\`${text}\`` : text)).join(""),
    commands: pieces.flatMap(({ text, isCommand }) => (isCommand === true ? [text] : [])),
  };
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

// English stands where an error is made, with its facts apart; another language is a table from the English pattern to
// its own (docs/decisions/0026-a-pattern-is-the-case.md).

/** A sentence, or a piece of one, with its facts apart: one piece of text more than facts. */
export interface Phrase {
  readonly pieces: readonly string[];
  readonly facts: readonly Fact[];
  /** Of a list: what stands between its items. */
  readonly separator?: string;
}

/** A value that stays as it is, a command that is proposed, or a phrase within the phrase. */
export type Fact = string | number | Proposal | Phrase;

/** Text that is the same in each language, or a phrase. */
export type Text = string | Phrase;

/** A language beside English. */
export interface Language {
  /** As in a locale: `zh`. */
  readonly name: string;
  /** By the English pattern, `The provider {1} lacks {2}.`: the same facts, in the order of this language. */
  readonly patterns: Readonly<Record<string, string>>;
  /** What stands between the items of a list, by what does in English: `; `, ` and `. */
  readonly separators: Readonly<Record<string, string>>;
}

/** A tag for template literals: each value in it is a fact. */
export function phrase(pieces: TemplateStringsArray, ...facts: readonly Fact[]): Phrase {
  return { pieces: [...pieces], facts };
}

/** Items in a row, as one phrase. */
export function listPhrase(items: readonly Fact[], separator = ""): Phrase {
  const last = items.length - 1;
  const pieces = ["", ...items.map((_item, index) => (index === last ? "" : separator))];
  return { pieces, facts: items, separator };
}

export function isPhrase(given: unknown): given is Phrase {
  return typeof given === "object" && given !== null && "pieces" in given && "facts" in given;
}

/** `The provider {1} lacks {2}.`: what tells one case of a code from another. */
function patternOf({ pieces }: Phrase): string {
  return pieces.map((piece, index) => (index === 0 ? piece : `{${index}}${piece}`)).join("");
}

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
  /** An option by itself, to be named in a sentence. */
  | { readonly option: string; readonly value?: string }
  /** The same with one word in the place of another. */
  | { readonly word: string; readonly instead: string };

export type ProposedOptions = Readonly<Record<string, readonly string[]>>;

/** A command's line to be copied, or what to write into a workflow. */
export interface WordedProposal {
  readonly text: string;
  readonly isCommand: boolean;
}

export type WordProposal = (proposal: Proposal) => WordedProposal;

/** The words of a phrase, and the lines in it that a shell takes as they stand. */
export interface WordedPhrase {
  readonly text: string;
  readonly commands: readonly string[];
}

export interface Wording {
  readonly word: WordProposal;
  /** Absent: English. A phrase that the language has no pattern for stays English, too. */
  readonly language?: Language | undefined;
}

/** In the order in which the language puts its facts. */
export function wordText(text: Text, wording: Wording): WordedPhrase {
  if (typeof text === "string") return { text, commands: [] };
  const worded = partsIn(text, wording.language).map((part) =>
    typeof part === "string" ? { text: part, commands: [] } : wordFact(text.facts[part.fact] ?? "", wording),
  );
  return {
    text: worded.reduce((before, part) => joined(before, part.text), ""),
    commands: worded.flatMap((part) => part.commands),
  };
}

/** Chinese has no space between its own characters; a pattern has one beside a fact that may be a name in Latin letters. */
function joined(before: string, after: string): string {
  if (/\p{Script=Han} $/u.test(before) && /^\p{Script=Han}/u.test(after)) return before.slice(0, -1) + after;
  if (/[\p{Script=Han}）。]$/u.test(before) && /^ \p{Script=Han}/u.test(after))
    return before + after.slice(1);
  return before + after;
}

/** A command stands between backticks, so that its end is seen. */
function wordFact(fact: Fact, wording: Wording): WordedPhrase {
  if (typeof fact !== "object") return { text: String(fact), commands: [] };
  if (isPhrase(fact)) return wordText(fact, wording);
  const { text, isCommand } = wording.word(fact);
  return isCommand ? { text: `\`${text}\``, commands: [text] } : { text, commands: [] };
}

/** Of a text that proposes nothing. */
export function inEnglish(text: Text): string {
  return inLanguage(text, undefined);
}

/** The same in another language, where there is one. */
export function inLanguage(text: Text, language: Language | undefined): string {
  return wordText(text, { word: () => ({ text: "", isCommand: false }), language }).text;
}

type Part = string | { readonly fact: number };

function partsIn(given: Phrase, language: Language | undefined): readonly Part[] {
  const pattern = language?.patterns[patternOf(given)];
  if (pattern !== undefined) return partsOf(pattern);
  return given.pieces.flatMap((piece, index): readonly Part[] =>
    index === 0 ? [piece] : [{ fact: index - 1 }, separated(piece, given, language)],
  );
}

function separated(piece: string, { separator }: Phrase, language: Language | undefined): string {
  return separator === undefined ? piece : (language?.separators[piece] ?? piece);
}

function partsOf(pattern: string): readonly Part[] {
  return pattern
    .split(/\{(\d+)\}/)
    .map((piece, index): Part => (index % 2 === 0 ? piece : { fact: Number(piece) - 1 }));
}

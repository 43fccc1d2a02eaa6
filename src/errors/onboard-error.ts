import { exitOf, KIND_BY_CODE, type ErrorCode, type ErrorKind } from "./codes.ts";
import { wordHint, type Hint, type WordProposal } from "./hint.ts";
import { jsonSafe, readForeign, shortened, textOfThrown } from "./foreign.ts";
import type { Language, Text } from "./phrase.ts";

/** The same symbol in every copy of this package that one process holds. */
const BRAND = Symbol.for("ses-onboard.error");

/** Facts for machines that travel with an error: they survive JSON and hold no secret. */
export type ErrorFacts = Readonly<Record<string, unknown>> & {
  /** When it is worth another try, as in ISO 8601; absent: nobody can tell. */
  readonly retryAfter?: string;
  /** Of the vendor's answer, for its support. */
  readonly requestId?: string;
};

export interface OnboardErrorOptions {
  /** One imperative sentence: what to do next. */
  readonly hint: Hint;
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
}

/** What a report or a result says of an error. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  /** The lines in the hint that a shell takes as they stand; absent where there are none. */
  readonly commands?: readonly string[];
  readonly facts: ErrorFacts;
  /** The same for a person who reads another language; absent: nobody does. */
  readonly local?: LocalReport;
}

/** `message` and `hint` in a language beside English. */
export interface LocalReport extends Pick<ErrorReport, "message" | "hint" | "commands"> {
  /** As in a locale: `zh`. */
  readonly language: string;
}

/**
 * The one error that users meet: a stable code, one sentence of cause, one hint. Ask `isOnboardError`, never
 * `instanceof`.
 */
export class OnboardError extends Error {
  override readonly name = "OnboardError";
  readonly code: ErrorCode;
  /** In the words for a program; `toReport` takes those of the place. */
  readonly hint: string;
  readonly facts: ErrorFacts;
  readonly #message: Text;
  readonly #hint: Hint;
  /** Nobody but this class can set it: another copy of the package has another. */
  readonly #own = true;

  /** Made here and by nobody derived: what it says of itself was computed here. */
  static isOwn(thrown: unknown): thrown is OnboardError {
    return (
      Object(thrown) === thrown &&
      #own in (thrown as object) &&
      (thrown as OnboardError).#own &&
      Object.getPrototypeOf(thrown) === this.prototype &&
      !["kind", "exit", "toReport"].some((name) => Object.hasOwn(thrown as object, name))
    );
  }

  /** Its sentence and its hint, to be part of another's; those of another copy of the package are text. */
  static partsOf(error: OnboardError): { readonly message: Text; readonly hint: Hint } {
    return this.isOwn(error) ? { message: error.#message, hint: error.#hint } : error;
  }

  constructor(code: ErrorCode, message: Text, options: OnboardErrorOptions) {
    super(inWords(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.#message = message;
    this.#hint = options.hint;
    this.hint = wordHint(options.hint).hint;
    this.facts = options.facts ?? {};
  }

  /** On the prototype, so that nobody who prints an error sees it. */
  get [BRAND](): true {
    return true;
  }

  get kind(): ErrorKind {
    return KIND_BY_CODE[this.code];
  }

  get exit(): number {
    return exitOf(this.code);
  }

  /** @param language beside English, which is there in any case */
  toReport(word?: WordProposal, language?: Language): ErrorReport {
    const { message, code, facts } = this;
    const local = language === undefined ? {} : { local: this.#reportIn(language, word) };
    return { code, message, ...this.#hintIn(undefined, word), facts: jsonSafe(facts), ...local };
  }

  #reportIn(language: Language, word: WordProposal | undefined): LocalReport {
    const message = inWords(this.#message, language);
    return { language: language.name, message, ...this.#hintIn(language, word) };
  }

  #hintIn(
    language: Language | undefined,
    word: WordProposal | undefined,
  ): Pick<ErrorReport, "hint" | "commands"> {
    const { hint, commands } = wordHint(this.#hint, word, language);
    return { hint, ...(commands.length === 0 ? {} : { commands }) };
  }
}

/** English where no language is named. */
function inWords(message: Text, language?: Language): string {
  return shortened(wordHint(message, undefined, language).hint);
}

/**
 * Whether this is such an error, of this copy of the package or of another: an adapter written elsewhere may
 * bring its own. One with a code that this version does not know is none: nothing here could give it a kind
 * or a state. Of another's only code, message, hint and facts count; `toOnboardError` makes it one of ours.
 */
export function isOnboardError(thrown: unknown): thrown is OnboardError {
  return (
    readForeign(() => {
      const error = Object(thrown) as Readonly<Record<PropertyKey, unknown>>;
      return (
        error[BRAND] === true &&
        isCode(error["code"]) &&
        typeof error["message"] === "string" &&
        typeof error["hint"] === "string" &&
        error["facts"] === Object(error["facts"]) &&
        typeof error["exit"] === "number" &&
        typeof error["toReport"] === "function"
      );
    }) ?? false
  );
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(KIND_BY_CODE, code);
}

/**
 * Whatever was thrown, as an error of our own that a user can act upon. What comes from another copy is read
 * once; its kind, its exit status and its report are computed here, whatever it says of them. An abort is not a
 * failure: let it through before.
 */
export function toOnboardError(thrown: unknown): OnboardError {
  if (isOnboardError(thrown))
    return OnboardError.isOwn(thrown) ? thrown : (readForeign(() => adopted(thrown)) ?? unexpected(thrown));
  return unexpected(thrown);
}

/** Read a second time it may say something else, so everything is looked at again. */
function adopted(thrown: OnboardError): OnboardError | undefined {
  const { code, message, hint, facts }: Readonly<Record<"code" | "message" | "hint" | "facts", unknown>> =
    thrown;
  if (!isCode(code) || typeof message !== "string" || typeof hint !== "string") return undefined;
  return new OnboardError(code, message, { hint, facts: jsonSafe(facts as ErrorFacts), cause: thrown });
}

function unexpected(thrown: unknown): OnboardError {
  const said = textOfThrown(thrown);
  return new OnboardError("UNEXPECTED", `Something happened that ses-onboard does not expect: ${said}`, {
    hint: hasFewFiles(thrown) ? FEW_FILES_HINT : REPORT_HINT,
    facts: stackOf(thrown),
    cause: thrown,
  });
}

const REPORT_HINT: Hint = [
  "Run the same command again with ",
  { option: "debug" },
  " and report its output as a bug.",
];
const FEW_FILES_HINT = "Let the program open more files (`ulimit -n 256`), then run the same command again.";

/** The limit of the process or of the whole machine; connections are counted, too. */
function hasFewFiles(thrown: unknown): boolean {
  const code = readForeign((): unknown =>
    thrown instanceof Error && "code" in thrown ? thrown.code : undefined,
  );
  return code === "EMFILE" || code === "ENFILE";
}

/**
 * What was thrown where nobody waits for it, like a promise of an adapter that it forgot: whatever it is, nothing here
 * knows what it belongs to.
 */
export function strayFault(thrown: unknown): OnboardError {
  return new OnboardError("UNEXPECTED", `Something failed that nobody waited for: ${textOfThrown(thrown)}`, {
    hint: [
      "Run the same command again with ",
      { option: "debug" },
      " and report its output as a bug, of the adapter if it is one written elsewhere.",
    ],
    facts: stackOf(thrown),
    cause: thrown,
  });
}

/** Where it was thrown, for `--debug`. */
export function stackOf(thrown: unknown): ErrorFacts {
  const stack = readForeign((): unknown => (thrown instanceof Error ? thrown.stack : undefined));
  return typeof stack === "string" ? { stack } : {};
}

/** Whether this is the rejection of an aborted signal, and not a failure. */
export function isAbort(thrown: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted !== true) return false;
  if (thrown === signal.reason) return true;
  return readForeign(() => thrown instanceof Error && thrown.name === "AbortError") ?? false;
}

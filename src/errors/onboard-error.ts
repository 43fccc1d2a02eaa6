import { exitOf, KIND_BY_CODE, type ErrorCode, type ErrorKind } from "./codes.ts";

/** The same symbol in every copy of this package that one process holds. */
const BRAND = Symbol.for("ses-onboard.error");

/** Facts for machines that travel with an error: they survive JSON and hold no secret. */
export type ErrorFacts = Readonly<Record<string, unknown>>;

export interface OnboardErrorOptions {
  /** One imperative sentence: what to do next. */
  readonly hint: string;
  readonly facts?: ErrorFacts;
  readonly cause?: unknown;
}

/** What a report or a result says of an error. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly facts: ErrorFacts;
}

/**
 * The one error that users meet: a stable code, one sentence of cause, one hint. Ask `isOnboardError`, never
 * `instanceof`.
 */
export class OnboardError extends Error {
  override readonly name = "OnboardError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, message: string, options: OnboardErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
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

  toReport(): ErrorReport {
    return { code: this.code, message: this.message, hint: this.hint, facts: this.facts };
  }
}

/**
 * Whether this is such an error, of this copy of the package or of another: an adapter written elsewhere may
 * bring its own. One with a code that this version does not know is none: nothing here could give it a kind
 * or a state.
 */
export function isOnboardError(thrown: unknown): thrown is OnboardError {
  const error = Object(thrown) as Readonly<Record<PropertyKey, unknown>>;
  return (
    error[BRAND] === true &&
    Object.hasOwn(KIND_BY_CODE, String(error["code"])) &&
    typeof error["message"] === "string" &&
    typeof error["hint"] === "string" &&
    error["facts"] === Object(error["facts"]) &&
    typeof error["exit"] === "number" &&
    typeof error["toReport"] === "function"
  );
}

/**
 * Whatever was thrown, as an error that a user can act upon. An abort is not a failure: let it through
 * before.
 */
export function toOnboardError(thrown: unknown): OnboardError {
  if (isOnboardError(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new OnboardError("UNEXPECTED", `Something happened that ses-onboard does not expect: ${message}`, {
    hint: "Run the same command again with --debug and report its output as a bug.",
    facts: thrown instanceof Error && thrown.stack !== undefined ? { stack: thrown.stack } : {},
    cause: thrown,
  });
}

/** Whether this is the rejection of an aborted signal, and not a failure. */
export function isAbort(thrown: unknown, signal: AbortSignal | undefined): boolean {
  if (signal?.aborted !== true) return false;
  return thrown === signal.reason || (thrown instanceof Error && thrown.name === "AbortError");
}

import { readForeign } from "./foreign.ts";

/** The same symbol in every copy of this package that one process holds. */
const BRAND = Symbol.for("ses-onboard.interruption");

/** Of SIGHUP, SIGINT and SIGTERM. */
type InterruptionExit = 129 | 130 | 143;

const EXITS: ReadonlySet<unknown> = new Set<InterruptionExit>([129, 130, 143]);

/**
 * The reason of an abort that a person or the system asked for (Ctrl-C, SIGTERM, SIGHUP): not a failure, but an end
 * with a status of its own. Ask `isInterruption`, never `instanceof`.
 */
export class Interruption extends Error {
  override readonly name = "AbortError";
  /** 128 plus the signal's number, as shells expect. */
  readonly exit: InterruptionExit;
  /** A person was asked at the terminal, and this was the answer. */
  readonly saidNo: boolean;

  constructor(exit: InterruptionExit, { saidNo = false } = {}) {
    super("interrupted");
    this.exit = exit;
    this.saidNo = saidNo;
  }

  /** On the prototype, so that nobody who prints an error sees it. */
  get [BRAND](): true {
    return true;
  }
}

/** Whether this is such a reason, of this copy of the package or of another that a program aborts with. */
export function isInterruption(thrown: unknown): thrown is Interruption {
  return (
    readForeign(() => {
      const reason = Object(thrown) as Readonly<Record<PropertyKey, unknown>>;
      return reason[BRAND] === true && EXITS.has(reason["exit"]);
    }) ?? false
  );
}

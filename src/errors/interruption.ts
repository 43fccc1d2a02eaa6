/**
 * The reason of an abort that a person or the system asked for (Ctrl-C, SIGTERM): not a failure, but an end
 * with a status of its own.
 */
export class Interruption extends Error {
  override readonly name = "AbortError";
  /** 128 plus the signal's number, as shells expect. */
  readonly exit: 130 | 143;

  constructor(exit: 130 | 143) {
    super("interrupted");
    this.exit = exit;
  }
}

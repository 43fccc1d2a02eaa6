import { together } from "../../async/together.ts";
import { isOnboardError } from "../../errors/onboard-error.ts";

/** Waits of one run that end early where other servers are to be watched. */
export class Phase {
  readonly #run: AbortSignal;
  #changed = new AbortController();

  constructor(run: AbortSignal) {
    this.#run = run;
  }

  /** Ends what is waited for now. */
  change(): void {
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /**
   * Tasks side by side, each with a signal of its own, until all have ended, time is up, or all changes. The two last are
   * no failure; whatever ends the run goes on upward.
   * @returns whether all have ended of their own
   * @throws the reason of the run's signal, when it aborts
   */
  async each<T>(
    items: readonly T[],
    task: (item: T, signal: AbortSignal) => Promise<unknown>,
    until: AbortSignal,
  ): Promise<boolean> {
    const signal = AbortSignal.any([until, this.#changed.signal]);
    const tasks = items.map((item) => (given: { readonly signal: AbortSignal }) => task(item, given.signal));
    try {
      await together({ signal }, tasks);
    } catch (error) {
      this.#run.throwIfAborted();
      if (!signal.aborted || isOnboardError(error)) throw error;
    }
    return !signal.aborted;
  }
}

import type { Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";

// A write whose answer was lost is never reported as "not done".

/** Whether an error says that a write was sent and nobody knows what became of it. */
export function mayHaveArrived(error: unknown): boolean {
  return isOnboardError(error) && error.facts["mayHaveArrived"] === true;
}

/** The same error, which says so. Its hint stays: what failed in the end is still to be mended. */
export function inDoubt(error: OnboardError): OnboardError {
  if (mayHaveArrived(error)) return error;
  const { message, hint } = OnboardError.partsOf(error);
  return new OnboardError(error.code, phrase`${message} The change may have arrived all the same.`, {
    hint,
    facts: { ...error.facts, mayHaveArrived: true },
    cause: error,
  });
}

/** What is known of a write over all its attempts. */
export interface WriteOutcome {
  /** These swaps leave (or left, and their answer was lost): from now on they may have arrived. */
  readonly sent: (swaps?: readonly Swap[]) => void;
  /** The host answered that it did what was sent last, and something else is sent after it. */
  readonly done: () => void;
  /** The host answered that it did nothing of what was sent last. */
  readonly refused: () => void;
  /**
   * The host's records were read after the write. What they show of it has arrived; what they do not show may
   * still come: a listing can be old, and a request that nobody answered can be carried out later.
   */
  readonly looked: () => void;
  /** How many swaps we have written; true once an attempt has succeeded, be it by finding them all met. */
  readonly written: number;
  /** What a failure is reported as. A refusal of the last attempt says nothing about one that was not answered. */
  readonly report: (error: unknown) => unknown;
}

export function createWriteOutcome(): WriteOutcome {
  const written = new Set<Swap>();
  let last: readonly Swap[] = [];
  let isOpen = false;
  // Once something was sent and not answered, or only a part of it was done, some of it may stand there, whatever was
  // done since.
  let wasInDoubt = false;
  return {
    sent: (swaps = []) => {
      wasInDoubt ||= isOpen;
      last = swaps;
      for (const swap of swaps) written.add(swap);
      isOpen = true;
    },
    done: () => {
      wasInDoubt = true;
      isOpen = false;
    },
    refused: () => {
      for (const swap of last) written.delete(swap);
      isOpen = false;
    },
    looked: () => {
      wasInDoubt ||= isOpen;
      isOpen = false;
    },
    get written() {
      return written.size;
    },
    report: (error) => {
      if (!isOnboardError(error)) return error;
      const isInDoubt = isOpen || (wasInDoubt && error.facts["written"] !== true);
      return isInDoubt ? inDoubt(error) : error;
    },
  };
}

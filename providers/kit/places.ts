import type { Admit } from "../../src/async/rate-limit.ts";

// Places in the line of an account's requests, taken together: nobody comes between a reading and the write that goes
// by it, however long the line is.

/**
 * What it resolves to lets `count` requests through without another wait in line, and queues for each one after
 * them.
 * @throws the signal's reason, at once, when it aborts
 */
export async function takePlaces(admit: Admit, count: number, signal?: AbortSignal): Promise<Admit> {
  return alreadyIn(await admit(signal, count));
}

/** One request is admitted already; those after it ask as ever. */
export function alreadyIn(others: Admit): Admit {
  let isFirst = true;
  return async (signal, places) => {
    signal?.throwIfAborted();
    if (!isFirst) return others(signal, places);
    isFirst = false;
    return others;
  };
}

import type { Clock } from "../../src/async/clock.ts";
import { keyText, type RRsetKey } from "../../src/dns/rrset.ts";

// For hosts whose listings are older than their last write (`readLagMs` of the traits).

/** Remembers when each RRset was last written, by the adapter's clock. */
export interface ReadLag {
  /** A write of these was answered, or its answer was lost, or somebody else's was found. */
  readonly wrote: (keys: readonly RRsetKey[]) => void;
  /**
   * Until the listing shows what was last written of these: so long there is no read-back, and no second checked swap.
   * @throws the signal's reason, at once, when it aborts
   */
  readonly passed: (
    keys: readonly RRsetKey[],
    options: { readonly signal?: AbortSignal | undefined },
  ) => Promise<void>;
}

/** One for each adapter, so that a later call knows of an earlier one. Without a lag nobody waits. */
export function createReadLag(clock: Clock, lagMs = 0): ReadLag {
  const shownFrom = new Map<string, number>();
  return {
    wrote: (keys) => {
      const from = clock.now() + lagMs;
      for (const key of keys) shownFrom.set(keyText(key), from);
    },
    async passed(keys, { signal }) {
      const from = Math.max(...keys.map((key) => shownFrom.get(keyText(key)) ?? -Infinity));
      const ms = from - clock.now();
      if (ms > 0) await clock.sleep(ms, { signal });
    },
  };
}

import type { DnsProvider, ProviderTraits } from "../../src/dns/provider.ts";
import { keyOfSwap, type Swap } from "../../src/dns/rrset.ts";
import { retry, type RetryContext, type RetryPolicy } from "../../src/async/retry.ts";
import { adviseRetry } from "../kit/persist.ts";
import { compareSwap, findAtSwap, openSwaps, refuseOutside } from "../kit/swaps.ts";
import type { MemoryHost } from "./host.ts";

const traits: ProviderTraits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 };

const POLICY: RetryPolicy = { attempts: 3, firstPauseMs: 1, longestPauseMs: 10, deadlineMs: 1_000 };

/**
 * The contract at its plainest: read this before writing an adapter. All that a real one adds is the host's
 * spelling and the network.
 */
export function createMemoryProvider(host: MemoryHost, context: Omit<RetryContext, "signal">): DnsProvider {
  const persist = <T>(signal: AbortSignal | undefined, attempt: () => Promise<T>): Promise<T> =>
    retry(attempt, adviseRetry, POLICY, { ...context, signal });

  return {
    name: "memory",
    traits,
    zonesAt: (apex, { signal }) =>
      persist(signal, () =>
        host.request("read", signal, () =>
          apex === host.apex ? [{ apex, id: `memory:${apex}`, nameServers: host.nameServers }] : [],
        ),
      ),
    readRRsets: (_zone, owners, { signal }) =>
      persist(signal, () =>
        host.request("read", signal, () => host.rrsets.filter((rrset) => owners.includes(rrset.owner))),
      ),
    async apply(zone, swaps, { signal }) {
      signal?.throwIfAborted();
      refuseOutside(zone.apex, swaps);
      const sent = swaps.filter((swap) => compareSwap(swap, findAtSwap(swap, host.rrsets)) !== "met");
      if (sent.length === 0) return { written: 0 };
      // Comparing and writing again is safe to repeat: after a lost answer the goal stands there, and nothing
      // is written twice.
      await persist(signal, () => host.request("write", signal, () => compareAndSwap(host, swaps)));
      return { written: sent.length };
    },
  };
}

function compareAndSwap(host: MemoryHost, swaps: readonly Swap[]): void {
  const open = openSwaps(swaps, host.rrsets);
  host.commit(open.map((swap) => ({ key: keyOfSwap(swap), after: swap.after })));
}

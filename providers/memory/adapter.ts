import { isAtOrBelow } from "../../src/dns/domain-name.ts";
import type { DnsProvider, ProviderTraits } from "../../src/dns/provider.ts";
import { placeOf, sameRRset, type RRset, type Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import { retry, type RetryContext, type RetryPolicy } from "../../src/async/retry.ts";
import type { MemoryHost } from "./host.ts";

const traits: ProviderTraits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 };

const POLICY: RetryPolicy = { attempts: 3, firstPauseMs: 1, longestPauseMs: 10, deadlineMs: 1_000 };

/**
 * The contract at its plainest: read this before writing an adapter. All that a real one adds is the host's
 * spelling and the network.
 */
export function createMemoryProvider(host: MemoryHost, context: Omit<RetryContext, "signal">): DnsProvider {
  const persist = <T>(signal: AbortSignal | undefined, attempt: () => Promise<T>): Promise<T> =>
    retry(attempt, (error) => ({ retry: isTransient(error) }), POLICY, { ...context, signal });

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
    async apply(_zone, swaps, { signal }) {
      signal?.throwIfAborted();
      const sent = swaps.filter((swap) => !isMet(host, swap));
      if (sent.length === 0) return { written: 0 };
      // Comparing and writing again is safe to repeat: after a lost answer the goal stands there, and nothing
      // is written twice.
      await persist(signal, () => host.request("write", signal, () => compareAndSwap(host, swaps)));
      return { written: sent.length };
    },
  };
}

function compareAndSwap(host: MemoryHost, swaps: readonly Swap[]): void {
  const open = swaps.filter((swap) => !isMet(host, swap));
  for (const swap of open) refuseStale(host, swap);
  const changes = open.map((swap) => ({ place: placeOf(swap), after: swap.after }));
  refuseBesideCname(host, changes);
  host.commit(changes);
}

function isMet(host: MemoryHost, swap: Swap): boolean {
  const { owner, type } = placeOf(swap);
  return sameRRset(host.peek(owner, type), swap.after);
}

function refuseStale(host: MemoryHost, swap: Swap): void {
  const { owner, type } = placeOf(swap);
  if (!isAtOrBelow(owner, host.apex)) throw new RangeError(`${owner} is not in the zone ${host.apex}`);
  const found = host.peek(owner, type);
  if (sameRRset(found, swap.before)) return;
  throw new OnboardError(
    "RRSET_CHANGED",
    `The ${type} records at ${owner} are no longer those that were read.`,
    {
      hint: "Run the same command again: it reads and plans anew.",
      facts: { owner, type, expected: swap.before ?? null, found: found ?? null },
    },
  );
}

/** A CNAME stands alone at its name (RFC 1034 section 3.6.2). */
function refuseBesideCname(
  host: MemoryHost,
  changes: readonly { readonly place: Pick<RRset, "owner" | "type">; readonly after: RRset | undefined }[],
): void {
  const replaced = (rrset: RRset) =>
    changes.some(({ place }) => place.owner === rrset.owner && place.type === rrset.type);
  const result = [
    ...host.rrsets.filter((rrset) => !replaced(rrset)),
    ...changes.flatMap(({ after }) => after ?? []),
  ];
  const alias = result.find(
    (rrset) =>
      rrset.type === "CNAME" &&
      changes.some(({ place }) => place.owner === rrset.owner) &&
      result.some((other) => other.owner === rrset.owner && other !== rrset),
  );
  if (alias === undefined) return;
  throw new OnboardError(
    "CNAME_IN_THE_WAY",
    `A CNAME record can't stand beside other records at ${alias.owner}.`,
    {
      hint: "Remove the CNAME record, or choose another sender domain.",
      facts: { owner: alias.owner },
    },
  );
}

function isTransient(error: unknown): boolean {
  return isOnboardError(error) && (error.code === "API_UNAVAILABLE" || error.code === "API_RATE_LIMITED");
}

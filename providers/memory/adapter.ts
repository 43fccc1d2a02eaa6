import { isAtOrBelow } from "../../src/dns/domain-name.ts";
import { isTimeUp, withinTime } from "../../src/async/deadline.ts";
import { admitAll } from "../../src/async/rate-limit.ts";
import type { RetryPolicy } from "../../src/async/retry.ts";
import type { CallOptions, DnsProvider, ProviderTraits } from "../../src/dns/provider.ts";
import { keyOfSwap, type Swap } from "../../src/dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../src/errors/onboard-error.ts";
import type { GivenToAdapter, RequestKind } from "../conformance/subject.ts";
import type { AdapterContext } from "../describe.ts";
import { createPersist, type Persist } from "../kit/persist.ts";
import { compareSwap, findAtSwap, openSwaps, refuseLocked, refuseOutside } from "../kit/swaps.ts";
import { createWriteOutcome, inDoubt, mayHaveArrived } from "../kit/write-outcome.ts";
import type { MemoryHost } from "./host.ts";

const traits: ProviderTraits = {
  swap: "atomic",
  writes: "value",
  batch: "all-or-nothing",
  replace: "in-place",
  minTtl: 0,
};

const POLICY: RetryPolicy = { attempts: 3, firstPauseMs: 1, longestPauseMs: 10, deadlineMs: 1_000 };
const REQUEST_MS = 10_000;

type MemoryContext = Pick<AdapterContext, "clock"> &
  Partial<Pick<AdapterContext, "onRetry">> &
  GivenToAdapter;

/** One request to the host, repeated where that is safe. */
type Ask = <T>(on: RequestKind, options: CallOptions, carryOut: () => T) => Promise<T>;

/**
 * The contract at its plainest: read this before writing an adapter. All that a real one adds is the host's
 * spelling and the network.
 */
export function createMemoryProvider(host: MemoryHost, context: MemoryContext): DnsProvider {
  const { clock, onRetry = () => {} } = context;
  const persist = createPersist({ clock, onRetry, holdBack: () => {} }, POLICY);
  const ask = createAsk(host, context, persist);
  return {
    name: "memory",
    traits: host.mx === undefined ? traits : { ...traits, mx: host.mx },
    zonesAt: (apex, options) =>
      ask("zones", options, () =>
        apex === host.apex ? [{ apex, id: `memory:${apex}`, nameServers: host.nameServers }] : [],
      ),
    readRRsets: (_zone, owners, options) =>
      ask("read", options, () => host.rrsets.filter((rrset) => owners.includes(rrset.owner))),
    holdsOthers: (_zone, { top, known }, options) =>
      ask("read", options, () =>
        host.rrsets.some(({ owner }) => isAtOrBelow(owner, top) && !known.includes(owner)),
      ),
    async apply(zone, swaps, options) {
      options.signal?.throwIfAborted();
      refuseOutside(zone.apex, swaps);
      const sent = swaps.filter((swap) => compareSwap(swap, findAtSwap(swap, host.rrsets)) !== "met");
      if (sent.length === 0) return { written: 0 };
      // Comparing and writing again is safe to repeat: after a lost answer the goal stands there, and nothing
      // is written twice.
      await ask("write", options, () => compareAndSwap(host, swaps));
      return { written: sent.length };
    },
    ...(host.tells ? { settled: settledBy(ask), mayWrite: mayWriteBy(ask) } : {}),
  };
}

function compareAndSwap(host: MemoryHost, swaps: readonly Swap[]): void {
  const open = openSwaps(swaps, host.rrsets);
  refuseLocked(open, host.rrsets);
  host.refuseValues(open.flatMap(({ after }) => after ?? []));
  host.commit(open.map((swap) => ({ key: keyOfSwap(swap), after: swap.after })));
}

/** Each attempt is admitted, and has a deadline of its own beside the caller's signal. */
function createAsk(
  host: MemoryHost,
  { admit = admitAll, requestMs = REQUEST_MS, key }: MemoryContext,
  persist: Persist,
): Ask {
  return async (on, options, carryOut) => {
    const outcome = createWriteOutcome();
    const attempt = async ({ signal }: CallOptions) => {
      await admit(signal);
      try {
        return await withinTime(requestMs, signal, (ended) =>
          host.request({ on, signal: ended, key }, carryOut),
        );
      } catch (error) {
        signal?.throwIfAborted();
        const failure = isTimeUp(error) ? stalled(on) : error;
        if (mayHaveArrived(failure)) outcome.sent();
        throw failure;
      }
    };
    try {
      return await persist(options, attempt);
    } catch (error) {
      throw outcome.report(error);
    }
  };
}

function stalled(on: RequestKind): OnboardError {
  const error = new OnboardError("API_UNAVAILABLE", "The host in memory did not answer in time.", {
    hint: "Run the same command again.",
  });
  return on === "write" ? inDoubt(error) : error;
}

function settledBy(ask: Ask): NonNullable<DnsProvider["settled"]> {
  return (_receipt, options) =>
    ask("settle", options, () => true).catch((error: unknown) => unknownUnless(error, []));
}

/** The probe is a write of nothing. */
function mayWriteBy(ask: Ask): NonNullable<DnsProvider["mayWrite"]> {
  return (_zone, _places, options) =>
    ask("write", options, () => true).catch((error: unknown) =>
      unknownUnless(error, ["RIGHTS_MISSING", "CREDENTIALS_REJECTED"]),
    );
}

/** False for a refusal that is an answer; of whatever else the host says, nothing is learned. */
function unknownUnless(error: unknown, refusals: readonly string[]): false | undefined {
  if (!isOnboardError(error)) throw error;
  return refusals.includes(error.code) ? false : undefined;
}

import type { Clock } from "../async/clock.ts";
import type { ProviderConfig } from "../config/config.ts";
import type { DnsProvider } from "../dns/provider.ts";
import type { EventBody } from "../events/event.ts";
import { createRateLimits } from "../async/rate-limit.ts";
import type { Authority } from "../dns/authority.ts";
import type { Identities } from "../plan/identity.ts";

/** What a run needs beside the config. */
export interface Surface {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}

/** What one domain is charged with and told of. */
export interface Ledger {
  readonly calls: { ses: number; provider: number; dns: number };
  readonly emit: (body: EventBody) => void;
}

/** The three ways out. */
export interface Wires {
  readonly identities: Identities;
  readonly authority: Authority;
  readonly provider: (entry: ProviderConfig) => Promise<DnsProvider>;
}

/** What a request has to pass, and who is told of it. */
export interface Told {
  readonly limits: ReturnType<typeof createRateLimits>;
  readonly count: (wire: keyof Ledger["calls"]) => void;
  readonly onRetry: (api: string) => (attempt: number, nextInMs: number, code: string) => void;
}

export function createTold(clock: Clock, owner: () => Ledger | undefined): Told {
  return {
    limits: createRateLimits(clock),
    count: (wire) => {
      const ledger = owner();
      if (ledger !== undefined) ledger.calls[wire] += 1;
    },
    onRetry: (api) => (attempt, nextInMs, code) =>
      owner()?.emit({ type: "api.retried", api, attempt, nextInMs, code }),
  };
}

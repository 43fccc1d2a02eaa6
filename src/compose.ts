import { findAdapter } from "../providers/registry.ts";
import { systemClock, type Clock } from "./clock.ts";
import { requireSesCredentials, requireSettings, settingsFor, type Config, type ProviderConfig } from "./config/config.ts";
import type { DomainName } from "./dns/domain-name.ts";
import type { DnsProvider } from "./dns/provider.ts";
import type { EventBody } from "./events.ts";
import { findProviderFor } from "./config/find-provider.ts";
import { createLocks } from "./onboard/many.ts";
import type { Authority, Identities, Run } from "./onboard/ports.ts";
import { createRateLimits } from "./onboard/rate-limit.ts";
import { createAuthority } from "./resolve/authority.ts";
import { SES_RATE } from "./ses/attempt.ts";
import { createIdentities } from "./ses/identities.ts";
import { USER_AGENT, VERSION } from "./version.ts";

/** What a run needs beside the config. */
export interface Surface {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}

/** What differs from domain to domain. */
export interface RunOptions {
  readonly emit: (body: EventBody) => void;
  readonly confirm?: (() => Promise<boolean>) | undefined;
}

/** Config → ports. Nothing is contacted and no SDK is loaded before a port is first used. */
export interface Composition {
  readonly runFor: (domain: DomainName, options: RunOptions) => Run;
}

/** @throws OnboardError CREDENTIALS_MISSING for Tencent Cloud, PROVIDER_UNKNOWN */
export function compose(config: Config, surface: Surface): Composition {
  const credentials = requireSesCredentials(config);
  const exclusive = createLocks();
  const clock = surface.clock ?? systemClock;
  const limits = createRateLimits(clock);
  return {
    runFor(domain, { emit, confirm }) {
      const wires = createWires(config, { ...surface, clock, limits }, emit);
      const { policy, provider } = settingsFor(config, domain);
      return {
        domain,
        version: VERSION,
        identities: wires.identities(credentials),
        authority: wires.authority(),
        findProvider: (_domain, delegation, options) => findProviderFor(config, provider, delegation, { create: wires.provider, options }),
        policy,
        dkimBits: config.dkimBits,
        waitMs: config.waitMs,
        roundGapMs: config.propagation.roundGapMs,
        planHash: config.planHash,
        confirm,
        clock,
        calls: wires.calls,
        exclusive,
        emit,
        signal: surface.signal,
      };
    },
  };
}

/** The three ways out, each counted. */
interface Wires {
  readonly identities: (credentials: ReturnType<typeof requireSesCredentials>) => Identities;
  readonly authority: () => Authority;
  readonly provider: (entry: ProviderConfig) => Promise<DnsProvider>;
  readonly calls: Run["calls"];
}

function createWires(
  config: Config,
  { env, clock, limits }: Surface & { readonly clock: Clock; readonly limits: ReturnType<typeof createRateLimits> },
  emit: (body: EventBody) => void,
): Wires {
  const counts = { ses: 0, provider: 0, dns: 0 };
  const onRetry = (api: string) => (attempt: number, nextInMs: number, code: string) =>
    emit({ type: "api.retried", api, attempt, nextInMs, code });
  const { site, region, endpoint } = config.ses;
  const { roots, ...dns } = config.dns;
  return {
    identities: (credentials) =>
      createIdentities({
        credentials,
        site,
        region,
        endpoint,
        userAgent: USER_AGENT,
        env,
        clock,
        admit: async (action, signal) => {
          await limits(`ses ${action}`, SES_RATE)(signal);
          counts.ses += 1;
        },
        onRetry: onRetry("ses"),
      }),
    authority: () => createAuthority({ ...dns, ...(roots === undefined ? {} : { roots }), env, clock, onQuery: () => (counts.dns += 1) }),
    async provider(entry) {
      const adapter = await findAdapter(entry.module ?? entry.type);
      return adapter.createProvider({
        settings: requireSettings(entry),
        env,
        userAgent: USER_AGENT,
        sleep: (ms, options) => clock.sleep(ms, options),
        now: () => clock.now(),
        admit: async (signal) => {
          await limits(`provider ${adapter.meta.id}`, adapter.meta.rate)(signal);
          counts.provider += 1;
        },
        onRetry: onRetry(entry.name),
      });
    },
    calls: () => ({ ...counts }),
  };
}

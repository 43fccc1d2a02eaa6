import type { AdapterContext, ProviderMeta, VendorAccount } from "../../providers/describe.ts";
import { findAdapter, METAS } from "../../providers/registry.ts";
import { isBuiltIn, requireSettings, type Config, type ProviderConfig } from "../config/config.ts";
import { TENCENT, withoutOthersSecrets } from "../config/accounts/known-secrets.ts";
import type { DnsProvider, Zone } from "../dns/provider.ts";
import type { Dns } from "../resolve/dns.ts";
import { providerWithin } from "./attribution.ts";
import { guarded, guardedProvider, type Guard, type Signs } from "./guarded-provider.ts";
import { urlsOf } from "./endpoints.ts";
import { unlessAborted } from "../async/together.ts";
import { USER_AGENT } from "../version.ts";
import type { Admit, RateLimit } from "../async/rate-limit.ts";
import { silenceOf } from "./silence.ts";
import type { Clock } from "../async/clock.ts";
import { createAvailability } from "../async/availability.ts";
import { createMemory } from "../async/memory.ts";
import { clockOfRuns, type PortContext, type SharedPorts, type RequestHooks } from "./requests.ts";

/** The DNS hosts, and whether one of them wants silence for longer than a command may wait. */
export interface Hosts {
  readonly provider: SharedPorts["provider"];
  /** @throws OnboardError API_RATE_LIMITED while the one of this name does */
  readonly requireOpen: (name: string) => void;
}

/**
 * An adapter for each entry of the config, made when it is first asked for.
 * @param waitMs of the config: how long one that wants silence is waited out
 */
export function createHosts(
  {
    env,
    credentialChain,
    signal,
    clock,
    authority,
  }: Omit<PortContext, "onAnswer" | "withoutKeys"> & Partial<Pick<Dns, "authority">>,
  { limits, count, onRetry }: RequestHooks,
  { waitMs, ses }: Pick<Config, "waitMs" | "ses">,
): Hosts {
  const providers = createMemory<DnsProvider>();
  const limitOf = new Map<string, RateLimit>();
  const provider: Hosts["provider"] = (entry) =>
    providers(entry.name, async () => {
      const signs: Signs = { waiting: 0, lastAt: clock.now() };
      const isOurs = isBuiltIn(entry);
      const adapter = entry.module === undefined ? entry.name : entry.type;
      const guard: Guard = { adapter, isForeign: !isOurs, clock, signal, signs };
      const { meta, createProvider } =
        entry.adapter ??
        (await guarded(guard, { name: "loading", patienceMs: 0 }, () =>
          findAdapter(entry.module ?? entry.type),
        ));
      // The rate is kept by host and not by entry: two entries may be two keys of one account.
      const limit = limits(`provider ${meta.id}`, meta.rate, silenceOf(meta.title, waitMs, clock));
      const given: AdapterContext = {
        settings: requireSettings(entry),
        env: isOurs ? env : withoutOthersSecrets(env, meta, METAS),
        credentialChain,
        ...(isOurs && meta.vendor === TENCENT ? { vendorAccount: vendorAccountOf(ses) } : {}),
        userAgent: USER_AGENT,
        clock: clockOfRuns(clock),
        admit: countEach(notingSigns(limit.admit, signs, clock), () => count("provider")),
        holdBack: limit.holdBack,
        onRetry: onRetry(entry.name),
        authority,
        availability: createAvailability(clockOfRuns(clock)),
      };
      const provider = await guarded(guard, { name: "createProvider", patienceMs: 0 }, () =>
        createProvider(given),
      );
      limitOf.set(provider.name, limit);
      const { endpoint = endpointOf(entry, meta), ...port } = guardedProvider(guard, provider);
      return withSharedZones({ ...port, ...(endpoint === undefined ? {} : { endpoint }) }, signal);
    });
  return { provider, requireOpen: (name) => limitOf.get(name)?.requireOpen() };
}

/** Keys of a profile or of a role, too. */
function vendorAccountOf({ site, credentials }: Config["ses"]): VendorAccount {
  return "secretId" in credentials ? { site, credentials } : { site };
}

/** Where a host is that anybody may run; a vendor's own addresses are one host. */
function endpointOf({ settings, module }: ProviderConfig, meta: ProviderMeta): string | undefined {
  if (module === undefined && meta.endpointHosts !== undefined) return undefined;
  const urls = urlsOf(settings, meta);
  return urls.length === 0 ? undefined : urls.map((text) => new URL(text).href).join(" ");
}

/** Each request is counted when it leaves, also one whose place was taken together with others. */
function countEach(admit: Admit, count: () => void): Admit {
  return async (signal, places) => {
    const others = await admit(signal, places);
    count();
    return countEach(others, count);
  };
}

/** Whoever waits to be admitted is not silent, and whoever was admitted is alive. */
function notingSigns(admit: Admit, signs: Signs, clock: Clock): Admit {
  return async (signal, places) => {
    signs.waiting += 1;
    try {
      return notingSigns(await admit(signal, places), signs, clock);
    } finally {
      signs.waiting -= 1;
      signs.lastAt = clock.now();
    }
  };
}

/**
 * Many domains lie in one zone, and a host lists it as often as somebody asks: at Route 53 that is two of the
 * five requests for a domain.
 */
function withSharedZones(provider: DnsProvider, signal: AbortSignal): DnsProvider {
  const zones = createMemory<readonly Zone[]>();
  return {
    ...providerWithin((call) => call(), provider),
    // One domain that gives up must not fail the others that wait for the same answer.
    zonesAt: (apex, options) =>
      unlessAborted(
        options.signal,
        zones(apex, () => provider.zonesAt(apex, { ...options, signal })),
      ),
  };
}

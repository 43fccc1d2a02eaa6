import { systemClock } from "../async/clock.ts";
import {
  requireSesCredentials,
  settingsFor,
  type Config,
  type OwnSettings,
  type ProviderConfig,
} from "../config/config.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { DnsProvider } from "../dns/provider.ts";
import type { EventBody } from "../events/event.ts";
import { findProviderFor } from "./find-provider.ts";
import type { Run } from "../onboard/run.ts";
import { authorityWithin, resolversWithin, identitiesWithin, providerWithin } from "./attribution.ts";
import { createDns } from "../resolve/dns.ts";
import { SES_RATE } from "../ses/attempt.ts";
import { createIdentities } from "../ses/identities.ts";
import { USER_AGENT, VERSION } from "../version.ts";
import { createLocks } from "../async/locks.ts";
import { type Surface, type Wires, chargedTo, createTold, openLedger } from "./ledger.ts";
import { createHosts } from "./hosts.ts";

/** What differs from domain to domain. */
export interface RunOptions {
  readonly emit: (body: EventBody) => void;
  readonly confirm?: (() => Promise<boolean>) | undefined;
  /** Settings of this one domain; they go before the config. */
  readonly own?: OwnSettings | undefined;
}

/** Config → ports. Nothing is contacted and no SDK is loaded before a port is first used. */
export interface Composition {
  readonly runFor: (domain: DomainName, options: RunOptions) => Run;
}

/**
 * The domains of one composition share each account: its connections, its credentials, its rate, and what was
 * learned of zones and name servers. Each still knows what was asked on its behalf.
 * @throws OnboardError CREDENTIALS_MISSING for Tencent Cloud, CONFIG_INVALID for an address or endpoint
 */
export function compose(config: Config, surface: Surface): Composition {
  const { env, credentialChain = "env", signal, clock = systemClock, onAnswer = () => {} } = surface;
  const exclusive = createLocks();
  const wires = createWires(config, { env, credentialChain, signal, clock, onAnswer });
  return {
    runFor(domain, { emit, confirm, own }) {
      const ledger = openLedger(emit);
      const charged = chargedTo(ledger);
      const { policy, provider } = settingsFor(config, domain, own);
      const create = async (entry: ProviderConfig): Promise<DnsProvider> =>
        providerWithin(charged, await wires.provider(entry));
      return {
        domain,
        version: VERSION,
        identities: identitiesWithin(charged, wires.identities),
        authority: authorityWithin(charged, wires.dns.authority),
        resolvers: resolversWithin(charged, wires.dns.resolvers),
        findProvider: (_domain, delegation, options) =>
          findProviderFor(config, provider, delegation, { create, options }),
        policy,
        dkimBits: config.dkimBits,
        waitMs: config.waitMs,
        roundGapMs: config.propagation.roundGapMs,
        planHash: config.planHash,
        confirm,
        clock,
        calls: () => ({ ...ledger.calls }),
        exclusive,
        emit,
        signal,
      };
    },
  };
}

function createWires(config: Config, surface: Required<Surface>): Wires {
  const { env, clock, onAnswer } = surface;
  const told = createTold(clock);
  const { limits, count, onRetry } = told;
  const { site, region, endpoint } = config.ses;
  const { roots, ...dns } = config.dns;
  return {
    identities: createIdentities({
      credentials: requireSesCredentials(config),
      site,
      region,
      endpoint,
      userAgent: USER_AGENT,
      env,
      clock,
      async admit(action, signal) {
        await limits(`ses ${action}`, SES_RATE)(signal);
        count("ses");
      },
      onRetry: onRetry("ses"),
    }),
    dns: createDns({
      ...dns,
      ...(roots === undefined ? {} : { roots }),
      env,
      clock,
      onQuery: () => count("dns"),
      onAnswer,
    }),
    provider: createHosts(surface, told),
  };
}

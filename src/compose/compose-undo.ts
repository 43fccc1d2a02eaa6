import { tellAfterwards } from "./tell-afterwards.ts";
import { startClock } from "../async/clock.ts";
import { findProviders, settingsFor, type Config, type ProviderConfig } from "../config/config.ts";
import { accountsFor, findHolderOf } from "./find-holder.ts";
import type { DomainWrites } from "../journal/logged-writes.ts";
import type { FoundProvider } from "../onboard/run.ts";
import type { UndoRun } from "../onboard/undo.ts";
import { providerWithin } from "./attribution.ts";
import { VERSION } from "../version.ts";
import {
  type ComposeContext,
  attributedTo,
  countedFor,
  createRequestHooks,
  createShared,
  newAttribution,
} from "./requests.ts";
import { elsewhereOfUndo, endpointOfHost, located } from "./endpoints.ts";
import { createHosts } from "./hosts.ts";
import { configuredBy, createCountedDns, startedWith, type RunOptions } from "./compose.ts";

export interface UndoOptions extends Pick<
  RunOptions,
  "emit" | "started" | "wordFor" | "language" | "giveUp"
> {
  readonly confirm?: UndoRun["confirm"];
  readonly dryRun: boolean;
}

/** An undo has no time budget: a host that is busy is waited out for as long as its adapter thinks right. */
const NO_WAIT_MS = 0;

/**
 * Config → what undoing a domain needs: its DNS host, and no key of Tencent Cloud.
 * The providers are found only when they are asked for.
 */
export function composeUndo(
  config: Config,
  {
    env,
    credentialChain = "env",
    sandbox = false,
    signal,
    by,
    clock = startClock(),
    shared = createShared(clock),
  }: ComposeContext,
): (writes: DomainWrites, options: UndoOptions) => UndoRun {
  const { exclusive } = shared;
  const hooks = createRequestHooks(shared.limits);
  const waiting = { waitMs: NO_WAIT_MS, ses: config.ses };
  const { authority } = createCountedDns(config, { env, clock, onAnswer: () => {} }, hooks);
  const context = { env, credentialChain, signal, clock, authority };
  const { provider: providerFor } = createHosts(context, hooks, waiting);
  return (
    { domain, site, region, zones },
    { emit: told, confirm, dryRun, started, wordFor, language, giveUp },
  ) => {
    const emit = tellAfterwards(told);
    const attribution = newAttribution(emit);
    const attributed = attributedTo(attribution);
    const calls = () => ({ ...attribution.calls });
    // A variable names the DNS host of runs to come, and the log that of those that were.
    const provider = config.ambientProvider === true ? "auto" : settingsFor(config, domain).provider;
    const given = { env, credentialChain, sandbox };
    const hostsOf = (written: DomainWrites["zones"]): readonly ProviderConfig[] =>
      written.length === 0
        ? findProviders(config, provider)
        : [...new Set(written.flatMap(({ zone }) => accountsFor(config, provider, zone)))];
    const create = async (entry: ProviderConfig): Promise<FoundProvider> =>
      located(providerWithin(attributed, await providerFor(entry)), endpointOfHost(config, entry, given));
    return {
      domain,
      version: VERSION,
      by,
      started: startedWith(started, config.given),
      wordFor,
      language,
      identities: { site, region },
      zones,
      elsewhere: elsewhereOfUndo(config, () => hostsOf(zones), given),
      findHolder: (named, options) => findHolderOf(config, provider, named, { create, options, given }),
      confirm,
      dryRun,
      configured: configuredBy(config, []),
      clock,
      calls,
      counted: countedFor(attribution, calls),
      exclusive,
      emit,
      signal,
      giveUp,
    };
  };
}

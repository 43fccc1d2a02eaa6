import type { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { tellAfterwards } from "./tell-afterwards.ts";
import { createAvailability } from "../async/availability.ts";
import { startClock } from "../async/clock.ts";
import type { GivenOption } from "../events/started.ts";
import {
  findProviders,
  givenFor,
  missingKeys,
  requireSesCredentials,
  settingsFor,
  type Config,
  type OwnSettings,
  type ProviderConfig,
} from "../config/config.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { EventBody } from "../events/event.ts";
import { findProviderFor } from "./find-provider.ts";
import type { Agreement, Configured, FoundProvider, Run } from "../onboard/run.ts";
import type { Identities } from "../plan/identity.ts";
import type { PlanSettings } from "../plan/consent/plan.ts";
import type { Place } from "../dns/place.ts";
import type { Policy, StandingConsent } from "../plan/requirement.ts";
import {
  authorityWithin,
  resolversWithin,
  identitiesWithin,
  providerWithin,
  type Around,
} from "./attribution.ts";
import { createDns, type Dns } from "../resolve/dns.ts";
import { SES_RATE } from "../ses/attempt.ts";
import { createIdentities } from "../ses/identities.ts";
import { USER_AGENT, VERSION } from "../version.ts";
import {
  type ComposeContext,
  type PortContext,
  type Shared,
  type RequestHooks,
  type SharedPorts,
  attributedTo,
  clockOfRuns,
  countedFor,
  createRequestHooks,
  createShared,
  newAttribution,
} from "./requests.ts";
import { createTurns } from "./create-turns.ts";
import { identitiesWithoutKeys } from "./temporary-keys.ts";
import { elsewhereOf, endpointOfHost, isByHand, located } from "./endpoints.ts";
import { silenceOf } from "./silence.ts";
import { createHosts, type Hosts } from "./hosts.ts";

// Config → ports. Read compose.ts, hosts.ts, requests.ts and attribution.ts (what a domain's requests pass,
// and whose they are), find-provider.ts, endpoints.ts (what is not where everybody asks); compose-undo.ts and find-holder.ts for the way back.

/** What differs from domain to domain. */
export interface RunOptions {
  readonly emit: (body: EventBody) => void;
  readonly agreement?: Agreement | undefined;
  /** Settings of this one domain; they go before the config. */
  readonly own?: OwnSettings | undefined;
  /** Of an approved plan of this domain; they go before all others. */
  readonly settings?: PlanSettings | undefined;
  /** How the command was started; what it was given is known here. */
  readonly started?: Run["started"];
  readonly wordFor?: Run["wordFor"];
  readonly language?: Run["language"];
  readonly giveUp?: Run["giveUp"];
}

/** Config → ports. Nothing is contacted and no SDK is loaded before a port is first used. */
export interface Composition {
  readonly runFor: (domain: DomainName, options: RunOptions) => Run;
}

/**
 * The domains of one composition share each account: its connections, its credentials, its rate, and what was
 * learned of zones and name servers. Each still knows what was asked on its behalf.
 * @throws OnboardError CREDENTIALS_MISSING for Tencent Cloud, unless each way out is tried by itself; CONFIG_INVALID for
 * an address or endpoint
 */
export function compose(config: Config, context: ComposeContext): Composition {
  const { env, credentialChain = "env", signal, by, clock = startClock(), onAnswer = () => {} } = context;
  const { shared = createShared(clock) } = context;
  const takeTurn = createTurns();
  const { triesEach, withoutKeys = triesEach === true ? missingKeys(config) : undefined } = context;
  const { limits, exclusive } = shared;
  const given = { env, credentialChain, signal, clock, onAnswer, withoutKeys };
  const ports = createSharedPorts(config, limits, given);
  return {
    runFor(domain, { emit: told, agreement, own, settings, started, wordFor, language, giveUp }) {
      const emit = tellAfterwards(told);
      const attribution = newAttribution(emit);
      const attributed = attributedTo(attribution);
      const calls = () => ({ ...attribution.calls });
      const { standing, ...chosen } = settingsFor(config, domain, own);
      const beside = consentsBeside(config, chosen.policy, standing);
      const { policy, provider } = underPlan(chosen, settings, beside);
      const refusal = triesEach === true ? undefined : withoutKeys;
      const create = hostsWithin(config, context, { around: attributed, provider: ports.provider, refusal });
      return {
        domain,
        version: VERSION,
        by,
        account: config.ses.account,
        started: startedWith(started, givenFor(config, domain, own)),
        wordFor,
        language,
        identities: identitiesWithin(attributed, ports.identities),
        authority: authorityWithin(attributed, ports.dns.authority),
        resolvers: resolversWithin(attributed, ports.dns.resolvers),
        findProvider: (_domain, delegation, options) =>
          findProviderFor(config, provider, delegation, { create, options }),
        hosts: () => hostsMeant(config, provider, create),
        elsewhere: elsewhereOf(config, provider, context),
        policy,
        configured: configuredBy(config, standing),
        dkimBits: settings?.dkimBits ?? config.dkimBits,
        strict: config.strict,
        tags: settings?.tags ?? config.ses.tags,
        domainLimit: config.ses.domainLimit,
        takeTurn,
        waitMs: config.waitMs,
        roundGapMs: config.propagation.roundGapMs,
        agreement,
        clock,
        requireOpen: ports.requireOpen,
        calls,
        counted: countedFor(attribution, calls),
        exclusive,
        emit,
        signal,
        giveUp,
      };
    },
  };
}

/** The DNS hosts' ports of one domain. Who can't come to SES has nothing to ask of them. */
function hostsWithin(
  config: Config,
  context: ComposeContext,
  {
    around,
    provider,
    refusal,
  }: Pick<SharedPorts, "provider"> & {
    readonly around: Around;
    readonly refusal: OnboardError | undefined;
  },
): (entry: ProviderConfig) => Promise<FoundProvider> {
  return async (entry) => {
    if (refusal !== undefined) throw refusal;
    return located(providerWithin(around, await provider(entry)), endpointOfHost(config, entry, context));
  };
}

/** Those that are named, or that have keys of their own; what a person changes by hand needs none. */
function hostsMeant(
  config: Config,
  wanted: string,
  create: (entry: ProviderConfig) => Promise<FoundProvider>,
): ReturnType<NonNullable<Run["hosts"]>> {
  return findProviders(config, wanted)
    .filter((entry) => entry.borrowed !== true && !isByHand(entry))
    .map((entry) => ({ name: entry.name, open: () => create(entry) }));
}

/** What was approved holds; consents by name that are given beside it are added. */
function underPlan(
  { provider, policy }: { readonly provider: string; readonly policy: Policy },
  approved: PlanSettings | undefined,
  beside: Pick<Policy, "allow" | "replace">,
): { readonly provider: string; readonly policy: Policy } {
  if (approved === undefined) return { provider, policy };
  const { replace, allow } = approved.policy;
  return {
    provider: approved.zone.provider,
    policy: {
      ...approved.policy,
      replace: [...new Set([...replace, ...beside.replace])],
      allow: [...new Set([...allow, ...beside.allow])],
    },
  };
}

/**
 * What was consented to beside an approved plan: by flags of this command, since a variable or a file that changed
 * meanwhile was approved by nobody; and by none where the plan's hash is demanded, too.
 */
function consentsBeside(
  { planHash }: Config,
  policy: Policy,
  standing: readonly StandingConsent[],
): Pick<Policy, "allow" | "replace"> {
  if (planHash !== undefined) return { allow: [], replace: [] };
  const isFlag = (option: "allow" | "replace") => (place: Place) =>
    !standing.some((one) => one.option === option && one.value === place);
  return { allow: policy.allow.filter(isFlag("allow")), replace: policy.replace.filter(isFlag("replace")) };
}

/** What was not given is not told. */
export function startedWith(
  started: Run["started"],
  given: readonly GivenOption[],
): NonNullable<Run["started"]> {
  return { ...started, ...(given.length === 0 ? {} : { given }) };
}

/** What is told of the config file, and of the consents that no option of this command gave. */
export function configuredBy({ file, unreadFile }: Config, standing: readonly StandingConsent[]): Configured {
  const named = file ?? unreadFile;
  return {
    ...(named === undefined ? {} : { config: { file: named, read: file !== undefined } }),
    ...(standing.length === 0 ? {} : { standing }),
  };
}

function createSharedPorts(
  config: Config,
  limits: Shared["limits"],
  context: PortContext,
): SharedPorts & Hosts {
  const hooks = createRequestHooks(limits);
  const dns = createCountedDns(config, context, hooks);
  return {
    identities: createSes(config, context, hooks),
    dns,
    ...createHosts({ ...context, authority: dns.authority }, hooks, config),
  };
}

/** Each question counts for the domain on whose behalf it is asked. */
export function createCountedDns(
  config: Config,
  { env, clock, onAnswer }: Required<Pick<ComposeContext, "env" | "clock" | "onAnswer">>,
  { count }: Pick<RequestHooks, "count">,
): Dns {
  const { roots, doh, ...dns } = config.dns;
  return createDns({
    ...dns,
    ...(roots === undefined ? {} : { roots }),
    ...(doh === undefined ? {} : { doh }),
    env,
    clock,
    onQuery: () => count("dns"),
    onAnswer,
  });
}

function createSes(
  config: Config,
  { env, clock: real, signal, withoutKeys }: PortContext,
  { limits, count, onRetry }: RequestHooks,
): Identities {
  const clock = clockOfRuns(real);
  const { site, region, endpoint } = config.ses;
  if (withoutKeys !== undefined) return identitiesWithoutKeys(config.ses, withoutKeys, env);
  // What stands before SES asks for silence by the account or the address, and not by the action.
  const silence = limits("ses", undefined, silenceOf(phrase`Tencent Cloud SES`, config.waitMs, real));
  return createIdentities({
    credentials: requireSesCredentials(config),
    site,
    region,
    endpoint,
    userAgent: USER_AGENT,
    env,
    clock,
    signal,
    async admit(action, ended) {
      await limits(`ses ${action}`, SES_RATE).admit(ended);
      await silence.admit(ended);
      count("ses");
    },
    holdBack: silence.holdBack,
    onRetry: onRetry("ses"),
    availability: createAvailability(clock),
  });
}

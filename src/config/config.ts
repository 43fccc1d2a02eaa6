import type { AdapterModule, ProviderMeta } from "../../providers/describe.ts";
import { REGISTRY } from "../../providers/registry.ts";
import { isAtOrBelow, labelsOf, type DomainName } from "../dns/domain-name.ts";
import { withOption } from "../errors/hint.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { listPhrase, phrase, type Proposal } from "../errors/phrase.ts";
import type { GivenOption } from "../events/started.ts";
import type { PlanHash } from "../plan/consent/plan.ts";
import type { AccountName, Tag } from "../plan/identity.ts";
import type { Policy, StandingConsent } from "../plan/requirement.ts";
import type { Site } from "./sites.ts";
import { didYouMean } from "./suggest.ts";

const { meta: manual } = REGISTRY.manual;

// What flags, environment, config file and defaults come to: plain facts, from which compose.ts makes ports.

export interface SesCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** The session token; only temporary credentials have one. */
  readonly token?: string | undefined;
  /** Of the file that they stand in. */
  readonly profile?: string | undefined;
}

/** A role of the Tencent Cloud account that a job on GitHub gets by saying who it is. */
export interface RoleConfig {
  readonly arn: string;
  /** The identity provider's name in CAM. */
  readonly providerId: string;
  /** Its client id. */
  readonly audience: string;
  /** URL of STS. */
  readonly endpoint: string;
}

export interface SesConfig {
  readonly site: Site;
  readonly region: string;
  /** URL: the site's own, or the override. */
  readonly endpoint: string;
  /** `missing` names what nobody gave; ask by requireSesCredentials. */
  readonly credentials: SesCredentials | { readonly missing: readonly string[] };
  readonly account?: AccountName | undefined;
  /** Of an identity that is created. */
  readonly tags: readonly Tag[];
  /** How many sender domains the account may have; undefined: SES alone knows. */
  readonly domainLimit?: number | undefined;
  /** Where keys are missing and this can be had instead: withTemporaryKeys exchanges it. */
  readonly role?: RoleConfig | undefined;
}

/** One DNS host's account. */
export interface ProviderConfig {
  /** What `--provider` and `domains` call it. */
  readonly name: string;
  /** Id in the registry, or what the config named as module. */
  readonly type: string;
  /** Of an adapter written elsewhere: absolute path, or a package's name. */
  readonly module?: string | undefined;
  /** One that a program has loaded itself. */
  readonly adapter?: AdapterModule | undefined;
  /** What one that is written elsewhere says about itself; absent where it was not loaded. */
  readonly meta?: ProviderMeta;
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Nothing but the keys that SES is used with speaks for it, and every user has those: it counts where the zone lives
   * on its name servers, and is not asked elsewhere.
   */
  readonly borrowed?: true;
  /** Environment variables or settings that it needs and nobody gave; ask by requireSettings. */
  readonly missing: readonly string[];
}

/** Its adapter comes with this program. */
export function isBuiltIn({ module, adapter }: Pick<ProviderConfig, "module" | "adapter">): boolean {
  return module === undefined && adapter === undefined;
}

/** What can differ from domain to domain. */
export interface OwnSettings {
  readonly provider?: string | undefined;
  readonly mx?: Policy["mx"] | undefined;
  readonly dmarc?: Policy["dmarc"] | undefined;
  /** Where these two stand, unless an option of the command gave them. */
  readonly from?: StandingPlaces | undefined;
}

export type StandingPlaces = Readonly<Partial<Record<"mx" | "dmarc", string | undefined>>>;

export interface DomainRule extends OwnSettings {
  readonly match: DomainName;
}

export interface DnsConfig {
  /** IP addresses; undefined: the IANA root servers. */
  readonly roots: readonly string[] | undefined;
  readonly port: number;
  /** IP addresses of public resolvers, asked only to report. */
  readonly resolvers: readonly string[];
  /** URLs of resolvers that are asked by HTTPS; undefined: those above, at their addresses. */
  readonly doh: readonly string[] | undefined;
  readonly transports: readonly ("udp" | "tcp" | "doh")[];
}

export interface Config {
  /** The config file, where there was one. */
  readonly file: string | undefined;
  /** One of the default name lies there and was not read, since nothing named it. */
  readonly unreadFile?: string | undefined;
  readonly ses: SesConfig;
  readonly providers: readonly ProviderConfig[];
  /** The provider where no rule says otherwise: a name, or `auto`. */
  readonly provider: string;
  /** A variable named it: it is about runs to come, and not about those that a log tells of. */
  readonly ambientProvider?: true;
  readonly domains: readonly DomainRule[];
  readonly policy: Policy;
  /** Where the policy's consents stand, as far as no option of the command gave them. */
  readonly standing: { readonly from: StandingPlaces; readonly places: readonly StandingConsent[] };
  readonly dns: DnsConfig;
  readonly propagation: { readonly roundGapMs: number };
  readonly waitMs: number;
  readonly dkimBits: 1024 | 2048;
  /** Of `check`: every fault of a record is drift. */
  readonly strict: boolean;
  readonly planHash: PlanHash | undefined;
  /** What was given, as text. */
  readonly given: readonly GivenOption[];
  /** Every secret that was read, for the redactor. */
  readonly secrets: readonly string[];
}

/**
 * The keys of the Tencent Cloud account.
 * @throws OnboardError CREDENTIALS_MISSING
 */
export function requireSesCredentials(config: Config): SesCredentials {
  const { credentials } = config.ses;
  if ("secretId" in credentials) return credentials;
  throw noKeys(credentials.missing);
}

/** What requireSesCredentials would throw; undefined: they are there, or a role gives them. */
export function missingKeys({ ses: { credentials, role } }: Config): OnboardError | undefined {
  return "secretId" in credentials || role !== undefined ? undefined : noKeys(credentials.missing);
}

function noKeys(missing: readonly string[]): OnboardError {
  return new OnboardError(
    "CREDENTIALS_MISSING",
    phrase`There are no Tencent Cloud credentials: ${listPhrase(missing, " and ")} not set.`,
    {
      hint: phrase`Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write them into ~/.tencentcloud/credentials.`,
      facts: { missing },
    },
  );
}

/**
 * A provider's settings, complete.
 * @param instead what goes without them, where something does
 * @throws OnboardError CREDENTIALS_MISSING
 */
export function requireSettings(
  provider: ProviderConfig,
  instead?: Proposal,
): Readonly<Record<string, string>> {
  if (provider.missing.length === 0) return provider.settings;
  const missing = provider.missing.join(", ");
  const needs = phrase`Set ${missing}. What it needs is listed by ${{ words: ["providers", provider.module ?? provider.type] }}.`;
  throw new OnboardError(
    "CREDENTIALS_MISSING",
    phrase`The provider ${provider.name} (${provider.type}) lacks ${missing}.`,
    {
      hint:
        instead === undefined
          ? needs
          : phrase`${needs} Without it, have the records entered by hand: ${instead}.`,
      facts: { provider: provider.name, missing: provider.missing },
    },
  );
}

/** What was given for one domain, its own settings in the place of the general ones. */
export function givenFor(config: Config, domain: DomainName, own: OwnSettings = {}): readonly GivenOption[] {
  const rule = ruleFor(config, domain);
  return OWN.reduce<readonly GivenOption[]>((given, option) => {
    const isOverall = given.some((one) => one.option === option && ["flag", "variable"].includes(one.by));
    // A rule's host is found again by the config.
    const value = own[option] ?? (option === "provider" ? undefined : rule?.[option]);
    if (isOverall || value === undefined) return given;
    const by = own[option] === undefined ? "config" : "list";
    return [...given.filter((one) => one.option !== option), { option, values: [value], by }];
  }, config.given);
}

const OWN = ["provider", "mx", "dmarc"] as const;

function ruleFor({ domains }: Config, domain: DomainName): DomainRule | undefined {
  return domains
    .filter(({ match }) => isAtOrBelow(domain, match))
    .sort((a, b) => labelsOf(b.match).length - labelsOf(a.match).length)[0];
}

/** What holds for one domain, and which consents of it nobody gave for this run alone. */
export interface DomainSettings {
  readonly provider: string;
  readonly policy: Policy;
  readonly standing: readonly StandingConsent[];
}

/**
 * What holds for one domain: its own settings, over the rule with the longest match, by label, over the
 * general settings.
 */
export function settingsFor(config: Config, domain: DomainName, own: OwnSettings = {}): DomainSettings {
  const rule: OwnSettings = ruleFor(config, domain) ?? {};
  const { policy, standing } = config;
  const layers: readonly OwnSettings[] = [own, rule, { ...policy, from: standing.from }];
  const chosen = (["mx", "dmarc"] as const).flatMap((option): readonly StandingConsent[] => {
    const layer = layers.find((one) => one[option] !== undefined);
    const [value = "keep", from] = [layer?.[option], layer?.from?.[option]];
    return value === "keep" || from === undefined ? [] : [{ option, value, from }];
  });
  return {
    provider: own.provider ?? rule.provider ?? config.provider,
    policy: {
      ...policy,
      mx: own.mx ?? rule.mx ?? policy.mx,
      dmarc: own.dmarc ?? rule.dmarc ?? policy.dmarc,
    },
    standing: [...chosen, ...standing.places],
  };
}

/**
 * The entries that a name stands for: itself, else those of that type, else of that module; `auto`: each that has what it needs.
 * @throws OnboardError PROVIDER_UNKNOWN
 */
export function findProviders(config: Config, name: string): readonly ProviderConfig[] {
  if (name === "auto") return config.providers.filter(({ missing }) => missing.length === 0);
  const named = config.providers.filter((provider) => provider.name === name);
  const typed = config.providers.filter(({ type }) => type === name);
  const led = config.providers.filter(({ module }) => module === name);
  const found = [named, typed, led].find(({ length }) => length > 0);
  if (found !== undefined) return found;
  // It needs nothing that could be there or not.
  if (name === manual.id) return [BY_HAND];
  throw providerUnknown(
    name,
    config.providers.map((provider) => provider.name),
  );
}

const BY_HAND: ProviderConfig = { name: manual.id, type: manual.id, settings: {}, missing: [] };

/** @param known what could be named, beside doing it by hand */
export function providerUnknown(name: string, known: readonly string[]): OnboardError {
  const others = known.filter((one) => one !== manual.id);
  const byHand = withOption("provider", manual.id);
  return new OnboardError(
    "PROVIDER_UNKNOWN",
    phrase`No DNS host is known here as "${name}"${didYouMean(name, [...others, manual.id])}.`,
    {
      hint:
        others.length > 0
          ? phrase`Name one of ${listPhrase(others, ", ")}, or add it to the config. At any other DNS host have the records entered by hand: ${byHand}.`
          : phrase`Those it knows are listed by ${{ words: ["providers"] }}. At any other DNS host have the records entered by hand: ${byHand}.`,
      facts: { provider: name, known: others },
    },
  );
}

import { dirname, resolve } from "node:path";
import { untilWritten } from "../files/pipe.ts";
import { isThere } from "../files/unread.ts";
import { parseDomainName } from "../dns/domain-name.ts";
import { findPlace, RR_TYPES, type Place } from "../dns/place.ts";
import { DEFAULT_POLICY, type Policy, type StandingConsent } from "../plan/requirement.ts";
import type { Config, DnsConfig, DomainRule, StandingPlaces } from "./config.ts";
import { originOf, type ConfigSources, type Loading } from "./loading.ts";
import { TRANSPORTS } from "./option-groups.ts";
import { readOptions, type Options } from "./sources/options.ts";
import { givenOptions } from "./sources/given.ts";
import { overFile } from "./sources/settings.ts";
import { configInvalid, standingPlace } from "./problem.ts";
import { resolveProviders } from "./providers.ts";
import { resolveSes } from "./ses.ts";
import { didYouMean } from "./suggest.ts";
import { toOnboardError, type OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";

// Flags, variables and a file → settings, in this order: sources/ (the texts), option-table.ts (each option
// once), schema.ts, load.ts, config.ts (what the rest sees).

export type { ConfigSources } from "./loading.ts";

/** Read on a command line unless another one is named. */
export const DEFAULT_FILE = "ses-onboard.yaml";
const DEFAULT_WAIT_MS = 600_000;
const DEFAULT_ROUND_GAP_MS = 200;
const DEFAULT_DKIM_BITS = 2048;
/** Cloudflare, Google, Quad9; AliDNS and DNSPod for the view from China. */
const PUBLIC_RESOLVERS = ["1.1.1.1", "8.8.8.8", "9.9.9.9", "223.5.5.5", "119.29.29.29"] as const;

/**
 * Flag, then `SES_ONBOARD_*`, then config file, then default; variables that belong to a vendor's own tools
 * fill what is still open.
 * @throws OnboardError CONFIG_INVALID, PROVIDER_UNKNOWN. Missing credentials are no error here: not every
 * command needs them.
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const { config, invalid } = await tryConfig(sources);
  if (invalid !== undefined) throw invalid;
  return config;
}

/**
 * The same for whoever goes on with what is not touched by a mistake in it: DNS alone. No credential of an invalid config
 * may be used, since where it would be sent may be the mistake.
 * @throws OnboardError CONFIG_INVALID for options that can't be read at all
 */
export async function tryConfig(
  sources: ConfigSources,
): Promise<{ readonly config: Config; readonly invalid?: OnboardError }> {
  const loading = await startLoading(sources, readOptions(sources.flags, sources.env, sources.flagName));
  const { settings } = loading;
  const ses = resolveSes(loading);
  const { providers, wanted } = await orMistake(loading, resolveProviders(loading, ses), NO_PROVIDERS);
  const config: Config = {
    file: loading.file?.file,
    unreadFile: loading.unreadFile,
    ses,
    providers,
    provider: wanted,
    ...(isAmbient(loading.options.provider) ? { ambientProvider: true } : {}),
    domains: resolveRules(loading, wanted),
    policy: resolvePolicy(loading),
    standing: { from: standingPlaces(settings), places: standingConsents(loading) },
    dns: resolveDns(loading),
    propagation: { roundGapMs: settings["round-gap"]?.value ?? DEFAULT_ROUND_GAP_MS },
    waitMs: settings.wait?.value ?? DEFAULT_WAIT_MS,
    dkimBits: settings.dkim?.value ?? DEFAULT_DKIM_BITS,
    strict: settings.strict?.value ?? false,
    planHash: settings["plan-hash"]?.value,
    given: givenOptions(sources.flags, sources.env, loading.file),
    secrets: [...loading.secrets],
  };
  const invalid = invalidOf(loading);
  const whole = { ...config, secrets: [...loading.secrets] };
  return invalid === undefined ? { config: whole } : { config: whole, invalid };
}

function invalidOf({ mistakes: [mistake], problems }: Loading): OnboardError | undefined {
  return mistake ?? (problems.length > 0 ? configInvalid(problems) : undefined);
}

const NO_PROVIDERS: Awaited<ReturnType<typeof resolveProviders>> = { providers: [], wanted: "auto" };

/** What the work comes to, or `instead` where a mistake of whoever gave the settings is in the way, which is noted. */
async function orMistake<T>(
  { mistakes }: Pick<Loading, "mistakes">,
  work: Promise<T>,
  instead: T,
): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const error = toOnboardError(thrown);
    if (error.code !== "CONFIG_INVALID" && error.code !== "PROVIDER_UNKNOWN") throw thrown;
    mistakes.push(error);
    return instead;
  }
}

function isAmbient(given: Options["provider"]): boolean {
  return given !== undefined && "variable" in given.origin;
}

async function startLoading(sources: ConfigSources, options: Options): Promise<Loading> {
  const name = options.config?.value ?? DEFAULT_FILE;
  const path = resolve(sources.cwd, name);
  const mistakes: OnboardError[] = [];
  const finding = findFile(sources, { name, path, isNamed: options.config !== undefined });
  const { file, unreadFile } = await orMistake({ mistakes }, finding, NO_FILE);
  const settings = overFile(options, file);
  const directory = dirname(path);
  return {
    sources,
    options,
    settings,
    file,
    unreadFile,
    directory,
    mistakes,
    problems: [],
    secrets: new Set(),
  };
}

const NO_FILE: Pick<Loading, "file" | "unreadFile"> = { file: undefined, unreadFile: undefined };

/** What the config says, in a file or as a value. */
async function findFile(
  { value, ignoreFile, onlyNamedFile, signal, metas, adapters = {} }: ConfigSources,
  { name, path, isNamed }: { readonly name: string; readonly path: string; readonly isNamed: boolean },
): Promise<Pick<Loading, "file" | "unreadFile">> {
  if (value !== undefined)
    return { ...NO_FILE, file: (await readers()).judgeConfig(value, metas, Object.keys(adapters)) };
  const isFound = ignoreFile !== true && (isNamed || isThere(path));
  if (!isFound) return NO_FILE;
  if (!isNamed && onlyNamedFile === true) return { file: undefined, unreadFile: name };
  const source = await untilWritten(path, signal);
  return { file: (await readers()).readConfigFile(name, source, metas), unreadFile: undefined };
}

/** Loaded only where there is a config. */
const readers = () => import("./sources/file.ts");

/** What a flag or a variable says holds for every domain, over the file's rules. */
function resolveRules(loading: Loading, wanted: string): readonly DomainRule[] {
  const { options, file } = loading;
  const names = Object.keys(file?.config.providers ?? {});
  return (file?.config.domains ?? []).map((rule, index) => {
    if (
      rule.provider !== undefined &&
      rule.provider !== "auto" &&
      !names.includes(rule.provider) &&
      !isMeta(loading, rule.provider)
    ) {
      const problem = phrase`no provider is called "${rule.provider}"${didYouMean(rule.provider, names)}`;
      loading.problems.push({ origin: originOf(loading, ["domains", index, "provider"]), problem });
    }
    return {
      match: parseDomainName(rule.match),
      provider: options.provider === undefined ? rule.provider : wanted,
      mx: options.mx?.value ?? rule.mx,
      dmarc: options.dmarc?.value ?? rule.dmarc,
      from: {
        mx: standingPlace(options.mx?.origin ?? originOf(loading, ["domains", index, "mx"])),
        dmarc: standingPlace(options.dmarc?.origin ?? originOf(loading, ["domains", index, "dmarc"])),
      },
    };
  });
}

function standingPlaces({ mx, dmarc }: Options): StandingPlaces {
  return { mx: mx && standingPlace(mx.origin), dmarc: dmarc && standingPlace(dmarc.origin) };
}

/** Record sets that were consented to, each by its own line where a file has a list of them. */
function standingConsents(loading: Loading): readonly StandingConsent[] {
  return (["replace", "allow"] as const).flatMap((option) => {
    const given = loading.settings[option];
    return (given?.value ?? []).flatMap((value, index) => {
      const origin =
        given && "file" in given.origin ? originOf(loading, ["policy", option, index]) : given?.origin;
      const from = origin && standingPlace(origin);
      return from === undefined ? [] : [{ option, value, from }];
    });
  });
}

function isMeta({ sources }: Loading, name: string): boolean {
  return Object.hasOwn(sources.metas, name);
}

function resolvePolicy(loading: Loading): Policy {
  const { settings } = loading;
  return {
    ttl: settings.ttl?.value ?? DEFAULT_POLICY.ttl,
    mx: settings.mx?.value ?? DEFAULT_POLICY.mx,
    mxPriority: settings["mx-priority"]?.value ?? DEFAULT_POLICY.mxPriority,
    dmarc: settings.dmarc?.value ?? DEFAULT_POLICY.dmarc,
    // There is no such setting in the file: a consent to remove something is given once, for one run.
    replace: resolvePlaces(loading, "replace"),
    allow: resolvePlaces(loading, "allow"),
  };
}

/** What is consented to by name; read here, since domain names are heavy and the table of options is not. */
function resolvePlaces({ settings, problems }: Loading, option: "replace" | "allow"): readonly Place[] {
  const given = settings[option];
  if (given === undefined) return DEFAULT_POLICY[option];
  const places = given.value.flatMap((text) => {
    const found = findPlace(text);
    if ("place" in found) return [found.place];
    const { wrong, part } = found;
    const because = {
      shape: "",
      type: phrase`: no record type is called "${part}"${didYouMean(part, RR_TYPES)}`,
      name: phrase`: "${part}" is no domain name`,
    };
    const problem = phrase`"${text}" is not TYPE:NAME, like TXT:_dmarc.mail.example.com${because[wrong]}`;
    problems.push({ origin: given.origin, problem });
    return [];
  });
  // One place may be spelt in two ways.
  return [...new Set(places)];
}

function resolveDns({ settings }: Loading): DnsConfig {
  const roots = settings["dns-roots"]?.value;
  // The public resolvers know nothing of a private tree, and its names are none of their business.
  const resolvers = roots === undefined ? PUBLIC_RESOLVERS : [];
  return {
    roots,
    port: settings["dns-port"]?.value ?? 53,
    resolvers: settings["dns-resolvers"]?.value ?? resolvers,
    doh: settings["dns-doh"]?.value,
    transports: settings["dns-transports"]?.value ?? TRANSPORTS,
  };
}

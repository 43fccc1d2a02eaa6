import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { findDomainName, parseDomainName } from "../dns/domain-name.ts";
import { DEFAULT_POLICY, type Policy } from "../plan/requirement.ts";
import type { Config, DnsConfig, DomainRule } from "./config.ts";
import { findDuration } from "./sources/duration.ts";
import { originOf, type ConfigSources, type Loading } from "./loading.ts";
import { TRANSPORTS } from "./option-table.ts";
import { readOptions, type Options } from "./sources/options.ts";
import { configInvalid } from "./problem.ts";
import { resolveProviders } from "./providers.ts";
import { resolveSes } from "./ses.ts";
import { didYouMean } from "./suggest.ts";

export type { ConfigSources } from "./loading.ts";

const DEFAULT_FILE = "ses-onboard.yaml";
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
  const options = readOptions(sources.flags, sources.env);
  const loading = await startLoading(sources, options);
  const provider = options.provider?.value ?? "auto";
  const config: Config = {
    file: loading.file?.file,
    ses: resolveSes(loading),
    providers: resolveProviders(loading, provider),
    provider,
    domains: resolveRules(loading),
    policy: resolvePolicy(loading),
    dns: resolveDns(loading),
    propagation: { roundGapMs: resolveRoundGap(loading) },
    waitMs: options.wait?.value ?? DEFAULT_WAIT_MS,
    dkimBits: options.dkim?.value ?? DEFAULT_DKIM_BITS,
    planHash: options["plan-hash"]?.value,
    secrets: [...loading.secrets],
  };
  if (loading.problems.length > 0) throw configInvalid(loading.problems);
  return { ...config, secrets: [...loading.secrets] };
}

async function startLoading(sources: ConfigSources, options: Options): Promise<Loading> {
  const name = options.config?.value ?? DEFAULT_FILE;
  const path = resolve(sources.cwd, name);
  const base = { sources, options, directory: dirname(path), problems: [], secrets: new Set<string>() };
  if (sources.ignoreFile === true || (options.config === undefined && !existsSync(path)))
    return { ...base, file: undefined };
  const { readConfigFile } = await import("./sources/file.ts");
  return { ...base, file: readConfigFile(name, path, sources.metas) };
}

/** What a flag or a variable says holds for every domain, over the file's rules. */
function resolveRules(loading: Loading): readonly DomainRule[] {
  const { options, file } = loading;
  const names = Object.keys(file?.config.providers ?? {});
  return (file?.config.domains ?? []).map((rule, index) => {
    if (
      rule.provider !== undefined &&
      rule.provider !== "auto" &&
      !names.includes(rule.provider) &&
      !isMeta(loading, rule.provider)
    ) {
      const problem = `no provider is called "${rule.provider}"${didYouMean(rule.provider, names)}`;
      loading.problems.push({ origin: originOf(loading, ["domains", index, "provider"]), problem });
    }
    return {
      match: parseDomainName(rule.match),
      provider: options.provider?.value ?? rule.provider,
      mx: options.mx?.value ?? rule.mx,
      dmarc: options.dmarc?.value ?? rule.dmarc,
    };
  });
}

function isMeta({ sources }: Loading, name: string): boolean {
  return Object.hasOwn(sources.metas, name);
}

function resolvePolicy(loading: Loading): Policy {
  const { options } = loading;
  const given = loading.file?.config.policy ?? {};
  return {
    ttl: options.ttl?.value ?? given.ttl ?? DEFAULT_POLICY.ttl,
    mx: options.mx?.value ?? given.mx ?? DEFAULT_POLICY.mx,
    mxPriority: options["mx-priority"]?.value ?? given.mxPriority ?? DEFAULT_POLICY.mxPriority,
    dmarc: options.dmarc?.value ?? given.dmarc ?? DEFAULT_POLICY.dmarc,
    replace: resolveConsents(loading),
  };
}

/** `--replace TYPE:NAME`. There is no such setting in the file: a consent is given once, for one run. */
function resolveConsents({ options, problems }: Loading): Policy["replace"] {
  const { replace } = options;
  if (replace === undefined) return [];
  return replace.value.flatMap((text) => {
    const [, type, name] = /^([A-Za-z0-9]+):(.+)$/.exec(text) ?? [];
    const owner = name === undefined ? undefined : findDomainName(name);
    if (type !== undefined && owner !== undefined) return [`${type.toUpperCase()}:${owner}` as const];
    problems.push({
      origin: replace.origin,
      problem: `"${text}" is not TYPE:NAME, like TXT:_dmarc.mail.example.com`,
    });
    return [];
  });
}

function resolveDns({ options, file }: Loading): DnsConfig {
  const given = file?.config.dns ?? {};
  const roots = options["dns-roots"]?.value ?? given.roots;
  // The public resolvers know nothing of a private tree, and its names are none of their business.
  const resolvers = roots === undefined ? PUBLIC_RESOLVERS : [];
  return {
    roots,
    port: options["dns-port"]?.value ?? given.port ?? 53,
    resolvers: options["dns-resolvers"]?.value ?? given.resolvers ?? resolvers,
    transports: options["dns-transports"]?.value ?? given.transports ?? TRANSPORTS,
  };
}

function resolveRoundGap({ options, file }: Loading): number {
  const given = file?.config.propagation?.roundGap;
  const fromFile = given === undefined ? undefined : findDuration(String(given));
  return options["round-gap"]?.value ?? fromFile ?? DEFAULT_ROUND_GAP_MS;
}

import type { CredentialChain, ProviderMeta } from "../../providers/describe.ts";
import { METAS } from "../../providers/registry.ts";
import { findProviders, type Config, type ProviderConfig } from "../config/config.ts";
import { isVendors, TENCENT_HOSTS } from "../config/accounts/endpoints.ts";
import { isRehearsal, type AskedElsewhere, type OwnEndpoint } from "../events/endpoint.ts";
import type { DnsProvider } from "../dns/provider.ts";
import type { FoundProvider } from "../onboard/run.ts";
import { isLoopback, parseEndpoint } from "../net/endpoint.ts";
import { findProxy, type Proxy } from "../net/proxy.ts";
import type { ComposeContext } from "./requests.ts";

type Surroundings = Pick<ComposeContext, "env" | "credentialChain" | "sandbox">;

/** Where a command about a domain asks, as far as that is not where everybody does. */
export function elsewhereOf(config: Config, wanted: string, given: Surroundings): AskedElsewhere {
  return withMark(
    [
      ...endpointsOfSes(config),
      ...endpointsOfDns(config),
      ...endpointsKnown(
        config,
        unlessUnknown(() => findProviders(config, wanted)),
        given,
      ),
    ],
    given,
  );
}

/**
 * For whoever is to hear of it before a run: a command tells it in the result of each domain, when SES is asked.
 * @throws OnboardError CONFIG_INVALID for SES's endpoint, or a proxy in front of it that can't be used
 */
export function requireUsableProxy(config: Pick<Config, "ses">, env: Surroundings["env"]): void {
  proxyOfSes(config, env);
}

/**
 * Through which proxy SES is asked, if through any.
 * @throws OnboardError CONFIG_INVALID for SES's endpoint, or a proxy that can't be used
 */
export function proxyOfSes({ ses }: Pick<Config, "ses">, env: Surroundings["env"]): Proxy | undefined {
  return findProxy(parseEndpoint(ses.endpoint, "SES"), env);
}

/**
 * Where `undo` asks, as far as that is not where everybody does: of the DNS hosts alone, and of DNS where a zone is
 * changed by hand.
 * @param find the accounts that may hold the zones
 */
export function elsewhereOfUndo(
  config: Config,
  find: () => readonly ProviderConfig[],
  given: Surroundings,
): AskedElsewhere {
  const hosts = unlessUnknown(find);
  const dns = hosts.some(isByHand) ? endpointsOfDns(config) : [];
  return withMark([...dns, ...endpointsKnown(config, hosts, given)], given);
}

/** Where a DNS host's API is asked, where a setting, a variable or a file of its own tools names a place. */
export function endpointOfHost(
  config: Pick<Config, "ses" | "dns">,
  entry: ProviderConfig,
  { env, credentialChain = "env" }: Surroundings,
): OwnEndpoint | undefined {
  const { name, type, meta = METAS[type], settings } = entry;
  if (isByHand(entry)) return playedZoneOf(config, name);
  const [set] = meta === undefined ? [] : urlsOf(settings, meta);
  const url = set ?? askedAt(meta, env, credentialChain);
  return url === undefined ? undefined : endpoint({ of: "provider", name }, url, meta?.endpointHosts);
}

/**
 * A zone that is changed by hand is where DNS is asked for it. Beside a real SES a root on this machine leads to a real
 * zone (RFC 8806).
 */
function playedZoneOf(config: Pick<Config, "ses" | "dns">, name: string): OwnEndpoint | undefined {
  if (!isRehearsal(endpointsOfSes(config))) return undefined;
  const [root] = endpointsOfDns(config);
  return root === undefined ? undefined : { ...root, of: "provider", name };
}

export function isByHand({ type, meta = METAS[type] }: ProviderConfig): boolean {
  return meta?.byHand === true;
}

/** What of its settings is an address: of an adapter written elsewhere nobody knows how that is called. */
export function urlsOf(settings: ProviderConfig["settings"], meta: ProviderMeta): readonly string[] {
  const texts = meta.settings.flatMap(({ name, secret }) => (secret ? [] : (settings[name] ?? [])));
  return texts.filter((text) => /^https?:/i.test(text) && URL.canParse(text));
}

/** With where it is asked: what the config says of it, else what the adapter itself tells. */
export function located(provider: DnsProvider, known: OwnEndpoint | undefined): FoundProvider {
  const askedAt = known ?? endpoint({ of: "provider", name: provider.name }, provider.endpoint ?? "");
  return askedAt === undefined ? provider : { ...provider, askedAt };
}

function withMark(endpoints: readonly OwnEndpoint[], { sandbox }: Surroundings): AskedElsewhere {
  return {
    ...(isRehearsal(endpoints) ? { rehearsal: true } : {}),
    ...(sandbox === true ? { sandbox } : {}),
    ...(endpoints.length > 0 ? { endpoints } : {}),
  };
}

function endpointsOfSes({ ses }: Pick<Config, "ses">): readonly OwnEndpoint[] {
  const asked = [
    ["ses", ses.endpoint] as const,
    ...(ses.role === undefined ? [] : [["sts", ses.role.endpoint] as const]),
  ];
  return asked.flatMap(([of, url]) => endpoint({ of }, url, TENCENT_HOSTS.hosts) ?? []);
}

/** Without roots of one's own another port alone tells that it is not the world's DNS. */
function endpointsOfDns({ dns }: Pick<Config, "dns">): readonly OwnEndpoint[] {
  const roots = dns.roots ?? (dns.port === 53 ? [] : ["root-servers.net"]);
  return roots.flatMap((root) => {
    const host = root.includes(":") ? `[${root}]` : root;
    return endpoint({ of: "dns" }, `dns://${host}:${dns.port}`) ?? [];
  });
}

/** Of several that may hold the zone it is not known yet which is asked, so all are named or none: `zone.found` tells. */
function endpointsKnown(
  config: Config,
  hosts: readonly ProviderConfig[],
  given: Surroundings,
): readonly OwnEndpoint[] {
  const candidates = hosts.map((entry) => endpointOfHost(config, entry, given));
  const known = candidates.filter((one) => one !== undefined);
  return known.length === candidates.length ? known : [];
}

/** A name that nobody has is told when the host is looked for. */
function unlessUnknown(find: () => readonly ProviderConfig[]): readonly ProviderConfig[] {
  try {
    // One that only the keys of SES speak for is asked at its vendor's own address, or not at all.
    return find().filter(({ borrowed }) => borrowed !== true);
  } catch {
    return [];
  }
}

function askedAt(
  meta: ProviderMeta | undefined,
  env: ComposeContext["env"],
  chain: CredentialChain,
): string | undefined {
  try {
    return meta?.askedAt?.(env, chain) || undefined;
  } catch {
    // Code of others; that nothing is known of it stops nothing.
    return undefined;
  }
}

/** Undefined: the vendor itself answers there. */
function endpoint(
  whose: Pick<OwnEndpoint, "of" | "name">,
  text: string,
  hosts: readonly RegExp[] = [],
): OwnEndpoint | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (isVendors({ title: "", hosts }, url)) return undefined;
  return { ...whose, url: text, ...(isLoopback(url) ? { loopback: true } : {}) };
}

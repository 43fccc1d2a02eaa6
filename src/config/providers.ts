import type { AdapterModule, ProviderMeta } from "../../providers/describe.ts";
import { kindOfName, locateModule, NO_MODULE_NAME } from "../../providers/module-name.ts";
import { findAdapter } from "../../providers/registry.ts";
import { toOnboardError } from "../errors/onboard-error.ts";
import { isBuiltIn, providerUnknown, type ProviderConfig, type SesConfig } from "./config.ts";
import { originOf, type ConfigSources, type Loading } from "./loading.ts";
import { namesOf, TENCENT } from "./accounts/known-secrets.ts";
import { judged, unjudged, type Account, type Entry } from "./accounts/account-settings.ts";
import { phrase } from "../errors/phrase.ts";

interface Providers {
  readonly providers: readonly ProviderConfig[];
  /** What `--provider` says, as findProviders knows it: a path is the file that it leads to from here. */
  readonly wanted: string;
}

/**
 * The config's entries; without any, one for each built-in adapter whose credentials are in the environment, and for
 * one of the vendor that SES is asked with.
 * What `--provider` names gets an entry of its own when it is an adapter that no entry has. What an entry
 * leaves open is taken from the variables that the adapter names; what it states stands, since two accounts at
 * one host share those variables.
 * @throws OnboardError PROVIDER_UNKNOWN for a name that nothing has, before anything is asked
 */
export async function resolveProviders(loading: Loading, ses: SesConfig): Promise<Providers> {
  const { metas, adapters = {} } = loading.sources;
  redactAmbient(loading, Object.values(metas));
  const configured = Object.entries(loading.file?.config.providers ?? {}).map(([name, entry]) =>
    accountOf(loading, name, entry),
  );
  const given = loading.options.provider?.value ?? "auto";
  const isTaken = configured.some(({ name, type }) => name === given || type === given);
  const types = [...Object.keys(metas), ...Object.keys(adapters)];
  const known = ["auto", ...configured.map(({ name }) => name), ...types];
  if (!isTaken && !known.includes(given) && kindOfName(given) === "word")
    throw providerUnknown(given, known.slice(1));
  const elsewhere = isTaken || types.includes(given) ? undefined : moduleGiven(loading, given);
  const accounts: readonly Account[] = [
    ...configured,
    ...impliedAccounts(loading, ses, { given, isTaken, isAlone: configured.length === 0 }),
    ...(elsewhere === undefined || configured.some(({ module }) => module === elsewhere)
      ? []
      : [{ name: given, type: given, module: elsewhere }]),
  ];
  const wanted = elsewhere ?? given;
  const only = accounts.length === 1;
  const loaded = await Promise.all(accounts.map((account) => findMeta(loading, account, { wanted, only })));
  return { providers: accounts.map((account, index) => resolveOne(loading, account, loaded[index])), wanted };
}

/** What the config has no entry for: the named adapter; without any entry those with keys, and a program's own. */
function impliedAccounts(
  { sources: { metas, env, credentialChain, adapters = {} } }: Loading,
  ses: SesConfig,
  {
    given,
    isTaken,
    isAlone,
  }: { readonly given: string; readonly isTaken: boolean; readonly isAlone: boolean },
): readonly Account[] {
  const hasVendorKeys = "secretId" in ses.credentials || ses.role !== undefined;
  const builtIn = Object.values(metas).flatMap(({ id, vendor, isConfigured }): readonly Account[] => {
    const account = { name: id, type: id };
    if (id === given) return isTaken ? [] : [account];
    if (!isAlone) return [];
    if (isConfigured(env, credentialChain)) return [account];
    return vendor === TENCENT && hasVendorKeys ? [{ ...account, borrowed: true }] : [];
  });
  const own = Object.entries(adapters).filter(([id]) => (id === given ? !isTaken : isAlone));
  return [...builtIn, ...own.map(([id, adapter]) => ({ name: id, type: id, adapter }))];
}

function accountOf({ sources, directory }: Loading, name: string, entry: Entry): Account {
  const { type } = entry;
  if (Object.hasOwn(sources.metas, type)) return { name, type, entry };
  const adapter = adapterOf(sources, type);
  return {
    name,
    type,
    entry,
    ...(adapter === undefined ? { module: locateModule(type, directory) } : { adapter }),
  };
}

function adapterOf({ adapters = {} }: ConfigSources, type: string): AdapterModule | undefined {
  return Object.hasOwn(adapters, type) ? adapters[type] : undefined;
}

/** Where the module is that `--provider` names, if it names one. */
function moduleGiven({ options, sources, problems }: Loading, given: string): string | undefined {
  const kind = kindOfName(given);
  if (kind === "neither" && options.provider !== undefined)
    problems.push({ origin: options.provider.origin, problem: phrase`what it names ${NO_MODULE_NAME}` });
  return kind === "path" || kind === "package" ? locateModule(given, sources.cwd) : undefined;
}

/**
 * What the adapter says of itself. A module is code, and only that is loaded which may be asked. One of the
 * config's that can't be is a problem at its place where no other can be meant; else it is told when its host is
 * asked.
 * @throws OnboardError PROVIDER_UNKNOWN for one that `--provider` leads to
 */
async function findMeta(
  loading: Loading,
  { name, type, module, adapter, entry }: Account,
  { wanted, only }: { readonly wanted: string; readonly only: boolean },
): Promise<ProviderMeta | undefined> {
  const { sources, options } = loading;
  if (adapter !== undefined) return adapter.meta;
  if (module === undefined) return sources.metas[type];
  const isNamed = [name, type, module].includes(wanted);
  if (options.provider !== undefined && !isNamed && wanted !== "auto") return undefined;
  const found = findAdapter(module).then(({ meta }) => meta);
  if (entry === undefined) return found;
  return found.catch((thrown: unknown) => {
    const { message, hint } = toOnboardError(thrown);
    const origin = originOf(loading, ["providers", name, "type"]);
    if (only || isNamed) loading.problems.push({ origin, problem: message.replace(/\.$/, ""), hint });
    return undefined;
  });
}

function resolveOne(loading: Loading, account: Account, meta: ProviderMeta | undefined): ProviderConfig {
  if (meta === undefined) return unjudged(loading, account);
  if (isBuiltIn(account)) return judged(loading, meta, account);
  redactAmbient(loading, [meta]);
  if (account.entry !== undefined)
    loading.problems.push(...(loading.file?.judgeEntry(account.name, meta) ?? []));
  return { ...judged(loading, meta, account), module: account.module, adapter: account.adapter, meta };
}

/**
 * Secrets of hosts that this run does not use lie in the environment too, and an SDK may read and print them.
 */
function redactAmbient({ sources, secrets }: Loading, metas: readonly ProviderMeta[]): void {
  const settings = metas.flatMap((meta) => meta.settings);
  const named = settings.flatMap((setting) => (setting.secret ? namesOf(setting) : []));
  for (const name of [...named, ...metas.flatMap(({ secretVariables }) => secretVariables ?? [])]) {
    const value = sources.env[name];
    if (value) secrets.add(value);
  }
}

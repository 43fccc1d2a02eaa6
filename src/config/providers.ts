import { ENDPOINT_SETTINGS, type ProviderMeta, type Setting } from "../../providers/describe.ts";
import { kindOfName, locateModule, NO_MODULE_NAME } from "../../providers/module-name.ts";
import { findAdapter } from "../../providers/registry.ts";
import { toOnboardError } from "../errors/onboard-error.ts";
import type { ProviderConfig } from "./config.ts";
import { faultOfEndpoint } from "../net/endpoint.ts";
import { originOf, type Loading } from "./loading.ts";
import type { Origin } from "./problem.ts";
import { readSecret, readVariable, type Secret } from "./sources/secret.ts";

/** One account, before its settings are read. */
interface Account {
  readonly name: string;
  readonly type: string;
  /** Of an adapter written elsewhere: where it is. */
  readonly module?: string;
  /** What the config says; absent where only `--provider` or the environment names it. */
  readonly entry?: Entry;
}

type Entry = Readonly<Record<string, unknown>> & { readonly type: string };

interface Providers {
  readonly providers: readonly ProviderConfig[];
  /** What `--provider` says, as findProviders knows it: a path is the file that it leads to from here. */
  readonly wanted: string;
}

/**
 * The config's entries; without any, one for each built-in adapter whose credentials are in the environment.
 * What `--provider` names gets an entry of its own when it is an adapter that no entry has. What an entry
 * leaves open is taken from the variables that the adapter names; what it states stands, since two accounts at
 * one host share those variables.
 */
export async function resolveProviders(loading: Loading): Promise<Providers> {
  const { metas, env, credentialChain } = loading.sources;
  redactAmbient(loading, Object.values(metas));
  const configured = Object.entries(loading.file?.config.providers ?? {}).map(([name, entry]) =>
    accountOf(loading, name, entry),
  );
  const given = loading.options.provider?.value ?? "auto";
  const isTaken = configured.some(({ name, type }) => name === given || type === given);
  const elsewhere = isTaken || Object.hasOwn(metas, given) ? undefined : moduleGiven(loading, given);
  const implied = Object.values(metas).filter(({ id, isConfigured }) =>
    id === given ? !isTaken : configured.length === 0 && isConfigured(env, credentialChain),
  );
  const accounts: readonly Account[] = [
    ...configured,
    ...implied.map(({ id }) => ({ name: id, type: id })),
    ...(elsewhere === undefined || configured.some(({ module }) => module === elsewhere)
      ? []
      : [{ name: given, type: given, module: elsewhere }]),
  ];
  const wanted = elsewhere ?? given;
  const only = accounts.length === 1;
  const loaded = await Promise.all(accounts.map((account) => findMeta(loading, account, { wanted, only })));
  return { providers: accounts.map((account, index) => resolveOne(loading, account, loaded[index])), wanted };
}

function accountOf({ sources, directory }: Loading, name: string, entry: Entry): Account {
  const { type } = entry;
  const isBuiltIn = Object.hasOwn(sources.metas, type);
  return { name, type, entry, ...(isBuiltIn ? {} : { module: locateModule(type, directory) }) };
}

/** Where the module is that `--provider` names, if it names one. */
function moduleGiven({ options, sources, problems }: Loading, given: string): string | undefined {
  const kind = kindOfName(given);
  if (kind === "neither" && options.provider !== undefined)
    problems.push({ origin: options.provider.origin, problem: `what it names ${NO_MODULE_NAME}` });
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
  { name, type, module, entry }: Account,
  { wanted, only }: { readonly wanted: string; readonly only: boolean },
): Promise<ProviderMeta | undefined> {
  const { sources, options } = loading;
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
  if (account.module === undefined) return judged(loading, meta, account);
  redactAmbient(loading, [meta]);
  if (account.entry !== undefined)
    loading.problems.push(...(loading.file?.judgeEntry(account.name, meta) ?? []));
  return { ...judged(loading, meta, account), module: account.module, meta };
}

function judged(loading: Loading, meta: ProviderMeta, account: Account): ProviderConfig {
  const { name, type, entry } = account;
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  for (const setting of meta.settings) {
    const given = entry?.[setting.name];
    const found = settingOf(loading, setting, given);
    if ("problem" in found)
      loading.problems.push({ origin: originOfSetting(loading, account, setting), problem: found.problem });
    else if ("value" in found)
      settings[setting.name] = keep(loading, setting.secret || isRef(given), found.value);
    else if (given === undefined && setting.required && setting.env === undefined)
      loading.problems.push({
        origin: originOfSetting(loading, account, setting),
        problem: `${meta.title} needs the setting ${setting.name}, and no variable gives it`,
        hint:
          entry === undefined
            ? `Give it in the config file: providers: { ${meta.id}: { type: ${type}, ${setting.name}: … } }`
            : `Add ${setting.name} to providers.${name} in the config file.`,
      });
    else if (setting.required || given !== undefined) missing.push(found.missing);
  }
  return { name, type, settings, missing };
}

function settingOf({ sources, directory }: Loading, setting: Setting, given: unknown): Secret {
  // The schema has judged it.
  if (typeof given === "string") return { value: given };
  const { env } = setting;
  const found: Secret = isRef(given)
    ? readSecret(given, sources.env, directory)
    : env === undefined
      ? { missing: `the setting ${setting.name}` }
      : readVariable(env, sources.env, sources.cwd);
  const fault =
    "value" in found && ENDPOINT_SETTINGS.has(setting.name) ? faultOfEndpoint(found.value) : undefined;
  return fault === undefined ? found : { problem: `the URL ${fault}` };
}

function originOfSetting(loading: Loading, { name, entry }: Account, setting: Setting): Origin {
  if (entry?.[setting.name] === undefined && setting.env !== undefined) return { variable: setting.env };
  const flag = loading.options.provider;
  return entry === undefined && flag !== undefined
    ? flag.origin
    : originOf(loading, ["providers", name, setting.name]);
}

/** The settings as they stand: what the adapter makes of them is not known. */
function unjudged(loading: Loading, { name, type, module, entry }: Account): ProviderConfig {
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  for (const [key, given] of Object.entries(entry ?? {}).filter(([key]) => key !== "type")) {
    const found: Secret = isRef(given)
      ? readSecret(given, loading.sources.env, loading.directory)
      : { value: String(given) };
    if ("problem" in found)
      loading.problems.push({ origin: originOf(loading, ["providers", name, key]), problem: found.problem });
    else if ("missing" in found) missing.push(found.missing);
    else settings[key] = keep(loading, isRef(given), found.value);
  }
  return { name, type, module, settings, missing };
}

function keep(loading: Loading, secret: boolean, value: string): string {
  if (secret) loading.secrets.add(value);
  return value;
}

/**
 * Secrets of hosts that this run does not use lie in the environment too, and an SDK may read and print them.
 */
function redactAmbient({ sources, secrets }: Loading, metas: readonly ProviderMeta[]): void {
  const settings = metas.flatMap((meta) => meta.settings);
  const named = settings.flatMap(({ secret, env }) => (secret && env !== undefined ? [env] : []));
  for (const name of [...named, ...metas.flatMap(({ secretVariables }) => secretVariables ?? [])]) {
    const value = sources.env[name];
    if (value) secrets.add(value);
  }
}

function isRef(given: unknown): given is { readonly env: string } | { readonly file: string } {
  return typeof given === "object" && given !== null && ("env" in given || "file" in given);
}

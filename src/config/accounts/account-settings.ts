import {
  ENDPOINT_SETTINGS,
  type AdapterModule,
  type ProviderMeta,
  type Setting,
} from "../../../providers/describe.ts";
import { faultOfEndpoint } from "../../net/endpoint.ts";
import { isBuiltIn, type ProviderConfig } from "../config.ts";
import { refuseElsewhere, type GivenEndpoint } from "./endpoints.ts";
import { originOf, type Loading } from "../loading.ts";
import type { ConfigProblem, Origin } from "../problem.ts";
import { faultOfSource, OWN_VARIABLE, type Vendor } from "./known-secrets.ts";
import { readSecret, readVariable, type Secret } from "../sources/secret.ts";
import { phrase } from "../../errors/phrase.ts";

// The settings of one account at a DNS host, from its entry in the config and from variables.

/** One account, before its settings are read. */
export interface Account {
  readonly name: string;
  readonly type: string;
  /** Of an adapter written elsewhere: where it is. */
  readonly module?: string;
  /** One that a program has loaded itself. */
  readonly adapter?: AdapterModule;
  /** Nothing but the keys of SES speaks for it. */
  readonly borrowed?: true;
  /** What the config says; absent where only `--provider` or the environment names it. */
  readonly entry?: Entry;
}

export type Entry = Readonly<Record<string, unknown>> & { readonly type: string };

/** By what the adapter says of itself; what is wrong is collected. */
export function judged(loading: Loading, meta: ProviderMeta, account: Account): ProviderConfig {
  const { name, type, entry, borrowed } = account;
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  const vendor = vendorOf(account, meta);
  for (const variable of meta.endpointVariables ?? [])
    refuseElsewhereOf(loading, meta, { text: loading.sources.env[variable], origin: { variable } });
  for (const setting of byGivenNames(loading, meta.settings, entry)) {
    const given = entry?.[setting.name];
    const origin = originOfSetting(loading, account, setting);
    const found = settingOf(loading, setting, { given, vendor });
    if ("problem" in found) loading.problems.push({ ...found, origin });
    else if ("value" in found) {
      if (ENDPOINT_SETTINGS.has(setting.name))
        refuseElsewhereOf(loading, meta, { text: found.value, origin });
      settings[setting.name] = keep(loading, setting.secret || isRef(given), found.value);
    } else if (given === undefined && setting.required && setting.env === undefined)
      loading.problems.push({ origin, ...missingSetting(meta, setting, account) });
    else if (setting.required || given !== undefined) missing.push(found.missing);
  }
  return { name, type, settings, missing, ...(borrowed === undefined ? {} : { borrowed }) };
}

/** Each by its own name; those that have another one by that, where none of them is given by its own. */
function byGivenNames(
  { sources }: Loading,
  settings: readonly Setting[],
  entry: Entry | undefined,
): readonly Setting[] {
  const isGiven = ({ name, env = "" }: Setting): boolean =>
    entry?.[name] !== undefined || Boolean(sources.env[env] || sources.env[`${env}_FILE`]);
  if (settings.some((setting) => setting.otherEnv !== undefined && isGiven(setting))) return settings;
  return settings.map((setting) => ({ ...setting, ...(setting.otherEnv && { env: setting.otherEnv }) }));
}

/** An adapter that is written elsewhere is no vendor's, whatever it says of itself. */
function vendorOf(account: Account, { id, vendor = id }: ProviderMeta): Vendor {
  return isBuiltIn(account) ? vendor : undefined;
}

function missingSetting(
  { id, title }: ProviderMeta,
  setting: Setting,
  { name, type, entry }: Account,
): Refused {
  return {
    problem: phrase`${title} needs the setting ${setting.name}, and no variable gives it`,
    hint:
      entry === undefined
        ? `Give it in the config file: providers: { ${id}: { type: ${type}, ${setting.name}: … } }`
        : `Add ${setting.name} to providers.${name} in the config file.`,
  };
}

function refuseElsewhereOf(loading: Loading, meta: ProviderMeta, given: GivenEndpoint): void {
  const { title, endpointHosts: hosts } = meta;
  if (hosts !== undefined) refuseElsewhere(loading, given, { title, hosts });
}

function settingOf(
  { sources, directory }: Loading,
  setting: Setting,
  { given, vendor }: { readonly given: unknown; readonly vendor: Vendor },
): Secret | Refused {
  // The schema has judged it.
  if (typeof given === "string") return { value: given };
  const { env } = setting;
  const ref = isRef(given) ? given : env === undefined ? undefined : { env };
  const foreign = ref && faultOfSource(ref, vendor, { sources, directory });
  if (foreign !== undefined) return { problem: foreign, hint: OWN_VARIABLE };
  const found: Secret = isRef(given)
    ? readSecret(given, sources.env, directory)
    : env === undefined
      ? { missing: `the setting ${setting.name}` }
      : readVariable(env, sources.env, sources.cwd);
  const fault =
    "value" in found && ENDPOINT_SETTINGS.has(setting.name) ? faultOfEndpoint(found.value) : undefined;
  return fault === undefined ? found : { problem: phrase`the URL ${fault}` };
}

type Refused = Pick<ConfigProblem, "problem" | "hint">;

function originOfSetting(loading: Loading, { name, entry }: Account, setting: Setting): Origin {
  if (entry?.[setting.name] === undefined && setting.env !== undefined) return { variable: setting.env };
  const flag = loading.options.provider;
  return entry === undefined && flag !== undefined
    ? flag.origin
    : originOf(loading, ["providers", name, setting.name]);
}

/** The settings as they stand: what the adapter makes of them is not known. */
export function unjudged(loading: Loading, { name, type, module, entry }: Account): ProviderConfig {
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  for (const [key, given] of Object.entries(entry ?? {}).filter(([key]) => key !== "type")) {
    const foreign = isRef(given) ? faultOfSource(given, undefined, loading) : undefined;
    const found: Secret | Refused =
      foreign !== undefined
        ? { problem: foreign, hint: OWN_VARIABLE }
        : isRef(given)
          ? readSecret(given, loading.sources.env, loading.directory)
          : { value: String(given) };
    if ("problem" in found)
      loading.problems.push({ ...found, origin: originOf(loading, ["providers", name, key]) });
    else if ("missing" in found) missing.push(found.missing);
    else settings[key] = keep(loading, isRef(given), found.value);
  }
  return { name, type, module, settings, missing };
}

function keep(loading: Loading, secret: boolean, value: string): string {
  if (secret) loading.secrets.add(value);
  return value;
}

function isRef(given: unknown): given is { readonly env: string } | { readonly file: string } {
  return typeof given === "object" && given !== null && ("env" in given || "file" in given);
}

import { resolve } from "node:path";
import { ENDPOINT_SETTINGS, type ProviderMeta, type Setting } from "../../providers/describe.ts";
import type { ProviderConfig } from "./config.ts";
import { faultOfEndpoint } from "../net/endpoint.ts";
import { originOf, type Loading } from "./loading.ts";
import { readSecret, readVariable, type Secret } from "./sources/secret.ts";

/**
 * The config's entries; without any, one for each built-in adapter whose credentials are in the environment.
 * `wanted` (from `--provider`) gets an entry of its own when it is an adapter's id that no entry has. What an
 * entry leaves open is taken from the variables that the host's own tools read; what it states stands, since
 * two accounts at one host share those variables.
 */
export function resolveProviders(loading: Loading, wanted: string): readonly ProviderConfig[] {
  const { metas, env } = loading.sources;
  redactAmbient(loading);
  const entries = Object.entries(loading.file?.config.providers ?? {}).map(([name, entry]) =>
    configuredEntry(loading, name, entry),
  );
  const isTaken = (id: string): boolean => entries.some(({ name, type }) => name === id || type === id);
  const implied = Object.values(metas).filter(({ id, isConfigured }) =>
    id === wanted ? !isTaken(id) : entries.length === 0 && isConfigured(env),
  );
  return [...entries, ...implied.map((meta) => builtIn(loading, meta, meta.id, {}))];
}

type Entry = Readonly<Record<string, unknown>> & { readonly type: string };

function configuredEntry(loading: Loading, name: string, entry: Entry): ProviderConfig {
  const meta = Object.hasOwn(loading.sources.metas, entry.type)
    ? loading.sources.metas[entry.type]
    : undefined;
  return meta === undefined ? foreign(loading, name, entry) : builtIn(loading, meta, name, entry);
}

function builtIn(
  loading: Loading,
  meta: ProviderMeta,
  name: string,
  entry: Readonly<Record<string, unknown>>,
): ProviderConfig {
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  for (const setting of meta.settings) {
    const found = settingOf(loading, setting, entry[setting.name]);
    if ("problem" in found)
      loading.problems.push({ origin: settingOrigin(loading, name, setting, entry), problem: found.problem });
    else if ("value" in found) settings[setting.name] = keep(loading, setting.secret, found.value);
    else if (setting.required || entry[setting.name] !== undefined) missing.push(found.missing);
  }
  return { name, type: meta.id, settings, missing };
}

function settingOf({ sources, directory }: Loading, setting: Setting, given: unknown): Secret {
  if (typeof given === "string") return { value: given };
  if (isRef(given)) return readSecret(given, sources.env, directory);
  if (setting.env === undefined) return { missing: `the setting ${setting.name}` };
  const found = readVariable(setting.env, sources.env, sources.cwd);
  const fault =
    "value" in found && ENDPOINT_SETTINGS.has(setting.name) ? faultOfEndpoint(found.value) : undefined;
  return fault === undefined ? found : { problem: `the URL ${fault}` };
}

function settingOrigin(
  loading: Loading,
  name: string,
  setting: Setting,
  entry: Readonly<Record<string, unknown>>,
) {
  return entry[setting.name] === undefined && setting.env !== undefined
    ? { variable: setting.env }
    : originOf(loading, ["providers", name, setting.name]);
}

/**
 * An adapter written elsewhere: a path starts at the config file, everything else is a package. Its metadata
 * is unknown here, so no setting is judged.
 */
function foreign(loading: Loading, name: string, entry: Entry): ProviderConfig {
  const settings: Record<string, string> = {};
  const missing: string[] = [];
  for (const [key, given] of Object.entries(entry).filter(([key]) => key !== "type")) {
    const found: Secret = isRef(given)
      ? readSecret(given, loading.sources.env, loading.directory)
      : { value: String(given) };
    if ("problem" in found)
      loading.problems.push({ origin: originOf(loading, ["providers", name, key]), problem: found.problem });
    else if ("missing" in found) missing.push(found.missing);
    else settings[key] = keep(loading, isRef(given), found.value);
  }
  const module = /^[./]/.test(entry.type) ? resolve(loading.directory, entry.type) : entry.type;
  return { name, type: entry.type, module, settings, missing };
}

function keep(loading: Loading, secret: boolean, value: string): string {
  if (secret) loading.secrets.add(value);
  return value;
}

/**
 * Secrets of hosts that this run does not use lie in the environment too, and an SDK may read and print them.
 */
function redactAmbient({ sources, secrets }: Loading): void {
  const settings = Object.values(sources.metas).flatMap((meta) => meta.settings);
  const named = settings.flatMap(({ secret, env }) => (secret && env !== undefined ? [env] : []));
  for (const name of [
    ...named,
    ...Object.values(sources.metas).flatMap(({ secretVariables }) => secretVariables ?? []),
  ]) {
    const value = sources.env[name];
    if (value) secrets.add(value);
  }
}

function isRef(given: unknown): given is { readonly env: string } | { readonly file: string } {
  return typeof given === "object" && given !== null && ("env" in given || "file" in given);
}

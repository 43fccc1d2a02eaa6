import { statSync, type Stats } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readForeign, textOfThrown } from "../src/errors/foreign.ts";
import { isOnboardError, OnboardError, stackOf } from "../src/errors/onboard-error.ts";
import { listPhrase, phrase, type Phrase, type Text } from "../src/errors/phrase.ts";
import { meta as alidns } from "./alidns/meta.ts";
import { meta as cloudflare } from "./cloudflare/meta.ts";
import type { AdapterModule, ProviderMeta } from "./describe.ts";
import { meta as dnspod } from "./dnspod/meta.ts";
import { meta as manual } from "./manual/meta.ts";
import { kindOfName, NO_MODULE_NAME } from "./module-name.ts";
import { completeMeta, faultsOfModule, faultsOfProvider } from "./module-shape.ts";
import { meta as route53 } from "./route53/meta.ts";

// The adapters by name: registry.ts, module-name.ts (how one that is written elsewhere is named),
// module-shape.ts (what it must be), describe.ts (what each says about itself).

export interface RegistryEntry {
  readonly meta: ProviderMeta;
  /** The adapter with its SDK: only when it is really used. */
  readonly load: () => Promise<AdapterModule>;
}

/** The adapters that come with this program, by what `--provider` and the config call them. */
export const REGISTRY = {
  cloudflare: { meta: cloudflare, load: () => import("./cloudflare/index.ts") },
  alidns: { meta: alidns, load: () => import("./alidns/index.ts") },
  dnspod: { meta: dnspod, load: () => import("./dnspod/index.ts") },
  route53: { meta: route53, load: () => import("./route53/index.ts") },
  manual: { meta: manual, load: () => import("./manual/index.ts") },
} as const satisfies Readonly<Record<string, RegistryEntry>>;

/** What they say about themselves, for the config, the docs and the redactor. */
export const METAS: Readonly<Record<string, ProviderMeta>> = Object.fromEntries(
  Object.entries(REGISTRY).map(([id, entry]) => [id, entry.meta]),
);

/**
 * The adapter of this id, or the one that a path or a package's name leads to: loaded, and held to its shape.
 * What it creates is looked at, too, so that a missing method is told before the first call.
 * @param name a relative path starts at the current folder
 * @throws OnboardError PROVIDER_UNKNOWN when there is none, or when what is there is no adapter
 */
export async function findAdapter(name: string): Promise<AdapterModule> {
  const entry = Object.entries(REGISTRY).find(([id]) => id === name)?.[1];
  if (entry !== undefined) return entry.load();
  const kind = kindOfName(name);
  if (kind === "word") throw unknown(name, phrase`it is none of the built-in ones`);
  if (kind === "neither") throw unknown(name, phrase`it ${NO_MODULE_NAME}`);
  return adoptAdapter(name, await importModule(name, kind === "path"));
}

/**
 * A module, or an object of the same shape, as an adapter: held to its shape, and what it creates, too.
 * @param name how errors call it
 * @throws OnboardError PROVIDER_UNKNOWN when it is no adapter
 */
export function adoptAdapter(name: string, module: unknown): AdapterModule {
  const { meta, createProvider } = look(name, () => {
    refuseFaults(name, faultsOfModule(module));
    const adapter = module as AdapterModule;
    return { meta: completeMeta(adapter.meta), createProvider: adapter.createProvider };
  });
  return {
    meta,
    async createProvider(context) {
      const provider = await createProvider(context);
      look(name, () => refuseFaults(name, faultsOfProvider(provider)));
      return provider;
    },
  };
}

/** A getter may throw while its member is looked at. */
function look<T>(name: string, at: () => T): T {
  try {
    return at();
  } catch (cause) {
    if (isOnboardError(cause)) throw cause;
    throw unknown(name, phrase`it can't be read: ${textOfThrown(cause)}`, { cause });
  }
}

/** A module's own top-level `await` may never end. */
const LOAD_MS = 30_000;

async function importModule(name: string, isPath: boolean): Promise<unknown> {
  const file = resolve(name);
  const found = isPath ? statOf(file) : undefined;
  if (isPath && found === undefined) throw unknown(name, phrase`there is no such file`);
  // Node would wait for a pipe's writer, and not end before he comes.
  if (found?.isFile() === false && !found.isDirectory()) throw unknown(name, "it is no regular file");
  // Loaded with the first such adapter: --help knows the registry, and waits for nothing.
  const [{ systemClock }, { beforeDeadline }] = await Promise.all([
    import("../src/async/clock.ts"),
    import("../src/async/deadline.ts"),
  ]);
  try {
    const loading = import(isPath ? pathToFileURL(file).href : name).then((module: unknown) => ({ module }));
    const loaded = await beforeDeadline(loading, { clock: systemClock, timeoutMs: LOAD_MS });
    if (loaded !== undefined) return loaded.module;
  } catch (cause) {
    const said = textOfThrown(cause);
    // Which file of ours asked for the adapter tells a user nothing; which of his asked for another one does.
    const why = said.includes(`'${name}' imported from`) ? said.replace(/ imported from .*$/s, "") : said;
    throw unknown(name, phrase`it can't be loaded: ${why}${placeIn(file, cause)}`, {
      cause,
      hint: isPath ? hintFor(name, cause) : undefined,
    });
  }
  throw unknown(name, phrase`it has not finished loading after ${LOAD_MS / 1_000} s`);
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined; // There is none, or it can't be seen.
  }
}

/** Node tells the line of what it can't parse only on its own stderr. */
function hintFor(name: string, cause: unknown): Phrase {
  const isUnparsed = readForeign(() => cause instanceof SyntaxError) ?? false;
  const place = isUnparsed ? phrase` (node -c ${name} shows the place)` : "";
  return phrase`Correct ${name}${place}, and run the same command again.`;
}

/** Where in the file, as the stack says it. */
function placeIn(file: string, cause: unknown): Text {
  const { stack } = stackOf(cause);
  const url = pathToFileURL(file).href;
  const text = typeof stack === "string" ? stack : "";
  const place = [url, file].flatMap((where) => {
    const at = text.indexOf(`${where}:`);
    return at === -1 ? [] : (/^:(\d+)/.exec(text.slice(at + where.length))?.[1] ?? []);
  })[0];
  return place === undefined ? "" : phrase` (line ${place})`;
}

function refuseFaults(name: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw unknown(name, phrase`it does not keep the contract: ${listPhrase(faults, "; ")}`, {
    faults,
    hint: phrase`Correct what ${name} exports; docs/how-to/add-a-dns-host.md has the contract.`,
  });
}

interface Why {
  readonly cause?: unknown;
  readonly faults?: readonly string[];
  /** Absent: another name has to be given. */
  readonly hint?: Text | undefined;
}

function unknown(given: string, because: Text, { cause, faults, hint }: Why = {}): OnboardError {
  const known = Object.keys(REGISTRY);
  return new OnboardError(
    "PROVIDER_UNKNOWN",
    phrase`"${given}" is no provider that can be used: ${because}.`,
    {
      hint: hint ?? otherName(given, known),
      facts: { given, known, ...(faults === undefined ? {} : { faults }) },
      cause,
    },
  );
}

/** A file is named by a path; without `./` it would be a package. */
function otherName(given: string, known: readonly string[]): Phrase {
  const isFile = kindOfName(given) === "package" && /\.[cm]?[jt]s$/.test(given);
  if (isFile)
    return phrase`Write ./${given} for the file of that name: without ./ it means an installed package.`;
  return phrase`Name one of ${listPhrase(known, ", ")}, or the path (./adapter.mjs) or package of an adapter that follows the contract.`;
}

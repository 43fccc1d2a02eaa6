import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { OnboardError } from "../src/errors/onboard-error.ts";
import { meta as cloudflare } from "./cloudflare/meta.ts";
import type { AdapterModule, ProviderMeta } from "./describe.ts";
import { meta as route53 } from "./route53/meta.ts";

export interface RegistryEntry {
  readonly meta: ProviderMeta;
  /** The adapter with its SDK: only when it is really used. */
  readonly load: () => Promise<AdapterModule>;
}

/** The adapters that come with this program, by what `--provider` and the config call them. */
export const REGISTRY = {
  cloudflare: { meta: cloudflare, load: () => import("./cloudflare/index.ts") },
  route53: { meta: route53, load: () => import("./route53/index.ts") },
} as const satisfies Readonly<Record<string, RegistryEntry>>;

/** What they say about themselves, for the config, the docs and the redactor. */
export const METAS: Readonly<Record<string, ProviderMeta>> = Object.fromEntries(
  Object.entries(REGISTRY).map(([id, entry]) => [id, entry.meta]),
);

/**
 * The adapter of this id, or the one that an absolute path or a package's name leads to.
 * @throws OnboardError PROVIDER_UNKNOWN when there is none, or when what is there is no adapter
 */
export async function findAdapter(idOrModule: string): Promise<AdapterModule> {
  const entry = Object.entries(REGISTRY).find(([id]) => id === idOrModule)?.[1];
  if (entry !== undefined) return entry.load();
  if (!LOOKS_LIKE_MODULE.test(idOrModule)) throw unknown(idOrModule, "it is none of the built-in ones");
  const module = await importModule(idOrModule);
  if (!isAdapterModule(module))
    throw unknown(idOrModule, "the module does not export `meta` and `createProvider`");
  return module;
}

/**
 * A bare word is never imported: a misspelt id could be somebody's package, and would run with DNS
 * credentials in reach.
 */
const LOOKS_LIKE_MODULE = /[./@-]/;

async function importModule(specifier: string): Promise<unknown> {
  const isPath = isAbsolute(specifier) || specifier.startsWith(".");
  try {
    return await import(isPath ? pathToFileURL(resolve(specifier)).href : specifier);
  } catch (cause) {
    throw unknown(
      specifier,
      `it can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
}

function isAdapterModule(module: unknown): module is AdapterModule {
  const { meta, createProvider } = Object(module) as {
    readonly meta?: unknown;
    readonly createProvider?: unknown;
  };
  const { id, traits } = Object(meta) as { readonly id?: unknown; readonly traits?: unknown };
  return (
    typeof createProvider === "function" &&
    typeof id === "string" &&
    typeof traits === "object" &&
    traits !== null
  );
}

function unknown(given: string, because: string, cause?: unknown): OnboardError {
  const known = Object.keys(REGISTRY);
  return new OnboardError("PROVIDER_UNKNOWN", `"${given}" is no provider that can be used: ${because}.`, {
    hint: `Name one of ${known.join(", ")}, or the path or package of an adapter that follows the contract.`,
    facts: { given, known },
    cause,
  });
}

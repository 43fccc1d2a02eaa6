import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { OnboardError } from "../src/errors/onboard-error.ts";
import { meta as cloudflare } from "./cloudflare/meta.ts";
import type { AdapterModule, ProviderMeta } from "./describe.ts";
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
  route53: { meta: route53, load: () => import("./route53/index.ts") },
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
  if (kind === "word") throw unknown(name, "it is none of the built-in ones");
  if (kind === "neither") throw unknown(name, `it ${NO_MODULE_NAME}`);
  const module = await importModule(name, kind === "path");
  refuseFaults(name, faultsOfModule(module));
  const { meta, createProvider } = module as AdapterModule;
  return {
    meta: completeMeta(meta),
    async createProvider(context) {
      const provider = await createProvider(context);
      refuseFaults(name, faultsOfProvider(provider));
      return provider;
    },
  };
}

async function importModule(name: string, isPath: boolean): Promise<unknown> {
  try {
    return await import(isPath ? pathToFileURL(resolve(name)).href : name);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw unknown(name, `it can't be loaded: ${why}`, { cause });
  }
}

function refuseFaults(name: string, faults: readonly string[]): void {
  if (faults.length === 0) return;
  throw unknown(name, `it does not keep the contract: ${faults.join("; ")}`, { faults });
}

function unknown(
  given: string,
  because: string,
  { cause, faults }: { readonly cause?: unknown; readonly faults?: readonly string[] } = {},
): OnboardError {
  const known = Object.keys(REGISTRY);
  return new OnboardError("PROVIDER_UNKNOWN", `"${given}" is no provider that can be used: ${because}.`, {
    hint: `Name one of ${known.join(", ")}, or the path (./adapter.mjs) or package of an adapter that follows the contract.`,
    facts: { given, known, ...(faults === undefined ? {} : { faults }) },
    cause,
  });
}

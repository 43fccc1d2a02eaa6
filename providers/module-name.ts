import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

// How `--provider` and a config's `type` name an adapter that is written elsewhere.

/** A path, as it begins here and on Windows. */
const PATH = /^(?:[./]|[A-Za-z]:[\\/])/;

/**
 * A path, or a package's name with a mark in it that no word has. Nothing else is ever imported: a misspelt id
 * could be somebody's package, and a URL is code that nobody installed; either would run with DNS credentials
 * in reach. `import()` drops blanks before a scheme and line breaks inside of it, so what is allowed is named
 * here, and not what is forbidden.
 */
export const MODULE_NAME =
  /^(?:[./]|[A-Za-z]:[\\/]|(?=.*[./@-])(?:@[\w.~-]+\/)?[\w~][\w.~-]*(?:\/[\w.~-]+)*$)/;

/** A clause that follows what was given. */
export const NO_MODULE_NAME =
  "is neither a path nor the name of a package, and nothing is ever loaded from a URL";

export type NameKind = "word" | "path" | "package" | "neither";

/** A word is an id of the registry or a name of the config's. */
export function kindOfName(text: string): NameKind {
  if (/^\w*$/.test(text)) return "word";
  if (!MODULE_NAME.test(text)) return "neither";
  return PATH.test(text) ? "path" : "package";
}

/**
 * The file that is meant when the name is written in this folder. A package that is not found from there keeps
 * its name: it may be installed beside this program.
 */
export function locateModule(name: string, folder: string): string {
  if (PATH.test(name)) return resolve(folder, name);
  const from = createRequire(join(folder, "from-here.js"));
  try {
    return findExport(name, from.resolve.paths(name) ?? []) ?? from.resolve(name);
  } catch {
    return name;
  }
}

/**
 * What `import` would find in these folders, which Node tells only of the file that asks. Undefined where the
 * package has no `exports`, or patterns in them: `require` knows these, too.
 */
function findExport(name: string, folders: readonly string[]): string | undefined {
  const [, scopeAndName = name, rest = ""] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(name) ?? [];
  const home = folders.map((folder) => join(folder, scopeAndName)).find(hasManifest);
  if (home === undefined) return undefined;
  const { exports } = JSON.parse(readFileSync(join(home, MANIFEST), "utf8")) as {
    readonly exports?: unknown;
  };
  const targets = Object(exports) as Readonly<Record<string, unknown>>;
  const hasPaths = Object.keys(targets).some((key) => key.startsWith("."));
  const target = targetOf(hasPaths ? targets[`.${rest}`] : rest === "" ? exports : undefined);
  return target === undefined ? undefined : join(home, target);
}

const MANIFEST = "package.json";

function hasManifest(folder: string): boolean {
  return existsSync(join(folder, MANIFEST));
}

/** Those by which `import` chooses (Node's documentation on packages, November 2026). */
const CONDITIONS: ReadonlySet<string> = new Set(["node", "import", "module-sync", "default"]);

function targetOf(exported: unknown): string | undefined {
  if (typeof exported === "string") return exported;
  const choices = Object.entries(Object(exported) as Readonly<Record<string, unknown>>);
  for (const [condition, inner] of choices) {
    const found = CONDITIONS.has(condition) ? targetOf(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

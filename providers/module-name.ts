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
  try {
    return createRequire(join(folder, "from-here.js")).resolve(name);
  } catch {
    return name;
  }
}

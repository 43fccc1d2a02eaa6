import { readFileSync, realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Io } from "./io.ts";

const NAME = "ses-onboard";

interface Start extends Pick<Io, "env" | "cwd"> {
  /** Absolute, links in it as they were (what Node makes of a program's second word). */
  readonly script: string;
}

/** The words by which a shell starts this very program again, from the same folder. */
export function startedAs({ script, env, cwd }: Start): readonly string[] {
  const [folder, bin] = [dirname(dirname(script)), dirname(script)];
  const isBin = script.endsWith(join("node_modules", ".bin", NAME));
  if (isBin) {
    const spec = specOfNpx(dirname(folder));
    if (spec !== undefined) return ["npx", ...(env["npm_config_yes"] === "true" ? ["--yes"] : []), ...spec];
    // npx takes what a folder above has installed.
    if (!relative(dirname(folder), cwd).startsWith("..")) return ["npx", NAME];
  }
  if (script.endsWith(`${sep}${NAME}`))
    return isInPath(bin, env) ? [NAME] : [fromHere(script, cwd).replace(/^(?!\.{0,2}\/)/, "./")];
  return ["node", fromHere(script, cwd)];
}

/**
 * What npx was asked to run, which it notes beside what it installed (seen with npm 11.19, November 2026): a name, one
 * with a version, or a tarball.
 */
function specOfNpx(folder: string): readonly string[] | undefined {
  if (!folder.includes(`${sep}_npx${sep}`)) return undefined;
  const packages = notedBy(join(folder, "package.json"));
  const [spec, ...others] = packages;
  if (spec === undefined) return [NAME];
  // An absolute path alone npx would execute; seen with npm 11.19.
  const isOurs = others.length === 0 && (spec === NAME || spec.startsWith(`${NAME}@`));
  return isOurs ? [spec] : [...packages.flatMap((one) => ["--package", one]), NAME];
}

function notedBy(file: string): readonly string[] {
  try {
    const { _npx: noted } = JSON.parse(readFileSync(file, "utf8")) as { _npx?: { packages?: unknown } };
    const { packages } = noted ?? {};
    return Array.isArray(packages) ? packages.filter((one) => typeof one === "string") : [];
  } catch {
    return []; // Another npm may note it elsewhere; by its name it is found, too.
  }
}

/** The first of that name is the one that a shell starts. */
function isInPath(bin: string, { PATH = "" }: Io["env"]): boolean {
  const first = PATH.split(delimiter).find((folder) => realPathOf(join(folder, NAME)) !== undefined);
  return first !== undefined && realPathOf(join(first, NAME)) === realPathOf(join(bin, NAME));
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined; // There is nothing.
  }
}

/** Relative where it lies below, so that a page does not tell somebody's home. */
function fromHere(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}

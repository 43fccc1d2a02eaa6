import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { READS_PROCESS } from "../architecture-table.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// A release is a build that anybody can repeat and compare.

const ROOT = join(import.meta.dirname, "../..");
const place = scratchFolder();
const listing = join(place, "metafile.json");
let usual: Readonly<Record<string, string>>;

beforeAll(async () => {
  usual = await build({ outdir: "dist", more: ["--metafile", listing] });
});

describe("the build", () => {
  it("holds the action in a bundle of its own, which needs no other file", () => {
    const files = Object.keys(usual);
    expect(files).toContain("action.js");
    expect(files.filter((file) => file.startsWith("action/")).length).toBeGreaterThan(5);
    const own = new Set(files.filter((file) => file === "action.js" || file.startsWith("action/")));
    const imported = [...own].flatMap((file) =>
      [
        ...readFileSync(join(place, "dist", file), "utf8").matchAll(/\b(?:from|import)\s*\(?"(\.[^"]+)"/g),
      ].map((match) => join(dirname(file), match[1] ?? "")),
    );
    expect(imported.length).toBeGreaterThan(20);
    expect(imported.filter((file) => !own.has(file))).toEqual([]);
  });

  it("holds no package that reads the process's environment beside those that the table names", () => {
    const known = READS_PROCESS.flatMap(({ packages }) => packages);
    const reading = new Set(inputs().filter(readsEnvironment).flatMap(packageOf));
    expect(reading.size).toBeGreaterThan(5);
    expect(
      [...reading].filter((found) => !known.some((name) => found === name || found.startsWith(`${name}/`))),
    ).toEqual([]);
  });

  it("gives the same bytes wherever it is started", async () => {
    expect(await build({ outdir: "elsewhere", cwd: "/" })).toEqual(usual);
  });

  it("gives the same bytes in a clone at another place", async () => {
    const clone = join(place, "deeper", "clone");
    copyInputs(clone);
    expect(await build({ outdir: "cloned", root: clone })).toEqual(usual);
  });

  const other = findOtherNode();
  it.skipIf(other === undefined)(
    "gives the same bytes on another Node (skipped where only one is installed; CI brings .node/24)",
    async () => {
      expect(await build({ outdir: "other", node: other ?? "" })).toEqual(usual);
    },
  );
});

interface Build {
  readonly outdir: string;
  readonly root?: string;
  readonly cwd?: string;
  readonly node?: string;
  readonly more?: readonly string[];
}

/** Hashes of everything that was built, by file. */
async function build({
  outdir,
  root = ROOT,
  cwd = root,
  node = process.execPath,
  more = [],
}: Build): Promise<Readonly<Record<string, string>>> {
  const folder = join(place, outdir);
  await promisify(execFile)(node, [join(root, "scripts/build.mjs"), "--outdir", folder, ...more], { cwd });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return Object.fromEntries(
    paths.map((path) => [
      path.slice(folder.length + 1),
      createHash("sha256").update(readFileSync(path)).digest("hex"),
    ]),
  );
}

function inputs(): readonly string[] {
  return Object.keys((JSON.parse(readFileSync(listing, "utf8")) as Metafile).inputs)
    .map((input) => input.replace(/^[a-z-]+:/, ""))
    .filter((file) => existsSync(join(ROOT, file)));
}

/** By its name, by an import of it, or taken out of it. */
const READING = [
  /\bprocess\??\.env\b/,
  /\b(?:from|require\()\s*["'](?:node:)?process["']/,
  /\benv\b[^;}\n]*\}\s*=\s*process\b/,
] as const;

function readsEnvironment(file: string): boolean {
  const text = readFileSync(join(ROOT, file), "utf8");
  return READING.some((pattern) => pattern.test(text));
}

/** The innermost one, for a file of a package. */
function packageOf(file: string): readonly string[] {
  return /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.slice(1, 2) ?? [];
}

/** What the build reads, and the packages' descriptions above it; the bundler itself may stay where it is. */
function copyInputs(clone: string): void {
  const files = new Set(
    inputs()
      .flatMap((input) => [input, ...descriptionsAbove(input)])
      .filter((file) => existsSync(join(ROOT, file))),
  );
  for (const file of [...files, "package.json", "tsconfig.json", "scripts"])
    cpSync(join(ROOT, file), join(clone, file), { recursive: true });
  for (const file of licencesBeside(inputs())) cpSync(join(ROOT, file), join(clone, file));
  mkdirSync(join(clone, "node_modules"), { recursive: true });
  for (const name of ["esbuild", "@esbuild"])
    symlinkSync(join(ROOT, "node_modules", name), join(clone, "node_modules", name));
}

function descriptionsAbove(input: string): readonly string[] {
  const folder = dirname(input);
  return folder === "." ? [] : [join(folder, "package.json"), ...descriptionsAbove(folder)];
}

function licencesBeside(inputs: readonly string[]): readonly string[] {
  const folders = new Set(
    inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  return [...folders].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => /^(?:licen[sc]e|copying|notice|readme)/i.test(file))
      .map((file) => join(folder, file)),
  );
}

/**
 * A Node of another major version: one that CI brought, or the system's own when these tests run on the one
 * that CI brought.
 */
function findOtherNode(): string | undefined {
  const candidates = [
    join(ROOT, ".node/24/node_modules/.bin/node"),
    join(ROOT, ".node/20/node_modules/.bin/node"),
    // Each of PATH: npm may have been started by the other one.
    ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node")),
  ];
  return candidates.find((node) => {
    const version = versionOf(node);
    return version !== undefined && version.split(".")[0] !== process.version.split(".")[0];
  });
}

function versionOf(node: string): string | undefined {
  try {
    return execFileSync(node, ["--version"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

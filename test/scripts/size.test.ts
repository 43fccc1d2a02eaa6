import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { runChild } from "../support/child.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// How large it may get, and what a help page may load: bytes are the same on every machine, milliseconds are not
// (`npm run bench startup`). Each limit is a tenth above what it was in November 2026; who needs more says why.

const MOST_BYTES = {
  /** 239,400, most of it yargs; with how the program was started, the words behind `--`, and what five hosts say of themselves. */
  help: 263_000,
  /** 2,924,000: command line, library and adapters; the SDKs in chunks of their own. */
  dist: 3_216_000,
  /** 2,860,000: the GitHub Action, which shares no file with the rest. */
  action: 3_146_000,
} as const;

/** With what it brings. */
const YARGS = [
  "ansi-regex",
  "ansi-styles",
  "cliui",
  "escalade",
  "get-caller-file",
  "strip-ansi",
  "wrap-ansi",
  "y18n",
  "yargs",
  "yargs-parser",
];

/** The commands, the table of options (with the form of a plan hash), the clock, and what DNS hosts say of themselves. */
const WHAT_COMMANDS_TAKE = [
  "providers",
  "providers/alidns",
  "providers/cloudflare",
  "providers/dnspod",
  "providers/manual",
  "providers/route53",
  "src",
  "src/async",
  "src/cli",
  "src/cli/commands",
  "src/cli/ending",
  "src/cli/streams",
  "src/cli/terminal",
  "src/config",
  "src/config/accounts",
  "src/config/sources",
  "src/errors",
  "src/files",
  "src/net",
  "src/plan/consent",
  "src/tencent",
];

const ROOT = join(import.meta.dirname, "../..");
const dist = join(scratchFolder(), "dist");
const metafile = join(scratchFolder(), "metafile.json");
let outputs: Metafile["outputs"];

beforeAll(async () => {
  const args = ["scripts/build.mjs", "--outdir", dist, "--metafile", metafile];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  outputs = Object.fromEntries(
    Object.entries((JSON.parse(readFileSync(metafile, "utf8")) as Metafile).outputs).map(([file, output]) => [
      resolve(ROOT, file),
      output,
    ]),
  );
});

describe("the bundle", () => {
  const isAction = (file: string): boolean => file.startsWith(join(dist, "action"));

  it("of the command line and the library stays below its limit", () => {
    expect(bytesOf(Object.keys(outputs).filter((file) => !isAction(file)))).toBeLessThan(MOST_BYTES.dist);
  });

  it("of the action stays below its limit", () => {
    expect(bytesOf(Object.keys(outputs).filter(isAction))).toBeLessThan(MOST_BYTES.action);
  });

  // The build's `require` knows nothing else; node-fetch goes on without the package `encoding`.
  it("requires modules of Node's alone", () => {
    const required = Object.values(outputs).flatMap(({ imports }) =>
      imports.filter(({ kind }) => kind === "require-call").map(({ path }) => path),
    );
    const others = required.filter((path) => !isBuiltin(path));
    expect(required.length).toBeGreaterThan(10);
    expect([...new Set(others)]).toEqual(["encoding"]);
  });

  // Each was a quarter of a megabyte, for what nothing of ours calls (scripts/stand-ins, decision 41).
  it("has neither what only the unused parts of an SDK need, nor the languages of zod", () => {
    const files = Object.keys(outputs);
    const packages = packagesIn(files);
    expect(packages).toEqual(expect.arrayContaining(["dns2", "node-fetch", "zod"]));
    const unused = /^(?:whatwg-url|tr46|form-data|mime-db|https-proxy-agent|agent-base)$/;
    expect(packages.filter((name) => unused.test(name))).toEqual([]);
    const locales = inputsOf(files).flatMap((input) => /zod\/v4\/locales\/(.+)\.js$/.exec(input)?.[1] ?? []);
    expect([...new Set(locales)]).toEqual(["en"]);
  });
});

describe.each(["--help", "--version", "run --help", "completion"])("%s loads", (line) => {
  let loaded: readonly string[];
  beforeAll(async () => {
    loaded = await filesLoadedBy(line.split(" "));
    expect(loaded).toContain(join(dist, "cli/main.js"));
  });

  it("few bytes", () => {
    expect(bytesOf(loaded)).toBeLessThan(MOST_BYTES.help);
  });

  it("the parser of the command line and no other package", () => {
    expect(packagesIn(loaded)).toEqual(YARGS);
  });

  it("what commands take, and nothing of what they do", () => {
    expect(foldersIn(loaded)).toEqual(WHAT_COMMANDS_TAKE);
  });
});

/** By V8's own account of the scripts that ran. */
async function filesLoadedBy(args: readonly string[]): Promise<readonly string[]> {
  const folder = scratchFolder();
  const { exit, stderr } = await runChild(
    args,
    { NODE_V8_COVERAGE: folder },
    { entry: join(dist, "cli/main.js") },
  );
  expect(exit, stderr).toBe(0);
  const reports = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as { result: { url: string }[] },
  );
  const urls = reports.flatMap(({ result }) => result.map(({ url }) => url));
  return urls
    .filter((url) => url.startsWith("file:"))
    .map((url) => fileURLToPath(url))
    .filter((file) => file in outputs);
}

function bytesOf(files: readonly string[]): number {
  return files.reduce((total, file) => total + (outputs[file]?.bytes ?? 0), 0);
}

function packagesIn(files: readonly string[]): readonly string[] {
  const found = inputsOf(files).flatMap(
    (input) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? [],
  );
  return [...new Set(found)].toSorted();
}

function foldersIn(files: readonly string[]): readonly string[] {
  const ours = inputsOf(files).filter((input) => /^(?:src|providers)\//.test(input));
  return [...new Set(ours.map((input) => dirname(input)))].toSorted();
}

/** What is left of a file that is only types, or that nothing uses, is nothing. */
function inputsOf(files: readonly string[]): readonly string[] {
  return files.flatMap((file) =>
    Object.entries(outputs[file]?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => input),
  );
}

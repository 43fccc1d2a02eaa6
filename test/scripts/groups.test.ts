import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { codeOf, importsOf } from "../support/imports.ts";

// The rule is in test/groups.ts, as folders.

const ROOT = join(import.meta.dirname, "../..");
const STARTS_PROGRAMS: readonly string[] = ["node:child_process", "esbuild"];
/** The only file of the program that starts one, and only where a profile of AWS names it: to load it starts none. */
const STARTS_WHEN_CALLED = "providers/route53/chain/credential-process.ts";
const OURS = /^(?:src|providers|scripts|test)\/.*\.m?[jt]s$/;
let groups: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  groups = await listGroups();
});

describe("the groups of tests", () => {
  it("hold every test file, each in one group", () => {
    expect(Object.keys(groups).toSorted()).toEqual([
      "consumers",
      "exhaustive",
      "fast",
      "faults",
      "process",
      "servers",
    ]);
    expect(Object.values(groups).flat().toSorted()).toEqual(testFiles());
  });

  it("start programs in every group but the fast one", () => {
    const starting = (groups["fast"] ?? []).filter((file) => {
      const reached = reachedFrom(file);
      const calls = importsOf(file).some(({ to }) => to === STARTS_WHEN_CALLED);
      return calls || STARTS_PROGRAMS.some((name) => reached.has(name)) || needsBuild(reached);
    });
    expect(starting).toEqual([]);
  });

  it("start name servers in the group servers only, and in each file of it", () => {
    const usesServers = (file: string): boolean =>
      [...reachedFrom(file)].some((path) => path.startsWith("test/support/servers/"));
    expect(testFiles().filter(usesServers)).toEqual(groups["servers"]?.toSorted());
  });

  it("see what a test starts by way of what it imports", () => {
    expect(reachedFrom("test/e2e/killed.test.ts")).toContain("node:child_process");
    expect(needsBuild(reachedFrom("test/e2e/killed.test.ts"))).toBe(true);
  });
});

/** As vitest itself counts them. */
async function listGroups(): Promise<Readonly<Record<string, readonly string[]>>> {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const listing = [vitest, "list", "--filesOnly", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, listing, { cwd: ROOT });
  const files = JSON.parse(stdout) as readonly { readonly file: string; readonly projectName: string }[];
  const listed: Record<string, string[]> = {};
  for (const { file, projectName } of files) (listed[projectName] ??= []).push(relative(ROOT, file));
  return listed;
}

function testFiles(): readonly string[] {
  return readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join("test", file))
    .toSorted();
}

const walked = new Map<string, ReadonlySet<string>>();

/** Every file that a test loads, and every package that one of them names. */
function reachedFrom(file: string): ReadonlySet<string> {
  const known = walked.get(file);
  if (known !== undefined) return known;
  const reached = new Set([file]);
  walked.set(file, reached);
  for (const path of reached) {
    if (!OURS.test(path) || path === STARTS_WHEN_CALLED) continue;
    // Of a program that a test writes as text, beside which it puts that file; the compiler asks for the others.
    if (!existsSync(join(ROOT, path))) continue;
    for (const { to, kind } of importsOf(path)) if (kind !== "type") reached.add(to);
  }
  return reached;
}

/** What npm run build makes is named by a path, never imported. */
function needsBuild(reached: ReadonlySet<string>): boolean {
  return [...reached].some(
    (path) =>
      path.startsWith("test/") && existsSync(join(ROOT, path)) && /["'`/]dist["'`/]/.test(codeOf(path)),
  );
}

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { runScript, scriptOf } from "./run-script.ts";

// The scripts of a release, against a bare repository and a gh of our own.

const RELEASE = ".github/workflows/release.yml";
const ENV = { GIT_CONFIG_NOSYSTEM: "1", HOME: "/nonexistent", PATH: process.env["PATH"] };
const ME = ["-c", "user.name=me", "-c", "user.email=me@example.com"];

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", [...ME, ...args], { cwd, env: ENV, encoding: "utf8", stdio: "pipe" }).trim();
}

/** A bare repository whose main holds one commit, and a checkout of it with what the build handed on. */
function repository() {
  const [bare, checkout] = [scratchFolder(), scratchFolder()];
  git(bare, "init", "--quiet", "--bare", "--initial-branch=main");
  git(checkout, "clone", "--quiet", bare, ".");
  writeFileSync(join(checkout, ".gitignore"), "dist/\n");
  writeFileSync(join(checkout, "action.yml"), "name: ses-onboard\n");
  git(checkout, "add", ".");
  git(checkout, "commit", "--quiet", "--message", "one");
  git(checkout, "push", "--quiet", "origin", "HEAD:main");
  mkdirSync(join(checkout, "dist/action"), { recursive: true });
  mkdirSync(join(checkout, "release"));
  writeFileSync(join(checkout, "dist/action.js"), "1;\n");
  writeFileSync(join(checkout, "dist/action/part.js"), "2;\n");
  writeFileSync(join(checkout, "release/notes.md"), "### Added\n- A thing.\n");
  return { bare, checkout };
}

describe("the tag of a release", () => {
  const script = scriptOf(RELEASE, "tag", "Commit the bundle, tag it, publish");
  const run = (cwd: string) => runScript(script, { cwd, env: { VERSION: "1.2.3", GH_TOKEN: "t" } });

  it("is on a commit of its own that adds the bundle and nothing else to main's, and main stays", async () => {
    const { bare, checkout } = repository();
    const main = git(bare, "rev-parse", "main");
    const { exit, log, calls } = await run(checkout);
    expect(exit, log).toBe(0);
    expect([git(bare, "rev-parse", "main"), git(bare, "rev-parse", "v1.2.3^")]).toEqual([main, main]);
    expect(git(bare, "diff", "--name-status", "main", "v1.2.3").split("\n")).toEqual([
      "A\tdist/action.js",
      "A\tdist/action/part.js",
    ]);
    expect(git(bare, "for-each-ref", "--format=%(refname)").split("\n")).toEqual([
      "refs/heads/main",
      "refs/tags/v1.2.3",
    ]);
    expect(calls).toEqual([
      "auth setup-git",
      "release create v1.2.3 --verify-tag --title 1.2.3 --notes-file release/notes.md",
    ]);
  });

  it("is never moved", async () => {
    const { bare, checkout } = repository();
    git(bare, "tag", "v1.2.3", "main");
    const before = git(bare, "rev-parse", "v1.2.3");
    const { exit, log, calls } = await run(checkout);
    expect([exit, calls]).toEqual([1, ["auth setup-git"]]);
    expect(log).toContain("::error title=v1.2.3 is there::");
    expect(git(bare, "rev-parse", "v1.2.3")).toBe(before);
  });
});

describe("a release", () => {
  const from = scriptOf(RELEASE, "main", "From the main branch alone");

  it.each([
    ["refs/heads/main", 0],
    ["refs/heads/feature", 1],
    ["refs/tags/main", 1],
    ["refs/heads/main2", 1],
  ])("from %s ends with %i before anything is built", async (GITHUB_REF, exit) => {
    expect((await runScript(from, { env: { GITHUB_REF, MAIN: "main" } })).exit).toBe(exit);
  });

  const version = scriptOf(RELEASE, "build", "The version is the one that is written down");
  const NOTES = "# Changelog\n\n## [1.2.3] - 2026-11-26\n\n### Added\n- A thing.\n";

  it.each([
    ["1.2.3", "1.2.3", NOTES, 0],
    ["1.2.3", "1.2.4", NOTES, 1],
    ["1.2.3", "1.2.3", NOTES.replace("[1.2.3]", "[1.2.2]"), 1],
    ["1.2.3; touch owned", "1.2.3; touch owned", NOTES, 1],
  ])("of %s, with %s in package.json, ends with %#", async (VERSION, written, notes, exit) => {
    const temp = scratchFolder();
    const changelog = join(import.meta.dirname, "../../scripts/changelog.mjs");
    const { exit: status, fileAt } = await runScript(version, {
      temp,
      env: { VERSION },
      files: {
        "package.json": JSON.stringify({ version: written }),
        "CHANGELOG.md": notes,
        "scripts/changelog.mjs": `await import(${JSON.stringify(changelog)});\n`,
      },
    });
    expect([status, fileAt("owned")]).toEqual([exit, ""]);
  });

  it("hands on the bundle, the package and the notes in one piece, and takes no other", async () => {
    const pack = scriptOf(RELEASE, "build", "Pack the bundle, the package and the notes");
    const [temp, runner] = [scratchFolder(), scratchFolder()];
    writeFileSync(join(temp, "notes.md"), "### Added\n- A thing.\n");
    const files = {
      "package.json": JSON.stringify({ name: "ses-onboard", version: "1.2.3", files: ["index.js"] }),
      "index.js": "0;\n",
      "dist/action.js": "1;\n",
      "dist/action/part.js": "2;\n",
      "dist/THIRD-PARTY-NOTICES.txt": "3\n",
      "dist/index.js": "4;\n",
    };
    const built = await runScript(pack, { temp, files });
    expect(built.exit, built.log).toBe(0);
    mkdirSync(join(runner, "release"));
    execFileSync("cp", [join(temp, "release.tar"), join(runner, "release/release.tar")]);
    for (const job of ["tag", "publish"]) {
      const unpack = scriptOf(RELEASE, job, "Unpack what was built, and nothing else");
      const env = { DIGEST: built.outputs["digest"] ?? "" };
      const cwd = scratchFolder();
      expect((await runScript(unpack, { temp: runner, env, cwd })).exit).toBe(0);
      const manifest = execFileSync("tar", ["-xzOf", "release/package.tgz", "package/package.json"], { cwd });
      expect(JSON.parse(manifest.toString())).toMatchObject({
        version: "1.2.3",
        repository: { type: "git", url: "git+https://github.com/octo/mail.git" },
      });
      const other = await runScript(unpack, { temp: runner, env: { DIGEST: "0".repeat(64) } });
      expect([other.exit, other.fileAt("dist/action.js")]).toEqual([1, ""]);
    }
  });
});

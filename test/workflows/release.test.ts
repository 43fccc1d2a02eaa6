import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { runScript, scriptOf } from "./run-script.ts";
import { runWorkflow } from "./run-workflow.ts";

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
  bundle(checkout);
  return { bare, checkout };
}

function bundle(checkout: string, code = "1;\n"): void {
  mkdirSync(join(checkout, "dist/action"), { recursive: true });
  writeFileSync(join(checkout, "dist/action.js"), code);
  writeFileSync(join(checkout, "dist/action/part.js"), "2;\n");
}

/** Every tag with its commit. */
function refsOf(bare: string): readonly string[] {
  return git(bare, "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags").split("\n");
}

const VERSION = { VERSION: "1.2.3", GH_TOKEN: "t" };

describe("the tag of a release", () => {
  const script = scriptOf(RELEASE, "tag", "Commit the bundle, and tag it");
  const run = (cwd: string) => runScript(script, { cwd, env: VERSION });

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
    expect(calls).toEqual(["auth setup-git"]);
  });

  it("is the same where the job runs again, at any later time, for the same bundle", async () => {
    const { bare, checkout } = repository();
    await run(checkout);
    const first = git(bare, "rev-parse", "v1.2.3");
    git(checkout, "checkout", "--quiet", "--force", "-B", "again", "main");
    bundle(checkout);
    const later = await runScript(script, {
      cwd: checkout,
      env: { ...VERSION, GIT_COMMITTER_DATE: "2031-01-01T00:00:00Z" },
    });
    expect([later.exit, git(bare, "rev-parse", "v1.2.3")], later.log).toEqual([0, first]);
  });

  it.each(["main's own commit", "a commit with another bundle"])("is never moved from %s", async (whose) => {
    const { bare, checkout } = repository();
    if (whose.startsWith("main")) git(bare, "tag", "v1.2.3", "main");
    else {
      await run(checkout);
      git(checkout, "checkout", "--quiet", "--force", "-B", "again", "main");
      bundle(checkout, "other();\n");
    }
    const before = git(bare, "rev-parse", "v1.2.3");
    const { exit, log } = await run(checkout);
    expect([exit, log.includes("::error title=v1.2.3 was not pushed::")]).toEqual([1, true]);
    expect(git(bare, "rev-parse", "v1.2.3")).toBe(before);
  });
});

describe("the draft of a release", () => {
  const script = scriptOf(RELEASE, "tag", "Draft the release");
  const LIST = "release list --limit 100 --json tagName";

  it.each([
    ["nothing", []],
    ["other releases alone", [{ tagName: "v1.2.2" }, { tagName: "v1.2.30" }]],
  ])("is made of the notes, the package and the bundle where there is %s", async (_what, there) => {
    const { exit, calls } = await runScript(script, { env: VERSION, gh: { [LIST]: { json: there } } });
    expect([exit, calls.length]).toEqual([0, 2]);
    expect(calls[1]).toBe(
      "release create v1.2.3 --draft --verify-tag --title 1.2.3 --notes-file release/notes.md " +
        "release/ses-onboard-1.2.3.tgz release/action-1.2.3.tar.gz",
    );
  });

  it("is left as it is where there is one: a person may have written on it", async () => {
    const gh = { [LIST]: { json: [{ tagName: "v1.2.3" }] } };
    const { exit, calls } = await runScript(script, { env: VERSION, gh });
    expect([exit, calls.length]).toEqual([0, 1]);
  });

  it("is not made twice where GitHub does not say what there is", async () => {
    const { exit, calls } = await runScript(script, { env: VERSION, gh: { [LIST]: { exit: 1 } } });
    expect([exit === 0, calls.length]).toEqual([false, 1]);
  });
});

describe("the action of a release that was published", () => {
  const AFTER = ".github/workflows/after-release.yml";
  const github = { event: { release: { tag_name: "v1.2.3" } } };

  it("goes through a rehearsal as its tag holds it, and says so", async () => {
    const { rehearse } = await runWorkflow(AFTER, { github, machine: {}, files: { "dist/action.js": "" } });
    expect(rehearse).toMatchObject({ result: "success", steps: [{ outputs: { state: "rehearsed" } }] });
  });

  it("stops the major tag where its tag holds no bundle, or where it ends otherwise", async () => {
    const { rehearse, major } = await runWorkflow(AFTER, { github, machine: {} });
    expect([rehearse?.result, major?.result]).toEqual(["failure", "skipped"]);
    const script = scriptOf(AFTER, "rehearse", "The rehearsal went well");
    const exits = ["rehearsed", "verified", "pending", "failed", ""].map(
      async (STATE) => (await runScript(script, { env: { STATE } })).exit,
    );
    expect(await Promise.all(exits)).toEqual([0, 1, 1, 1, 1]);
  });
});

describe("the major tag", () => {
  const script = scriptOf(".github/workflows/after-release.yml", "major", "Move the major tag");
  const BETWEEN = ["v1.2.3", "v1.10.0", "v2.0.0", "v10.0.0", "v1.11.0-rc.1", "v0.9.0"];

  /** Tags that are there, each on a commit of its own, and the checkout of the one that was published. */
  async function published(tag: string, major?: readonly [tag: string, at: string]) {
    const { bare, checkout } = repository();
    for (const one of BETWEEN) {
      git(checkout, "commit", "--quiet", "--allow-empty", "--message", one);
      git(checkout, "push", "--quiet", "origin", `HEAD:refs/tags/${one}`);
    }
    if (major) git(bare, "tag", major[0], major[1]);
    git(checkout, "fetch", "--quiet", "--tags");
    git(checkout, "checkout", "--quiet", "--detach", tag);
    const before = refsOf(bare);
    const { exit, log } = await runScript(script, { cwd: checkout, env: { TAG: tag, GH_TOKEN: "t" } });
    const moved = refsOf(bare).filter((line) => !before.includes(line));
    return { exit, log, moved, at: git(bare, "rev-parse", tag) };
  }

  it.each([
    ["is made", undefined],
    ["is moved", ["v1", "v1.2.3"]],
    ["stays where it is right", ["v1", "v1.10.0"]],
  ] as const)("%s with the newest release of its major version", async (what, before) => {
    const { exit, log, moved, at } = await published("v1.10.0", before);
    expect([exit, moved], log).toEqual([0, what.startsWith("stays") ? [] : [`refs/tags/v1 ${at}`]]);
  });

  it.each([
    ["v1.2.3", 0, "v1.10.0 is newer than v1.2.3"],
    ["v0.9.0", 0, "No tag v0"],
    ["v1.11.0-rc.1", 1, ""],
  ])("does not follow to %s", async (tag, exit, said) => {
    const end = await published(tag, ["v1", "v2.0.0"]);
    expect([end.exit, end.moved]).toEqual([exit, []]);
    expect(end.log).toContain(said);
  });

  it("that GitHub refuses is told, with the command for a person", async () => {
    const { bare, checkout } = repository();
    git(checkout, "push", "--quiet", "origin", "HEAD:refs/tags/v1.2.3");
    writeFileSync(
      join(bare, "hooks/pre-receive"),
      "#!/bin/sh\necho 'without `workflows` permission'\nexit 1\n",
      {
        mode: 0o755,
      },
    );
    const { exit, log } = await runScript(script, { cwd: checkout, env: { TAG: "v1.2.3", GH_TOKEN: "t" } });
    expect([exit, log.includes("::error title=v1 was not moved::")]).toEqual([1, true]);
    const [, command = ""] = /moves it: (.*)/.exec(log) ?? [];
    writeFileSync(join(bare, "hooks/pre-receive"), "#!/bin/sh\n");
    execFileSync("sh", ["-c", command], { cwd: checkout, env: ENV, stdio: "pipe" });
    expect(git(bare, "rev-parse", "v1")).toBe(git(bare, "rev-parse", "v1.2.3"));
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
      LICENSE: "MIT\n",
      "action.yml": "name: ses-onboard\n",
      "dist/action.js": "1;\n",
      "dist/action/part.js": "2;\n",
      "dist/THIRD-PARTY-NOTICES.txt": "3\n",
      "dist/index.js": "4;\n",
    };
    const built = await runScript(pack, { temp, files, env: VERSION });
    expect(built.exit, built.log).toBe(0);
    mkdirSync(join(runner, "release"));
    execFileSync("cp", [join(temp, "release.tar"), join(runner, "release/release.tar")]);
    for (const job of ["test", "tag", "publish"]) {
      const unpack = scriptOf(RELEASE, job, "Unpack what was built, and nothing else");
      const env = { DIGEST: built.outputs["digest"] ?? "" };
      const cwd = scratchFolder();
      expect((await runScript(unpack, { temp: runner, env, cwd })).exit).toBe(0);
      const manifest = execFileSync(
        "tar",
        ["-xzOf", "release/ses-onboard-1.2.3.tgz", "package/package.json"],
        { cwd },
      );
      expect(JSON.parse(manifest.toString())).toMatchObject({
        version: "1.2.3",
        repository: { type: "git", url: "git+https://github.com/octo/mail.git" },
      });
      const other = await runScript(unpack, { temp: runner, env: { DIGEST: "0".repeat(64) } });
      expect([other.exit, other.fileAt("dist/action.js")]).toEqual([1, ""]);
    }
  });
});

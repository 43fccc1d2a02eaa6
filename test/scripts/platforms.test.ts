import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
// @ts-expect-error a script, without types
import * as script from "../../scripts/stale.mjs";

// What other systems make of the clone and of the build: simulated here, tried on none of them.

const ROOT = path.join(import.meta.dirname, "../..");
const { staleOf } = script as {
  staleOf: (files: string[], outputs: string[], root: string, own?: path.PlatformPath) => string[];
};

it.each([
  ["Windows", path.win32, "C:\\clone"],
  ["POSIX", path.posix, "/clone"],
] as const)("the build leaves its own files alone on %s, and takes away older ones", (_system, own, root) => {
  const at = (...names: readonly string[]) => own.join(root, "dist", ...names);
  const files = [
    at("index.js"),
    at("chunks", "now-A.js"),
    at("chunks", "before-B.js"),
    at("types", "a.d.ts"),
  ];
  const outputs = ["dist/index.js", "dist/chunks/now-A.js"];
  expect(staleOf(files, outputs, root, own)).toEqual([at("chunks", "before-B.js")]);
});

it("a clone of somebody whose git writes CRLF has the octets that were committed", () => {
  const [origin, clone] = [scratchFolder(), path.join(scratchFolder(), "clone")];
  const git = (cwd: string, ...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.test", ...args], {
      cwd,
      env: { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      encoding: "utf8",
    });
  const files = [".gitattributes", "README.md", "scripts/stale.mjs", "docs/pictures/terminal.png"];
  for (const file of files) {
    mkdirSync(path.dirname(path.join(origin, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(origin, file));
  }
  writeFileSync(path.join(origin, "page.svg"), "<svg>\n</svg>\n");
  git(origin, "init", "-q");
  git(origin, "add", "-A");
  git(origin, "commit", "-qm", "all");
  git(origin, "clone", "-q", "-c", "core.autocrlf=true", origin, clone);
  for (const file of [...files, "page.svg"])
    expect(readFileSync(path.join(clone, file)).equals(readFileSync(path.join(origin, file))), file).toBe(
      true,
    );
});

// Node 20 and 22 have it as an experiment; what it has to allow stands in docs/library.md.
const [major = 0] = process.versions.node.split(".").map(Number);
const PERMISSION = major < 24 ? "--experimental-permission" : "--permission";

it("the command runs under Node's permissions, with its own folder and the current one to read", () => {
  const cwd = scratchFolder();
  const allowed = [`--allow-fs-read=${ROOT}/`, `--allow-fs-read=${cwd}/`];
  const argv = ["run", "mail.example.test", "--sandbox", "--provider", "cloudflare", "--log", "none"];
  const printed = execFileSync(
    process.execPath,
    [PERMISSION, ...allowed, path.join(ROOT, "dist/cli/main.js"), ...argv, "--format", "json"],
    { cwd, env: {}, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  expect(JSON.parse(printed.trim().split("\n").at(-1) ?? "")).toMatchObject({ state: "verified", exit: 0 });
});

it("the library runs under Node's permissions with dist alone to read", () => {
  const cwd = scratchFolder();
  const program = path.join(cwd, "program.mjs");
  writeFileSync(
    program,
    `import { createRun, planDomain } from ${JSON.stringify(path.join(ROOT, "dist/index.js"))};
     const env = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };
     const options = { provider: "cloudflare" };
     const run = await createRun("mail.example.test", { env, options, signal: AbortSignal.abort() });
     console.log((await planDomain(run)).state);`,
  );
  const allowed = [`--allow-fs-read=${ROOT}/dist/`, `--allow-fs-read=${program}`];
  const printed = execFileSync(process.execPath, [PERMISSION, ...allowed, program], {
    cwd,
    env: {},
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(printed.trim()).toBe("interrupted");
});

it("a user whom the system does not know, without a home folder, runs the command", () => {
  const command = path.join(ROOT, "dist/cli/main.js");
  const argv = ["run", "mail.example.test", "--sandbox", "--provider", "cloudflare", "--format", "json"];
  // Only root can become another user, who then has to get to the clone; else the home folder is missing, and that is all.
  const nobody = process.getuid?.() === 0 && isOpenToOthers(command) ? { uid: 54_321, gid: 54_321 } : {};
  const printed = execFileSync(process.execPath, [command, ...argv], {
    cwd: "/",
    env: {},
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    ...nobody,
  });
  expect(JSON.parse(printed.trim().split("\n").at(-1) ?? "")).toMatchObject({ state: "verified", exit: 0 });
});

function isOpenToOthers(file: string): boolean {
  const folder = path.dirname(file);
  const isOpen = (statSync(folder).mode & 0o005) === 0o005;
  return isOpen && (folder === path.dirname(folder) || isOpenToOthers(folder));
}

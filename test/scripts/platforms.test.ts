import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

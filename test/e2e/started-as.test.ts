import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startedAs } from "../../src/cli/started-as.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** A folder with the package in it, as npm leaves it. */
function installed(folder: string): string {
  const main = join(folder, "node_modules/ses-onboard/dist/cli/main.js");
  const bin = join(folder, "node_modules/.bin/ses-onboard");
  mkdirSync(join(main, ".."), { recursive: true });
  mkdirSync(join(bin, ".."), { recursive: true });
  writeFileSync(main, "");
  symlinkSync("../ses-onboard/dist/cli/main.js", bin);
  return bin;
}

describe("the words that start the program again", () => {
  it("are npx and its name in a project that has it, also from a folder below", () => {
    const cwd = scratchFolder();
    const script = installed(cwd);
    for (const from of [cwd, join(cwd, "deep/er")])
      expect(startedAs({ script, env: {}, cwd: from })).toEqual(["npx", "ses-onboard"]);
  });

  it("are the path where npx would find another", () => {
    const script = installed(scratchFolder());
    expect(startedAs({ script, env: {}, cwd: scratchFolder() })).toEqual([script]);
  });

  it.each([
    [["ses-onboard"], {}, ["npx", "ses-onboard"]],
    [["ses-onboard@0.1.0"], { npm_config_yes: "true" }, ["npx", "--yes", "ses-onboard@0.1.0"]],
    [
      ["../a b/ses-onboard-0.1.0.tgz"],
      {},
      ["npx", "--package", "../a b/ses-onboard-0.1.0.tgz", "ses-onboard"],
    ],
    [
      ["ses-onboard", "@acme/adapter"],
      {},
      ["npx", "--package", "ses-onboard", "--package", "@acme/adapter", "ses-onboard"],
    ],
    [undefined, {}, ["npx", "ses-onboard"]],
  ])("are what npx was asked for: %j", (packages, env, words) => {
    const place = join(scratchFolder(), "_npx/0a1b2c");
    const script = installed(place);
    if (packages !== undefined)
      writeFileSync(join(place, "package.json"), JSON.stringify({ _npx: { packages } }));
    expect(startedAs({ script, env, cwd: scratchFolder() })).toEqual(words);
  });

  it("are its name where a shell finds just this one by it, else its path", () => {
    const cwd = scratchFolder();
    const [bin, other] = [join(cwd, "bin"), join(cwd, "other")];
    for (const folder of [bin, other]) {
      mkdirSync(folder);
      writeFileSync(join(folder, "ses-onboard"), "");
    }
    const script = join(bin, "ses-onboard");
    expect(startedAs({ script, env: { PATH: `/nowhere:${bin}` }, cwd })).toEqual(["ses-onboard"]);
    for (const PATH of [`${other}:${bin}`, ""])
      expect(startedAs({ script, env: { PATH }, cwd })).toEqual(["./bin/ses-onboard"]);
  });

  it("are node and a path from here where the file was named", () => {
    const script = "/work/clone/dist/cli/main.js";
    expect(startedAs({ script, env: {}, cwd: "/work/clone" })).toEqual(["node", "dist/cli/main.js"]);
    expect(startedAs({ script, env: {}, cwd: "/elsewhere" })).toEqual(["node", script]);
  });
});

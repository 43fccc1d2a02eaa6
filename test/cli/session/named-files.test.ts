import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runMain, withSandbox } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const MAIL = "mail.example.test";

function folder(): string {
  const cwd = scratchFolder();
  mkdirSync(join(cwd, "sub"));
  symlinkSync("sub", join(cwd, "to-sub"));
  writeFileSync(join(cwd, "list.yaml"), `- ${MAIL}\n`);
  writeFileSync(join(cwd, "empty.yaml"), "");
  writeFileSync(join(cwd, "ses-onboard.yaml"), "version: 1\n");
  writeFileSync(join(cwd, "former.json"), "");
  linkSync(join(cwd, "former.json"), join(cwd, "hard.json"));
  symlinkSync("former.json", join(cwd, "soft.json"));
  return cwd;
}

it.each([
  ["--log x.json --report x.json", "x.json"],
  ["--log sub/../x.json --report ./x.json", "sub/../x.json"],
  ["--log sub/x.json --report to-sub/x.json", "sub/x.json"],
  ["--log former.json --report hard.json", "former.json"],
  ["--log former.json --report soft.json", "former.json"],
  ["--report x.html --report ./x.html", "x.html"],
  ["--log x.json --out x.json", "x.json"],
  ["--report x.json --out x.json", "x.json"],
  ["--log list.yaml --file list.yaml", "list.yaml"],
  ["--log empty.yaml --config empty.yaml", "empty.yaml"],
  ["--log ses-onboard.yaml", "ses-onboard.yaml"],
  ["--out ses-onboard.yaml", "ses-onboard.yaml"],
])("plan %s: one file can't be both, and nothing is asked", async (line, named) => {
  await withSandbox({}, async (sandbox, env) => {
    const cwd = folder();
    const before = readdirSync(cwd);
    const given = ["plan", MAIL, "--provider", "cloudflare", ...line.split(" ")];
    const { exit, stderr } = await runMain(given, { env, cwd });
    expect([exit, stderr.includes(`${named} is named twice`)], stderr).toEqual([2, true]);
    expect([sandbox.journal.entries, readdirSync(cwd)]).toEqual([[], before]);
  });
});

it.each(["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV"])(
  "a log that is the file of %s, by which a step talks to its runner, is refused",
  async (variable) => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = folder();
      writeFileSync(join(cwd, "runners"), "");
      const given = ["plan", MAIL, "--provider", "cloudflare", "--log", "sub/../runners"];
      const { exit, stderr } = await runMain(given, {
        env: { ...env, [variable]: join(cwd, "runners") },
        cwd,
      });
      expect([exit, stderr.includes(variable)], stderr).toEqual([2, true]);
      expect(sandbox.journal.entries).toEqual([]);
    });
  },
);

it("run --log on its own plan file is refused, too", async () => {
  const cwd = folder();
  const { exit, stderr } = await runMain(["run", "--plan", "p.json", "--log", "./p.json"], { cwd });
  expect([exit, stderr.includes("./p.json is named twice")]).toEqual([2, true]);
});

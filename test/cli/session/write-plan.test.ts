import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runMain, withSandbox } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { words } from "../../support/words.ts";

const MAIL = "mail.example.test";
const MISSING = "mail.missing.test";

describe("plan --out", () => {
  it.each([
    ["a file of somebody's own", "keep.txt", "mine\n"],
    ["the list of domains", "list.yaml", `- ${MAIL}\n`],
    ["the event log that undo needs", "run.ndjson", '{"type":"run.started"}\n'],
    ["a report of ours", "report.md", "<!-- Written by ses-onboard. -->\n"],
  ])("refuses %s before anything is asked, and leaves it", async (_what, name, text) => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = scratchFolder();
      writeFileSync(join(cwd, name), text);
      for (const domains of [[MAIL], [MISSING], name === "list.yaml" ? ["--file", name] : [MAIL]]) {
        const given = ["plan", ...domains, "--provider", "cloudflare", "--out", name];
        const { exit, stderr } = await runMain(given, { env, cwd });
        const why = domains.includes("--file") ? "list.yaml is named twice" : "it is no plan of ours";
        expect([exit, stderr]).toEqual([2, words(why)]);
        if (!domains.includes("--file"))
          expect(stderr).toEqual(words("Name another file with --out, or move"));
      }
      expect(readFileSync(join(cwd, name), "utf8")).toBe(text);
      expect(sandbox.journal.entries).toEqual([]);
    });
  });

  it("replaces a plan of its own, and takes it away where not all could be planned", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const [path, plan] = [
        join(cwd, "plan.json"),
        ["plan", "--provider", "cloudflare", "--out", "plan.json"],
      ];
      for (let time = 0; time < 2; time += 1) {
        expect((await runMain([...plan, MAIL], { env, cwd })).exit).toBe(0);
        expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ kind: "ses-onboard plan" });
      }
      const { stderr } = await runMain([...plan, MAIL, MISSING], { env, cwd });
      expect([stderr.includes(`is not written: ${MISSING}`), existsSync(path)]).toEqual([true, false]);
    });
  });

  it("takes the place of an empty file, as a killed run leaves one", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      writeFileSync(join(cwd, "plan.json"), "");
      const given = ["plan", MAIL, "--provider", "cloudflare", "--out", "plan.json"];
      expect((await runMain(given, { env, cwd })).exit).toBe(0);
      expect(readFileSync(join(cwd, "plan.json"), "utf8")).toContain(MAIL);
    });
  });

  it("leaves nothing where the command could not begin", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const given = ["plan", MAIL, "--provider", "cloudflare", "--out", "plan.json", "--log", "none/log"];
      expect((await runMain(given, { env, cwd })).exit).toBe(2);
      expect(existsSync(join(cwd, "plan.json"))).toBe(false);
    });
  });

  it("follows no link, and is no file that the command leaves anyway", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = scratchFolder();
      symlinkSync(join(cwd, "elsewhere"), join(cwd, "link"));
      const plan = ["plan", MAIL, "--provider", "cloudflare"];
      for (const given of [
        ["--out", "link"],
        ["--out", "a.json", "--report", "./a.json"],
        ["--out", "a.json", "--log", "a.json"],
      ]) {
        const { exit, stderr } = await runMain([...plan, ...given], { env, cwd });
        expect(exit).toBe(2);
        expect(stderr).toContain(given.length > 2 ? "a.json is named twice" : "symbolic link");
      }
      expect([existsSync(join(cwd, "elsewhere")), existsSync(join(cwd, "a.json"))]).toEqual([false, false]);
      expect(sandbox.journal.entries).toEqual([]);
    });
  });
});

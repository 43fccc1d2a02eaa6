import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runStep } from "../support/action.ts";
import { withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The action's bundle as a step, and files of its runner that take nothing.

const PLAN = { command: "plan", domain: "mail.example.test", provider: "cloudflare" };

describe("a step of the action", () => {
  it("whose outputs find no room leaves its summary, and fails with what kept them", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const step = await runStep(PLAN, { ...env, GITHUB_OUTPUT: "/dev/full" });
      expect([step.exit, step.log.includes("OUTPUT_FAILED")], step.log).toEqual([5, true]);
      expect(step.summary).toContain(PLAN.domain);
    });
  });

  it("whose summary finds no room leaves its outputs", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const step = await runStep(PLAN, { ...env, GITHUB_STEP_SUMMARY: "/dev/full" });
      expect([step.exit, step.log.includes("OUTPUT_FAILED")], step.log).toEqual([5, true]);
      expect(step.outputs["plan-hash"]).toMatch(/^sha256:/);
    });
  });

  it.each([
    ["GITHUB_OUTPUT", "outputs"],
    ["GITHUB_STEP_SUMMARY", "a summary"],
  ])("whose log is the file of %s asks nobody, and leaves %s alone", async (variable) => {
    await withSandbox({}, async (sandbox, env) => {
      const log = join(scratchFolder(), "runners");
      const step = await runStep({ ...PLAN, log }, { ...env, [variable]: log });
      expect([step.exit, step.log.includes("CONFIG_INVALID")], step.log).toEqual([2, true]);
      expect(readFileSync(log, "utf8")).not.toContain('{"type":');
      expect(sandbox.journal.entries).toEqual([]);
    });
  });

  it("whose outputs go to a folder that is not there says so", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const step = await runStep(PLAN, { ...env, GITHUB_OUTPUT: join(scratchFolder(), "nope", "output") });
      expect([step.exit, step.log.includes("its folder is not there")], step.log).toEqual([5, true]);
    });
  });

  it("that can make no folder of its own asks nobody", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const file = join(scratchFolder(), "file");
      writeFileSync(file, "");
      const step = await runStep(PLAN, { ...env, RUNNER_TEMP: join(file, "temp") });
      expect([step.exit, step.outputs["code"]], step.log).toEqual([2, "CONFIG_INVALID"]);
      expect(sandbox.journal.entries).toEqual([]);
    });
  });
});

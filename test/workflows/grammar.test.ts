import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { ACTION, actionlint, complaintsAbout, OWN_ACTION } from "./grammar.ts";
import { fileAtRoot, STEPS, WORKFLOWS } from "./workflow-files.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("GitHub's own language service", () => {
  it.each(WORKFLOWS.map(({ path, text }) => [path, text] as const))(
    "has nothing against %s",
    async (path, text) => {
      // What this repository builds and runs itself takes the same inputs.
      const named = text.replaceAll(/uses: \.\/$/gm, "uses: your-org/ses-onboard@v0.1.0");
      expect(await complaintsAbout(path.replace("examples/", ".github/"), named)).toEqual([]);
    },
  );

  it("has nothing against action.yml", async () => {
    expect(await complaintsAbout("action.yml", fileAtRoot("action.yml"))).toEqual([]);
  });

  it.each([
    ["an input that action.yml does not have", "domain: mail.example.com", "domian: mail.example.com"],
    ["an event that there is not", "workflow_dispatch:", "workflow_dispatched:"],
    ["a step's output in a context that there is not", "steps.plan.outputs", "step.plan.outputs"],
  ])("would complain about %s", async (_what, good, bad) => {
    const workflow = [
      "on:",
      "  workflow_dispatch:",
      "jobs:",
      "  plan:",
      "    runs-on: ubuntu-24.04",
      "    steps:",
      "      - id: plan",
      "        uses: your-org/ses-onboard@v0.1.0",
      "        with:",
      "          domain: mail.example.com",
      "      - run: exit 1",
      "        if: steps.plan.outputs.state == 'failed'",
      "",
    ].join("\n");
    expect(await complaintsAbout(".github/workflows/good.yml", workflow)).toEqual([]);
    expect(await complaintsAbout(".github/workflows/bad.yml", workflow.replace(good, bad))).toHaveLength(1);
  });
});

describe("actionlint 1.7.7", () => {
  it.each([".github/workflows", "examples/workflows"])("has nothing against %s", async (folder) => {
    const { exit, output } = await actionlint(join(ROOT, folder));
    expect(output).toMatch(/Checking [1-9]\d* workflow/);
    expect(exit, output).toBe(0);
  });

  it("would complain", async () => {
    const folder = join(scratchFolder(), "workflows");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "bad.yml"),
      "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ nothing.here }}\n",
    );
    expect((await actionlint(folder)).exit).not.toBe(0);
  });
});

describe("the examples", () => {
  it("read only outputs that action.yml declares", () => {
    const own = STEPS.filter(({ step }) => step.uses === "./" || OWN_ACTION.test(step.uses ?? ""));
    expect(own.length).toBeGreaterThan(8);
    const used = own.flatMap(({ path, step: { id = "none" } }) =>
      [...fileAtRoot(path).matchAll(new RegExp(`steps\\.${id}\\.outputs\\.([\\w-]+)`, "g"))].map(
        ([, name = ""]) => name,
      ),
    );
    expect(new Set(used).size).toBeGreaterThan(6);
    expect(used.filter((name) => !Object.hasOwn(ACTION.outputs, name))).toEqual([]);
  });

  it.each(["README.md", "docs/github-action.md"])("in %s are what action.yml takes", async (file) => {
    const blocks = [...fileAtRoot(file).matchAll(/```ya?ml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
    const steps = blocks.filter((block) => block.includes("uses: your-org/ses-onboard@"));
    if (file !== "README.md") expect(steps).not.toEqual([]);
    for (const block of steps)
      expect(await complaintsAbout(".github/workflows/example.yml", asWorkflow(block)), block).toEqual([]);
  });
});

/** A whole workflow stays as it is; a list of steps gets one around it. */
function asWorkflow(block: string): string {
  if (/^jobs:/m.test(block)) return /^on:/m.test(block) ? block : `on: push\n${block}`;
  const steps = block.replaceAll(/^(?=.)/gm, "      ");
  return `on: push\njobs:\n  example:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}`;
}

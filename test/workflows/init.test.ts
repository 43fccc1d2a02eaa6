import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { METAS } from "../../providers/registry.ts";
import { RELEASE, workflowFor } from "../../src/cli/tasks/init/workflow.ts";
import { TENCENT, variablesOf } from "../../src/config/accounts/variables.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { actionlint, complaintsAbout } from "./grammar.ts";
import { fileAtRoot } from "./workflow-files.ts";

// The workflow that `init` writes for each host, by the linters of this repository's own ones.

interface Workflow {
  readonly on: { readonly workflow_dispatch: { readonly inputs: Readonly<Record<string, object>> } };
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses?: string; readonly env?: object }[] }>
  >;
}

const EXAMPLE = fileAtRoot("examples/workflows/onboard-domain.yml");

describe.each(Object.values(METAS))("the workflow for $id", (meta) => {
  const text = workflowFor(meta, meta.id);
  const workflow = parse(text) as Workflow;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  it("has the grammar of GitHub's, and nothing that a linter minds", async () => {
    expect(await complaintsAbout(".github/workflows/onboard-domain.yml", text)).toEqual([]);
    const folder = join(scratchFolder(), "workflows");
    mkdirSync(folder);
    writeFileSync(join(folder, "onboard-domain.yml"), text);
    const { exit, output } = await actionlint(folder);
    expect(exit, output).toBe(0);
  });

  it("begins with this host, and gives the steps of ours the variables of its two accounts alone", () => {
    expect(workflow.on.workflow_dispatch.inputs["provider"]).toMatchObject({ default: meta.id });
    const wanted = variablesOf([meta]).filter(
      ({ of, action }) => [TENCENT, meta.title].includes(of) && action === undefined,
    );
    const given = steps
      .filter(({ uses }) => uses === RELEASE)
      .map(({ env = {} }) => Object.keys(env).toSorted());
    const names = wanted.map(({ env }) => env).toSorted();
    expect(given).toEqual([names, names]);
    const ofAws = steps.filter(({ uses = "" }) => uses.startsWith("aws-actions/"));
    expect(ofAws).toHaveLength(meta.id === "route53" ? 2 : 0);
  });

  it("is the example otherwise", () => {
    const lines = new Set(EXAMPLE.split("\n"));
    const own = text.split("\n").filter((line) => !lines.has(line));
    expect(own.map((line) => line.trim())).toEqual([
      `default: ${meta.id}`,
      ...Array.from(
        { length: 2 },
        () => `# Accounts: ${meta.byHand === true ? TENCENT : `${TENCENT}, ${meta.title}`}.`,
      ),
    ]);
  });
});

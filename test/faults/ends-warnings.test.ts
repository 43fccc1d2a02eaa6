import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runChild, startChild } from "../support/child.ts";
import { resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// Node warns on stderr of what looks like a leak, as of more than ten listeners on one signal.

const DOMAINS = Array.from({ length: 30 }, (_none, index) => `m${index}.example.test`);

function listOf(domains: readonly string[]): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, "list.yaml"), domains.map((domain) => `- ${domain}\n`).join(""));
  return folder;
}

const RUN = ["run", "--file", "list.yaml", "--format", "json", "--provider"] as const;

describe("thirty domains of a list bring no warning of Node's", { timeout: 120_000 }, () => {
  it("when they are verified", async () => {
    await withSandbox({ quota: 100 }, async (_sandbox, env) => {
      const { exit, stdout, stderr } = await runChild([...RUN, "route53"], env, { cwd: listOf(DOMAINS) });
      expect([exit, resultsIn(stdout).length, stderr]).toEqual([0, DOMAINS.length, ""]);
    });
  });

  it("when all are told to end while they wait", async () => {
    await withSandbox({ lagMs: 60_000, quota: 100 }, async (_sandbox, env) => {
      const child = startChild([...RUN, "cloudflare"], env, { cwd: listOf(DOMAINS) });
      await child.says(/"propagation\.observed"/);
      child.process.kill("SIGTERM");
      const { exit, stdout, stderr } = await child.ended;
      expect([exit, resultsIn(stdout).length, stderr]).toEqual([143, DOMAINS.length, ""]);
    });
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runAction } from "../../src/action/run-action.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { Interruption } from "../../src/errors/interruption.ts";
import { outputsIn } from "../support/action-outputs.ts";
import { withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// In this process; test/e2e/action-step.test.ts runs the bundle.

const MAIL = "mail.example.test";

async function run(env: Readonly<Record<string, string>>, signal = new AbortController().signal) {
  const place = scratchFolder();
  let log = "";
  const sink = { write: (text: string) => void (log += text), isTTY: false };
  const files = {
    GITHUB_OUTPUT: join(place, "output"),
    GITHUB_STEP_SUMMARY: join(place, "summary.md"),
    RUNNER_TEMP: place,
  };
  const io = {
    env: { ...files, ...env },
    cwd: place,
    home: place,
    stdout: sink,
    stderr: sink,
    ask: undefined,
    signal,
  };
  const exit = await runAction(io);
  const read = (file: string) => readFileSync(file, "utf8");
  return {
    exit,
    log,
    outputs: outputsIn(read(files.GITHUB_OUTPUT)),
    summary: read(files.GITHUB_STEP_SUMMARY),
  };
}

const HERE = { INPUT_DOMAIN: MAIL, INPUT_PROVIDER: "cloudflare" };

describe("runAction", () => {
  it("ends verified with all that a later step may want", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, outputs, summary } = await run({ ...env, ...HERE });
      expect([exit, outputs["state"], outputs["changes"]]).toEqual([0, "verified", "5"]);
      expect(summary).toBe(readFileSync(outputs["comment-path"] ?? "", "utf8"));
    });
  });

  it.each([
    ["false", 0],
    ["true", 7],
  ])("with fail-on-pending %s ends a pending run with %i", async (failOnPending, status) => {
    await withSandbox({ lagMs: 60_000 }, async (_sandbox, env) => {
      const { exit, outputs } = await run({
        ...env,
        ...HERE,
        INPUT_WAIT: "0",
        "INPUT_FAIL-ON-PENDING": failOnPending,
      });
      expect([exit, outputs["state"], outputs["code"], outputs["pending"]]).toEqual([
        status,
        "pending",
        "NOT_PROPAGATED",
        MAIL,
      ]);
    });
  });

  it("tells an interrupt as such, and that nothing was done", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, outputs } = await run({ ...env, ...HERE }, AbortSignal.abort(new Interruption(143)));
      expect([exit, outputs["state"], outputs["changes"]]).toEqual([143, "interrupted", "0"]);
    });
  });

  it("has outputs and a summary of a failure before any domain was begun", async () => {
    const { exit, outputs, summary, log } = await run({ INPUT_DOMAIN: "co.uk", GITHUB_ACTIONS: "true" });
    expect([exit, outputs["state"], outputs["code"], outputs["records"]]).toEqual([
      2,
      "failed",
      "DOMAIN_INVALID",
      "[]",
    ]);
    expect(summary).toMatch(/^## ✖ DOMAIN/);
    expect(log).toContain("::error title=DOMAIN_INVALID::");
  });

  it("tells all facts of a failure when the job is run again with debug logging", async () => {
    await withSandbox({ quota: 0 }, async (_sandbox, env) => {
      expect((await run({ ...env, ...HERE })).log).not.toContain("debug:");
      expect((await run({ ...env, ...HERE, RUNNER_DEBUG: "1" })).log).toContain("debug:");
      const both = { RUNNER_DEBUG: "1", SES_ONBOARD_DEBUG: "dns" };
      expect((await run({ ...env, ...HERE, ...both })).log).toMatch(/^dns: /m);
    });
  });

  it("keeps a comment below what GitHub takes, however many domains there are", async () => {
    const domains = Array.from({ length: 40 }, (_unused, index) => `m${index}.example.test`);
    const zone = { apex: parseDomainName("example.test") };
    await withSandbox({ zones: [zone], quota: 100 }, async (_sandbox, env) => {
      const { outputs, summary } = await run({
        ...env,
        INPUT_COMMAND: "plan",
        INPUT_DOMAIN: domains.join(" "),
        INPUT_PROVIDER: "cloudflare",
      });
      const comment = readFileSync(outputs["comment-path"] ?? "", "utf8");
      expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
      expect(Buffer.byteLength(summary)).toBeGreaterThan(60_000);
      for (const domain of domains) expect(comment).toContain(domain);
      expect(outputs["changes"]).toBe(String(domains.length * 4));
    });
  });
});

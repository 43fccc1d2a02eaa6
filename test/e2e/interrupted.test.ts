import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runChild, startChild } from "../support/child.ts";
import { eventsIn, resultsIn, withSandbox } from "../support/cli.ts";
import { roleAt, startSilentServer } from "../support/oidc.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const MAIL = "mail.example.test";
const SIGNALS = [
  { signal: "SIGINT", exit: 130 },
  { signal: "SIGTERM", exit: 143 },
  { signal: "SIGHUP", exit: 129 },
] as const;

describe("an interrupt", () => {
  it.for(SIGNALS)(
    "$signal while it waits ends a run with $exit, a result and a complete log",
    async ({ signal, exit }) => {
      await withSandbox({ lagMs: 60_000 }, async (_sandbox, env) => {
        const log = join(scratchFolder(), "run.ndjson");
        const child = startChild(
          ["run", MAIL, "--provider", "cloudflare", "--format", "json", "--log", log],
          env,
        );
        await child.says(/"propagation\.observed"/);
        child.process.kill(signal);
        const ended = await child.ended;
        expect([ended.exit, ended.signal, ended.stderr]).toEqual([exit, null, ""]);
        expect(resultsIn(ended.stdout)).toMatchObject([{ state: "interrupted", exit }]);
        // The log holds what stdout got, and each change is in it before it is made.
        expect(eventsIn(readFileSync(log, "utf8"))).toEqual(eventsIn(ended.stdout));
      });
    },
  );

  it("ends a doctor that waits for an answer", async () => {
    await withSandbox({}, async (sandbox, env) => {
      sandbox.journal.inject({ operation: "GetEmailIdentity", kind: "slow-body", times: 9 });
      const arrived = new Promise<void>((resolve) => {
        const { entries } = sandbox.journal;
        entries.push = (...entry) => {
          resolve();
          return Array.prototype.push.apply(entries, entry);
        };
      });
      const child = startChild(["doctor", MAIL, "--provider", "cloudflare"], env);
      await arrived;
      child.process.kill("SIGINT");
      const ended = await child.ended;
      expect(ended).toMatchObject({ exit: 130, stdout: "" });
      expect(ended.stderr).toContain("! interrupted (exit 130)\n  Ctrl-C (SIGINT) ended the command");
    });
  });

  it.for(SIGNALS)("$signal before a domain is begun is told, for people and for programs", async (sent) => {
    await withSandbox({}, async (_sandbox, env) => {
      const { url, asked, close } = await startSilentServer();
      const child = startChild(["run", MAIL, "--provider", "cloudflare", "--format", "json"], {
        ...env,
        ...roleAt(url),
      });
      await asked;
      child.process.kill(sent.signal);
      const { exit, stdout, stderr } = await child.ended.finally(close);
      expect(exit).toBe(sent.exit);
      expect(stderr).toContain(sent.signal);
      expect(eventsIn(stdout)).toMatchObject([
        { type: "interrupted", exit, hint: expect.stringContaining(`run ${MAIL} --provider cloudflare`) },
      ]);
    });
  });

  it("is not needed when the reader of its JSON leaves early: the run goes on, and the loss is told", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const child = startChild(["run", MAIL, "--provider", "cloudflare", "--format", "json"], env);
      await child.says(/\n/);
      child.process.stdout?.destroy();
      const { exit, stderr } = await child.ended;
      expect([exit, stderr.includes("OUTPUT_FAILED")]).toEqual([5, true]);
      expect(sandbox.ses.account.identities).toMatchObject([{ verified: true }]);
    });
  });
});

describe("a failing domain among several", () => {
  it("does not stop the others, and the gravest exit wins", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const domains = [MAIL, "mail.missing.test", "news.example.test"];
      const ended = await runChild(["run", ...domains, "--provider", "cloudflare", "--format", "json"], env);
      const results = resultsIn(ended.stdout).map(({ domain, state, exit }) => `${domain} ${state} ${exit}`);
      expect(results.toSorted()).toEqual([
        `${MAIL} verified 0`,
        "mail.missing.test failed 3",
        "news.example.test verified 0",
      ]);
      expect(ended.exit).toBe(3);
    });
  });
});

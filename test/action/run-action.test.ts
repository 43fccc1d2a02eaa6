import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { Interruption } from "../../src/errors/interruption.ts";
import { proseOf, rendered } from "../report/evidence/markdown/gfm.ts";
import { withSandbox } from "../support/cli.ts";
import { roleAt, startSilentServer } from "../support/oidc.ts";
import { runInProcess as run } from "./run-in-process.ts";

// In this process; test/e2e/action-step.test.ts runs the bundle.

const MAIL = "mail.example.test";

const HERE = { INPUT_DOMAIN: MAIL, INPUT_PROVIDER: "cloudflare" };

describe("runAction", () => {
  it("ends with all that a later step may want, and says of a rehearsal that it was one", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, outputs, summary } = await run({ ...env, ...HERE });
      expect([exit, outputs["state"], outputs["changes"]]).toEqual([0, "rehearsed", "5"]);
      expect(summary).toBe(readFileSync(outputs["comment-path"] ?? "", "utf8"));
    });
  });

  it("ends a step that is cancelled before a domain is begun as interrupted, in outputs and summary", async () => {
    const { url, asked, close } = await startSilentServer();
    const controller = new AbortController();
    const step = run({ ...roleAt(url), ...HERE }, controller.signal).finally(close);
    await asked;
    controller.abort(new Interruption(143));
    const { exit, outputs, summary, log } = await step;
    expect([exit, outputs["state"], outputs["code"]]).toEqual([143, "interrupted", ""]);
    expect(summary).toContain("## ! interrupted\n\nSIGTERM ended the command before it had a result.");
    expect(log).toContain("! interrupted (exit 143)");
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

  const COMMANDS = ["run", "plan", "check"];
  it.each(COMMANDS)("fails a %s that could not begin since no name server can be asked", async (command) => {
    await withSandbox({}, async (sandbox, env) => {
      sandbox.ses.account.create(MAIL);
      const blocked = { ...env, ...HERE, SES_ONBOARD_DNS_PORT: "9" };
      const { exit, outputs } = await run({ ...blocked, INPUT_COMMAND: command });
      expect([exit, outputs["state"], outputs["code"], outputs["changes"]]).toEqual([
        7,
        "pending",
        "NOT_OBSERVABLE",
        command === "run" ? "0" : "1",
      ]);
      expect(sandbox.journal.operations("ses")).not.toContain("UpdateEmailIdentity");
    });
  });

  const VERIFIED = { state: "rehearsed", code: "", pending: "", drifted: "", missing: "" };
  it.each([
    ["missing", 8, { state: "drifted", code: "IDENTITY_MISSING", missing: MAIL }],
    ["pending", 0, { state: "pending", code: "VERIFICATION_PENDING", pending: MAIL }],
    ["drifted", 8, { state: "drifted", code: "DRIFT", drifted: MAIL }],
    ["verified", 0, {}],
  ] as const)("lets a workflow's shell tell a domain that a check finds %s", async (what, status, told) => {
    await withSandbox({}, async (sandbox, env) => {
      if (what === "verified") await run({ ...env, ...HERE });
      else if (what !== "missing") sandbox.ses.account.create(MAIL);
      if (what === "drifted") sandbox.ses.account.turnVerified(MAIL);
      const { exit, outputs } = await run({ ...env, ...HERE, INPUT_COMMAND: "check" });
      expect([exit, outputs]).toMatchObject([status, { ...VERIFIED, ...told }]);
    });
  });

  it("fails a check of a domain that is pending and one that is not there, by the state's own code", async () => {
    await withSandbox({}, async (sandbox, env) => {
      sandbox.ses.account.create(MAIL);
      const several = { ...HERE, INPUT_DOMAIN: `${MAIL} other.example.test`, INPUT_COMMAND: "check" };
      const { exit, outputs } = await run({ ...env, ...several });
      expect([exit, outputs["state"], outputs["code"]]).toEqual([8, "drifted", "IDENTITY_MISSING"]);
      expect([outputs["pending"], outputs["missing"]]).toEqual([MAIL, "other.example.test"]);
    });
  });

  it("names the inputs that would help, and does it once they are given", async () => {
    const owner = parseDomainName(`qcloudsg1024._domainkey.${MAIL}`);
    const key = { owner, type: "TXT", values: ["v=DKIM1; k=rsa; p=AAAA"] } as const;
    await withSandbox(
      { zones: [{ apex: parseDomainName("example.test"), records: [key] }] },
      async (sandbox, env) => {
        sandbox.ses.account.create(MAIL);
        const blocked = await run({ ...env, ...HERE });
        expect(blocked.log).toContain(`\`replace: TXT:${owner}\` under \`with:\``);
        expect(blocked.log).not.toContain("ses-onboard run");
        expect((await run({ ...env, ...HERE, INPUT_REPLACE: `TXT:${owner}` })).exit).toBe(0);
        const wrong = await run({ ...env, INPUT_DOMAIN: `https://${MAIL}/` });
        expect(wrong.log).toContain(`\`domain: ${MAIL}\` under \`with:\``);
      },
    );
  });

  it("tells an interrupt as such, and that nothing was done", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, outputs } = await run({ ...env, ...HERE }, AbortSignal.abort(new Interruption(143)));
      expect([exit, outputs["state"], outputs["changes"]]).toEqual([143, "interrupted", "0"]);
    });
  });

  it("shows in the summary of a plan what stands in DNS, and lets it call nobody", async () => {
    const value = "verification=@octocat #1 ![x](https://evil.example/x.png) `a``b` | &#64;octocat";
    const records = [{ owner: parseDomainName("mail.example.test"), type: "TXT", values: [value] }];
    const zones = [{ apex: parseDomainName("example.test"), records }];
    await withSandbox({ zones }, async (_sandbox, env) => {
      const { summary } = await run({ ...env, ...HERE, INPUT_COMMAND: "plan" });
      const html = rendered(summary);
      expect(summary.slice(0, summary.indexOf("<details>"))).toContain(`\n  ${value}\n`);
      expect(proseOf(html)).not.toMatch(/octocat|#1|evil/);
      expect(html).not.toMatch(/<(?:a|img)\b/);
      expect(summary).toMatch(/```yaml\nwith:\n {2}command: run\n {2}domain: mail\.example\.test\n/);
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
    expect(summary).toMatch(/^## ✖ `DOMAIN_INVALID`/);
    expect(log).toContain("::error title=DOMAIN_INVALID::");
  });

  it("names no file that it did not write, also where one of that name lies there", async () => {
    const { log, outputs } = await run({ INPUT_LOG: "/etc/hosts", INPUT_REPORT: "a.html" });
    expect(log).toContain("Name it in the input domain; a list of several is given in the input file.");
    expect([outputs["log-path"], outputs["report-path"], outputs["plan-path"]]).toEqual(["", "", ""]);
    await withSandbox({}, async (_sandbox, env) => {
      const planned = await run({ ...env, ...HERE, INPUT_COMMAND: "plan", INPUT_REPORT: "a.html b.md" });
      const paths = ["log-path", "plan-path", "report-path"].map((name) =>
        planned.outputs[name]?.split("\n"),
      );
      expect(paths.flat().map((path) => basename(path ?? ""))).toEqual([
        "run.ndjson",
        "plan.json",
        "a.html",
        "b.md",
      ]);
    });
  });

  it("tells all facts of a failure when the job is run again with debug logging", async () => {
    await withSandbox({ quota: 0 }, async (_sandbox, env) => {
      expect((await run({ ...env, ...HERE })).log).not.toContain("debug:");
      expect((await run({ ...env, ...HERE, RUNNER_DEBUG: "1" })).log).toContain("debug:");
      const both = { RUNNER_DEBUG: "1", SES_ONBOARD_DEBUG: "dns" };
      expect((await run({ ...env, ...HERE, ...both })).log).toMatch(/^dns: /m);
    });
  });
});

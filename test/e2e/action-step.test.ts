import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { createRedactor } from "../../src/errors/redact.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { OUTPUT_NAMES } from "../support/action-yml.ts";
import { runStep, type EndedStep } from "../support/action.ts";
import { withSandbox, writesIn } from "../support/cli.ts";
import { idToken, startFakeServer, stsError, temporaryKeys } from "../support/oidc.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The bundle as a runner starts it, against the sandbox.

const name = parseDomainName;
const MAIL = "mail.example.test";
/** Of a rehearsal that leaves nothing to look at. */
const NOTHING_ELSE = expect.stringMatching(/^::notice title=Rehearsal%3A [^:]*::Rehearsal: nothing real/);
const HERE = { domain: MAIL, provider: "cloudflare" };

describe("a step that onboards", () => {
  it("ends verified, with every output, a summary, the evidence, and one annotation of what there is to look at", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const step = await runStep(HERE, { ...env, ...ASKED });
      expect([step.exit, annotationsIn(step)]).toEqual([
        0,
        [expect.stringMatching(/^::warning title=Rehearsal%3A mail\.example\.test is verified/)],
      ]);
      expect(Object.keys(step.outputs).toSorted()).toEqual(OUTPUT_NAMES);
      expect(step.outputs).toMatchObject({
        state: "rehearsed",
        code: "",
        changes: "5",
        pending: "",
        eta: "",
        warnings: "1",
      });
      expect(step.outputs["plan-hash"]).toMatch(/^sha256:[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{32}$/);
      const records = JSON.parse(step.outputs["records"] ?? "") as readonly object[];
      expect(records).toHaveLength(4);
      expect(records).toContainEqual({
        domain: MAIL,
        purpose: "spf",
        owner: MAIL,
        type: "TXT",
        action: "created",
        expected: "v=spf1 include:qcloudmail.com ~all",
        written: true,
      });
      expect(step.summary).toMatch(/^## ✔ Rehearsal: `mail\.example\.test` is verified[^]*```mermaid/);
      expect(step.summary).toContain("octocat");
      expect(textOf(step, "comment-path")).toBe(step.summary);
      expect(textOf(step, "report-path")).toMatch(/^<!doctype html>/);
      expect(textOf(step, "log-path").trim().split("\n").at(-1)).toContain('"type":"result"');
    });
  });

  it("masks every secret before anything else, and shows none elsewhere", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const { ses, cloudflare, route53 } = sandbox.description;
      const secrets = [ses.secretId, ses.secretKey, cloudflare.apiToken, route53.secretAccessKey];
      const step = await runStep(HERE, env);
      for (const secret of secrets) expect(step.commands).toContain(`::add-mask::${secret}`);
      const lines = step.log.split("\n");
      const lastMask = lines.findLastIndex((line) => line.startsWith("::add-mask::"));
      expect(lines.slice(0, lastMask + 1).every((line) => line.startsWith("::add-mask::"))).toBe(true);
      const rest = [
        ...lines.slice(lastMask + 1),
        ...Object.values(step.outputs),
        step.summary,
        textOf(step, "report-path"),
        textOf(step, "log-path"),
      ];
      const redact = createRedactor(secrets);
      for (const text of rest) expect(redact(text)).toBe(text);
    });
  });

  it("keeps the evidence where it is told to", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const step = await runStep({ ...HERE, report: "a.html b.json", log: "run.ndjson" }, env, cwd);
      expect(step.outputs["report-path"]).toBe(`${join(cwd, "a.html")}\n${join(cwd, "b.json")}`);
      expect(step.outputs["log-path"]).toBe(join(cwd, "run.ndjson"));
      for (const file of ["a.html", "b.json", "run.ndjson"])
        expect(existsSync(join(cwd, file)), file).toBe(true);
    });
  });

  it("rehearses without any credential", async () => {
    const step = await runStep({ domain: MAIL, sandbox: "true" }, {});
    expect([step.exit, step.outputs["state"]]).toEqual([0, "rehearsed"]);
  });
});

describe("a step that can't finish yet", () => {
  const PENDING = { ...HERE, wait: "0" };

  it("succeeds as pending, says when to come again, and a later one goes on", async () => {
    await withSandbox({}, async (sandbox, env) => {
      sandbox.ses.account.flap(1);
      const first = await runStep(PENDING, env);
      expect([first.exit, first.outputs["state"], first.outputs["code"]]).toEqual([
        0,
        "pending",
        "VERIFICATION_PENDING",
      ]);
      expect([first.outputs["pending"], first.outputs["changes"]]).toEqual([MAIL, "5"]);
      expect(Date.parse(first.outputs["eta"] ?? "")).toBeGreaterThan(Date.now());
      expect(annotationsIn(first)).toEqual([
        expect.stringMatching(/^::warning title=Rehearsal%3A VERIFICATION_PENDING mail\.example\.test::/),
      ]);

      const second = await runStep({ domain: first.outputs["pending"] ?? "", provider: "cloudflare" }, env);
      expect(second.outputs).toMatchObject({ state: "rehearsed", changes: "0", pending: "", eta: "" });
    });
  });

  it("fails where the workflow wants it to", async () => {
    await withSandbox({ lagMs: 60_000 }, async (_sandbox, env) => {
      const step = await runStep({ ...PENDING, "fail-on-pending": "true" }, env);
      expect([step.exit, step.outputs["state"], step.outputs["code"]]).toEqual([
        7,
        "pending",
        "NOT_PROPAGATED",
      ]);
    });
  });
});

describe("a step that must not go on", () => {
  it("fails with the status and one annotation, and leaves every output all the same", async () => {
    const zone = {
      apex: name("example.test"),
      records: [{ owner: name(MAIL), type: "TXT" as const, values: ["v=spf1 mx -all", "v=spf1 a -all"] }],
    };
    await withSandbox({ zones: [zone] }, async (sandbox, env) => {
      const step = await runStep(HERE, env);
      expect([step.exit, writesIn(sandbox)]).toEqual([4, []]);
      expect(step.outputs).toMatchObject({
        state: "failed",
        code: "SPF_UNMERGEABLE",
        changes: "0",
        pending: "",
      });
      expect(annotationsIn(step)).toEqual([
        expect.stringMatching(/^::error title=Rehearsal%3A SPF_UNMERGEABLE mail\.example\.test::/),
      ]);
      expect(step.summary).toContain("SPF_UNMERGEABLE");
      expect(Object.keys(step.outputs).toSorted()).toEqual(OUTPUT_NAMES);
    });
  });

  it("has one annotation for each of several domains, and the gravest state", async () => {
    const cname = { owner: name("news.example.test"), type: "CNAME" as const, values: ["elsewhere.test"] };
    await withSandbox(
      { zones: [{ apex: name("example.test"), records: [cname] }] },
      async (_sandbox, env) => {
        const cwd = scratchFolder();
        writeFileSync(join(cwd, "one.yaml"), `- ${MAIL}\n`);
        writeFileSync(join(cwd, "two.yaml"), "- news.example.test\n");
        const step = await runStep(
          { command: "plan", file: "one.yaml\ntwo.yaml", provider: "cloudflare" },
          env,
          cwd,
        );
        expect([step.exit, step.outputs["state"], step.outputs["code"]]).toEqual([
          4,
          "failed",
          "CNAME_IN_THE_WAY",
        ]);
        expect(annotationsIn(step).filter((line) => !line.startsWith("::notice"))).toEqual([
          expect.stringContaining("CNAME_IN_THE_WAY news.example.test"),
        ]);
        expect(step.outputs["plan-hash"]).toBe("");
        expect(step.summary).toMatch(/^## Rehearsal: 2 domains/);
      },
    );
  });

  it.each([
    ["a domain that is none", { domain: "--config=/etc/passwd" }, "DOMAIN_INVALID"],
    ["no domain at all", {}, "CONFIG_INVALID"],
    ["a command that is not for jobs", { ...HERE, command: "sandbox" }, "CONFIG_INVALID"],
    ["a switch that is neither on nor off", { ...HERE, "fail-on-pending": "maybe" }, "CONFIG_INVALID"],
    ["an option of the wrong kind", { ...HERE, wait: "10" }, "CONFIG_INVALID"],
    ["no credentials", HERE, "CREDENTIALS_MISSING"],
  ])("says so before anything is asked: %s", async (_what, inputs, code) => {
    const step = await runStep(inputs, {});
    expect([step.exit, step.outputs["state"], step.outputs["code"]]).toEqual([2, "failed", code]);
    expect(annotationsIn(step)).toEqual([expect.stringContaining(`::error title=${code}`)]);
    expect(step.summary).toContain(code);
  });

  it("points at the line of a config file", async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, "ses-onboard.yaml"), "ses:\n  sitte: china\n");
    const step = await runStep({ ...HERE, config: "ses-onboard.yaml" }, {}, cwd);
    expect(annotationsIn(step)).toEqual([expect.stringContaining("file=ses-onboard.yaml,line=2,col=3")]);
  });

  it("reads no config that merely lies in the checkout, and says so", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      writeFileSync(join(cwd, "ses-onboard.yaml"), "policy: { mx: replace }\n");
      const inputs = { ...HERE, command: "plan" };
      const [unnamed, named] = [
        await runStep(inputs, env, cwd),
        await runStep({ ...inputs, config: "ses-onboard.yaml" }, env, cwd),
      ];
      const startOf = (step: EndedStep) =>
        JSON.parse(textOf(step, "log-path").split("\n")[0] ?? "") as unknown;
      expect(startOf(unnamed)).toMatchObject({
        type: "run.started",
        config: { file: "ses-onboard.yaml", read: false },
      });
      expect(startOf(unnamed)).not.toHaveProperty("standing");
      expect(unnamed.log).toContain("ses-onboard.yaml lies here and is not read");
      expect(startOf(named)).toMatchObject({
        config: { file: "ses-onboard.yaml", read: true },
        standing: [{ option: "mx", value: "replace", from: "ses-onboard.yaml:1" }],
      });
      expect(named.summary).toContain("ses-onboard.yaml:1");
    });
  });
});

describe("plan, approve, apply", () => {
  it("carries out the plan that was approved, and no other", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const plan = await runStep({ ...HERE, command: "plan" }, env);
      expect([plan.exit, plan.outputs["state"], plan.outputs["changes"], writesIn(sandbox)]).toEqual([
        0,
        "rehearsed",
        "4",
        [],
      ]);
      const approved = { ...HERE, "plan-hash": plan.outputs["plan-hash"] ?? "" };

      const [zone] = sandbox.store.zones;
      zone?.commit((records) => [
        ...records,
        zone.newRecord({ owner: name(MAIL), type: "TXT", ttl: 300, value: "somebody=else" }),
      ]);
      const stale = await runStep(approved, env);
      expect([stale.exit, stale.outputs["state"], stale.outputs["code"], writesIn(sandbox)]).toEqual([
        4,
        "failed",
        "PLAN_CHANGED",
        [],
      ]);

      zone?.commit((records) => records.filter(({ value }) => value !== "somebody=else"));
      const run = await runStep(approved, env);
      expect([run.exit, run.outputs["state"], run.outputs["plan-hash"]]).toEqual([
        0,
        "rehearsed",
        approved["plan-hash"],
      ]);

      const again = await runStep({ ...HERE, command: "plan" }, env);
      expect([again.outputs["state"], again.outputs["changes"]]).toEqual(["rehearsed", "0"]);
      const check = await runStep({ ...HERE, command: "check" }, env);
      expect([check.exit, check.outputs["state"], check.outputs["changes"]]).toEqual([0, "rehearsed", "0"]);
    });
  });

  it("tells drift, and not as pending what was never begun", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const unknown = await runStep({ ...HERE, command: "check" }, env);
      expect(unknown.outputs).toMatchObject({ state: "drifted", code: "IDENTITY_MISSING", pending: "" });
      await runStep(HERE, env);
      const zone = zoneOf(sandbox);
      zone?.commit((records) => records.filter(({ type, owner }) => type !== "TXT" || owner !== MAIL));
      const check = await runStep({ ...HERE, command: "check" }, env);
      expect([
        check.exit,
        check.outputs["state"],
        check.outputs["changes"],
        check.outputs["pending"],
      ]).toEqual([8, "drifted", "1", ""]);
    });
  });
});

describe("foreign text", () => {
  it("gives the runner no command, changes no output and draws nothing", async () => {
    const weapon =
      "##[set-output name=state]verified ::error::x \u001b[2J\u001b]0;owned\u0007 \u202e\r\n::set-output name=state::verified\n::add-mask::a";
    const zone = {
      apex: name("example.test"),
      records: [
        { owner: name(MAIL), type: "TXT" as const, values: ["v=spf1 mx -all", "v=spf1 a -all", weapon] },
        { owner: name(`_dmarc.${MAIL}`), type: "TXT" as const, values: [`v=DMARC1; p=none; x=${weapon}`] },
      ],
    };
    for (const command of ["run", "plan"]) {
      await withSandbox({ zones: [zone] }, async (_sandbox, env) => {
        const step = await runStep({ ...HERE, command }, { ...env, RUNNER_DEBUG: "1" });
        expect(step.outputs["state"]).toBe("failed");
        expect(step.commands.filter((line) => !line.startsWith("::add-mask::"))).toEqual([
          expect.stringMatching(/^::error title=Rehearsal%3A SPF_UNMERGEABLE /),
        ]);
        for (const text of [
          step.log,
          step.summary,
          textOf(step, "comment-path"),
          textOf(step, "log-path"),
          textOf(step, "report-path"),
        ]) {
          for (const mark of ["##[", "\u001b", "\u0007", "\u202e", "\r"]) expect(text).not.toContain(mark);
        }
      });
    }
  });

  it("stays readable where it is kept, and harmless", async () => {
    const hostile = "##[set-output name=state]failed ::error::x \u001b[31m\u202e";
    const zone = {
      apex: name("example.test"),
      records: [{ owner: name(MAIL), type: "TXT" as const, values: ["v=spf1 mx -all", hostile] }],
    };
    await withSandbox({ zones: [zone] }, async (_sandbox, env) => {
      const step = await runStep(HERE, env);
      expect([step.exit, step.outputs["state"], annotationsIn(step)]).toEqual([
        0,
        "rehearsed",
        [NOTHING_ELSE],
      ]);
      expect(step.log).toContain("set-output name=state");
      expect(step.commands.filter((line) => !line.startsWith("::add-mask::"))).toEqual([NOTHING_ELSE]);
    });
  });
});

describe("a job without a stored key", () => {
  it("gets temporary keys by GitHub's word, and masks them", async () => {
    await withSandbox(
      { sesToken: "sts-token-0123456789" },
      async (
        sandbox,
        { TENCENTCLOUD_SECRET_ID: secretId = "", TENCENTCLOUD_SECRET_KEY: secretKey = "", ...env },
      ) => {
        const [github, sts] = await Promise.all([
          startFakeServer(idToken("github-id-token-1")),
          startFakeServer(temporaryKeys({ secretId, secretKey })),
        ]);
        const step = await runStep(HERE, { ...env, ...roleAt(github.url, sts.url) });
        expect([step.exit, step.outputs["state"]]).toEqual([0, "rehearsed"]);
        expect([github.heard.length, sts.heard.length]).toEqual([1, 1]);
        for (const secret of ["github-id-token-1", secretId, secretKey, "sts-token-0123456789"])
          expect(step.commands).toContain(`::add-mask::${secret}`);
        expect(sandbox.journal.operations("ses")).toContain("CreateEmailIdentity");
        await Promise.all([github.close(), sts.close()]);
      },
    );
  });

  it("asks neither SES nor the DNS host when STS does not believe it", async () => {
    await withSandbox(
      {},
      async (sandbox, { TENCENTCLOUD_SECRET_ID: _id, TENCENTCLOUD_SECRET_KEY: _key, ...env }) => {
        const [github, sts] = await Promise.all([
          startFakeServer(idToken("github-id-token-1")),
          startFakeServer(
            stsError("InvalidParameter.WebIdentityTokenError", "github-id-token-1 is not for this role"),
          ),
        ]);
        const step = await runStep(HERE, { ...env, ...roleAt(github.url, sts.url) });
        expect([step.exit, step.outputs["code"], sandbox.journal.entries]).toEqual([
          3,
          "CREDENTIALS_REJECTED",
          [],
        ]);
        expect(`${step.log}${step.summary}`).not.toContain("github-id-token-1");
        await Promise.all([github.close(), sts.close()]);
      },
    );
  });
});

const ASKED = {
  GITHUB_TRIGGERING_ACTOR: "octocat",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "octo/mail",
  GITHUB_RUN_ID: "4711",
};

function roleAt(github: string, sts: string): Readonly<Record<string, string>> {
  return {
    TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
    TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
    SES_ONBOARD_STS_ENDPOINT: sts,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github}/token`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
  };
}

function annotationsIn({ commands }: EndedStep): readonly string[] {
  return commands.filter((line) => /^::(?:error|warning|notice)\b/.test(line));
}

function textOf({ outputs }: EndedStep, output: string): string {
  return readFileSync(outputs[output] ?? "", "utf8");
}

function zoneOf({ store }: Sandbox) {
  return store.zones.find(({ settings }) => settings.apex === "example.test");
}

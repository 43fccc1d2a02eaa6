import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { recordsBelow, withSandbox, writesIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { STEPS } from "./workflow-files.ts";

// The scripts of the workflows, run as a runner runs them: by `bash -e`, in the repository's folder.

const ROOT = join(import.meta.dirname, "../..");
const GUARD = pathToFileURL(join(import.meta.dirname, "../support/child-guard.mjs")).href;
const MAIL = "mail.example.test";

interface EndedScript {
  readonly exit: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

describe("the button's scripts", () => {
  const plan = scriptOf(".github/workflows/onboard-domain.yml", "plan");
  const carryOut = scriptOf(".github/workflows/onboard-domain.yml", "run");
  const choice = {
    DOMAIN: MAIL,
    SES_ONBOARD_PROVIDER: "cloudflare",
    SES_ONBOARD_MX: "keep",
    SES_ONBOARD_DMARC: "keep",
    SES_ONBOARD_SITE: "",
  };

  it("carry out the plan that was approved, once", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const planned = await run(plan, { ...env, ...choice });
      expect([planned.exit, planned.outputs["work"], writesIn(sandbox)]).toEqual([0, "true", []]);
      expect(planned.summary).toMatch(/^## /);
      const approved = {
        ...env,
        ...choice,
        SES_ONBOARD_PLAN_HASH: planned.outputs["hash"] ?? "",
        SES_ONBOARD_WAIT: "10m",
      };
      const done = await run(carryOut, approved);
      expect([done.exit, recordsBelow(sandbox, MAIL).length]).toEqual([0, 4]);
      expect(done.summary).toContain("is verified");

      const again = await run(plan, { ...env, ...choice });
      expect([again.exit, again.outputs]).toEqual([0, {}]);
    });
  });

  it("end green when it only takes longer, and red when something is wrong", async () => {
    await withSandbox({ lagMs: 60_000 }, async (_sandbox, env) => {
      const { outputs } = await run(plan, { ...env, ...choice });
      const pending = await run(carryOut, {
        ...env,
        ...choice,
        SES_ONBOARD_PLAN_HASH: outputs["hash"] ?? "",
        SES_ONBOARD_WAIT: "0",
      });
      expect([pending.exit, pending.summary.includes("(exit 7)")]).toEqual([0, true]);
    });
    const cname = { owner: parseDomainName(MAIL), type: "CNAME" as const, values: ["elsewhere.test"] };
    await withSandbox(
      { zones: [{ apex: parseDomainName("example.test"), records: [cname] }] },
      async (_sandbox, env) => {
        const conflict = await run(plan, { ...env, ...choice });
        expect([conflict.exit, conflict.outputs]).toEqual([4, {}]);
        expect(conflict.summary).toContain("CNAME");
      },
    );
  });

  it("carry out nothing without a plan, or under another one", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const hashes = { "": 1, null: 2, [`sha256:${"0".repeat(64)}`]: 4 };
      for (const [hash, exit] of Object.entries(hashes)) {
        expect((await run(carryOut, { ...env, ...choice, SES_ONBOARD_PLAN_HASH: hash })).exit, hash).toBe(
          exit,
        );
      }
      expect(writesIn(sandbox)).toEqual([]);
    });
  });

  it("take a domain for nothing but a domain", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const place = scratchFolder();
      for (const domain of [
        "$(touch owned)",
        "a.example; touch owned",
        '"; touch owned; "',
        "`touch owned`",
      ]) {
        const ended = await run(plan, { ...env, ...choice, DOMAIN: domain, OWNED: place });
        expect([ended.exit, ended.outputs], domain).toEqual([2, {}]);
      }
      expect([existsSync(join(ROOT, "owned")), sandbox.journal.entries]).toEqual([false, []]);
    });
  });
});

describe("the one comment on a pull request", () => {
  const script = scriptOf("examples/workflows/domains-gitops.yml", "comment");
  const env = { GITHUB_REPOSITORY: "octo/mail", PULL_REQUEST: "7", GH_TOKEN: "t" };

  it("is made, and later changed", async () => {
    const first = await withGh({ "api --paginate": "" }, "plan", script, env);
    expect(first.calls.at(-1)).toMatch(
      /^api --method POST repos\/octo\/mail\/issues\/7\/comments --field body=@body\.md/,
    );
    expect(first.body).toBe("<!-- ses-onboard: plan -->\nwhat would be done\n");
    const second = await withGh({ "api --paginate": "4711\n4712" }, "plan", script, env);
    expect(second.calls.at(-1)).toMatch(/^api --method PATCH repos\/octo\/mail\/issues\/comments\/4711 /);
    expect([first.exit, second.exit]).toEqual([0, 0]);
  });
});

describe("the one issue about drift", () => {
  const script = scriptOf("examples/workflows/drift.yml", "tell");

  it.each([
    [
      "drifted",
      "",
      "issue create --title Sender domains have drifted --label sender-domain-drift --body-file drift/comment.md",
    ],
    ["drifted", "12", "issue edit 12 --body-file drift/comment.md"],
    ["verified", "12", "issue close 12 --comment All is as it should be again."],
    ["verified", "", "issue list"],
  ])("is, when %s and the open one is '%s': %s", async (state, open, last) => {
    const { exit, calls } = await withGh({ "issue list": open }, "drift", script, {
      GH_TOKEN: "t",
      GH_REPO: "octo/mail",
      STATE: state,
    });
    expect(exit).toBe(0);
    expect(calls.at(-1)).toContain(last);
  });
});

function scriptOf(path: string, job: string): string {
  const scripts = STEPS.filter((one) => one.path === path && one.job === job).flatMap(
    ({ step }) => step.run ?? [],
  );
  return scripts.at(-1) ?? `exit 99 # no script in ${path}`;
}

/** @param env what the workflow's `env:` comes to */
async function run(script: string, env: Readonly<Record<string, string>>, cwd = ROOT): Promise<EndedScript> {
  const place = scratchFolder();
  const files = {
    GITHUB_OUTPUT: join(place, "output"),
    GITHUB_STEP_SUMMARY: join(place, "summary.md"),
    RUNNER_TEMP: place,
  };
  for (const file of [files.GITHUB_OUTPUT, files.GITHUB_STEP_SUMMARY]) writeFileSync(file, "");
  writeFileSync(join(place, "step.sh"), script);
  const child = spawn("bash", ["-e", join(place, "step.sh")], {
    env: {
      PATH: process.env["PATH"],
      HOME: place,
      NODE_OPTIONS: `--import=${GUARD}`,
      CI: "true",
      GITHUB_ACTIONS: "true",
      ...files,
      ...env,
    },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  const exit = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  const pairs = readFileSync(files.GITHUB_OUTPUT, "utf8").matchAll(/^([^=\n]+)=(.*)$/gm);
  const outputs = Object.fromEntries([...pairs].map((match) => [match[1] ?? "", match[2] ?? ""]));
  return { exit, log, outputs, summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8") };
}

/** With a `gh` that notes how it is called, and answers by the first words. */
async function withGh(
  answers: Readonly<Record<string, string>>,
  artifact: string,
  script: string,
  env: Readonly<Record<string, string>>,
) {
  const place = scratchFolder();
  mkdirSync(join(place, artifact));
  writeFileSync(join(place, artifact, "comment.md"), "what would be done\n");
  const cases = Object.entries(answers).map(([words, answer]) => `"${words}"*) printf '${answer}' ;;`);
  writeFileSync(
    join(place, "gh"),
    `#!/bin/bash\nprintf '%s\\n' "$*" >> calls\ncase "$*" in\n${cases.join("\n")}\nesac\n`,
  );
  chmodSync(join(place, "gh"), 0o755);
  const { exit } = await run(script, { ...env, PATH: `${place}:${process.env["PATH"] ?? ""}` }, place);
  const read = (file: string) =>
    existsSync(join(place, file)) ? readFileSync(join(place, file), "utf8") : "";
  return { exit, calls: read("calls").trim().split("\n"), body: read("body.md") };
}

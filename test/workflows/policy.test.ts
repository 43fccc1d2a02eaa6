import { describe, expect, it } from "vitest";
import { OWN_ACTION } from "./grammar.ts";
import { fileAtRoot, JOBS, STEPS, WORKFLOWS } from "./workflow-files.ts";

// What no linter holds: how much a workflow may do, and what runs with it.

/** CI tries everything, on two cores. */
const CI_MINUTES = 60;
const LONGEST_MINUTES = 30;
/** Permissions that write, and the jobs that need them. */
const WRITERS: Readonly<Record<string, string>> = {
  "codeql.yml analyze": "security-events",
  "release.yml tag": "contents",
  "after-release.yml major": "contents",
  "domains-gitops.yml comment": "pull-requests",
  "drift.yml tell": "issues",
  "resume-pending.yml tell": "issues",
};

const nameOf = ({ path, name }: { readonly path: string; readonly name: string }) =>
  `${path.split("/").at(-1)} ${name}`;

describe("every workflow", () => {
  it("is there", () => {
    expect(WORKFLOWS.map(({ path }) => path)).toEqual([
      ".github/workflows/after-release.yml",
      ".github/workflows/ci.yml",
      ".github/workflows/codeql.yml",
      ".github/workflows/onboard-domain.yml",
      ".github/workflows/release.yml",
      "examples/workflows/domains-gitops.yml",
      "examples/workflows/drift.yml",
      "examples/workflows/onboard-domain.yml",
      "examples/workflows/resume-pending.yml",
    ]);
  });

  it("pins what others wrote to a commit, with the version beside it", () => {
    const lines = WORKFLOWS.flatMap(({ path, text }) =>
      [...text.matchAll(/^.*\buses:\s*(\S+)(.*)$/gm)].map((match) => ({ path, match })),
    );
    expect(lines.length).toBeGreaterThan(20);
    const loose = lines.filter(({ match: [, uses = "", rest = ""] }) => {
      if (uses.startsWith("./") || OWN_ACTION.test(uses)) return false;
      return !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses) || !/^ # v\d+\.\d+\.\d+$/.test(rest);
    });
    expect(loose.map(({ path, match }) => `${path}: ${match[0]}`)).toEqual([]);
  });

  it("pins one commit for each version of an action", () => {
    const pins = WORKFLOWS.flatMap(({ text }) => [...text.matchAll(/uses: (\S+)@([0-9a-f]{40}) # (v\S+)/g)]);
    const commits = new Map<string, Set<string>>();
    for (const [, action = "", commit = ""] of pins)
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    expect([...commits].filter(([, distinct]) => distinct.size > 1)).toEqual([]);
  });

  it("starts with no permission at all", () => {
    expect(
      WORKFLOWS.filter(({ workflow }) => JSON.stringify(workflow.permissions) !== "{}").map(
        ({ path }) => path,
      ),
    ).toEqual([]);
  });

  it("gives a job the least, and says so for each", () => {
    expect(JOBS.filter(({ job }) => job.permissions === undefined).map(nameOf)).toEqual([]);
    const writes = JOBS.flatMap((entry) =>
      Object.entries(entry.job.permissions ?? {})
        .filter(([scope, access]) => access !== "read" && scope !== "id-token")
        .map(([scope]) => [nameOf(entry), scope]),
    );
    expect(Object.fromEntries(writes)).toEqual(WRITERS);
  });

  it("keeps credentials of a cloud away from where the repository can be written", () => {
    const mixed = JOBS.filter((entry) => Object.hasOwn(WRITERS, nameOf(entry))).filter(
      ({ job }) => job.permissions?.["id-token"] !== undefined || /secrets\./.test(JSON.stringify(job)),
    );
    expect(mixed.map(nameOf)).toEqual([]);
  });

  it("lets a job that gets credentials wait for its environment", () => {
    const withCredentials = JOBS.filter(
      ({ job }) => job.permissions?.["id-token"] === "write" || /secrets\./.test(JSON.stringify(job)),
    );
    expect(withCredentials.length).toBeGreaterThan(5);
    expect(withCredentials.filter(({ job }) => job.environment === undefined).map(nameOf)).toEqual([]);
  });

  it("leaves no token in the checkout", () => {
    const checkouts = STEPS.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(5);
    expect(checkouts.filter(({ step }) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });

  it("puts no expression into a script, where its value would be code", () => {
    expect(STEPS.filter(({ step }) => step.run?.includes("${{") === true)).toEqual([]);
  });

  it("hands a secret only to the step that needs it", () => {
    const wide = JOBS.filter(({ job }) => /secrets\./.test(JSON.stringify({ ...job, steps: [] })));
    const installing = STEPS.filter(
      ({ step }) => step.run?.includes("npm ci") === true && step.env !== undefined,
    );
    expect([...wide.map(nameOf), ...installing]).toEqual([]);
    for (const { workflow } of WORKFLOWS) expect(workflow).not.toHaveProperty("env");
  });

  it("runs nothing that npm installed where the job's identity could be used: each step can ask for its token", () => {
    const withIdentity = JOBS.filter(({ job }) => job.permissions?.["id-token"] === "write");
    expect(withIdentity.length).toBeGreaterThan(5);
    const installing = withIdentity.filter(({ job }) =>
      (job.steps ?? []).some(({ run = "" }) => /\bnp(?:x|m (?:ci|i|install|exec|run|test))\b/.test(run)),
    );
    expect(installing.map(nameOf)).toEqual([]);
  });

  it("ends a script at the first command that fails, in a pipe, too", () => {
    const bare = WORKFLOWS.filter(
      ({ workflow, text }) => /^ +(?:- )?run: \|/m.test(text) && workflow.defaults?.run.shell !== "bash",
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it("lists no files by a shell: others choose their names", () => {
    expect(STEPS.filter(({ step }) => /\$\(\s*(?:echo|ls|find)\b/.test(step.run ?? ""))).toEqual([]);
  });

  it("ends by itself", () => {
    const limitOf = (path: string) => (path.endsWith("/ci.yml") ? CI_MINUTES : LONGEST_MINUTES);
    const endless = JOBS.filter(
      ({ path, job }) => job.uses === undefined && !((job["timeout-minutes"] ?? Infinity) <= limitOf(path)),
    );
    expect(endless.map(nameOf)).toEqual([]);
  });

  it("is never killed in the middle of a change by the next one", () => {
    const changing = WORKFLOWS.filter(({ path }) => !path.endsWith("ci.yml"));
    expect(
      changing
        .filter(({ workflow }) => workflow.concurrency?.["cancel-in-progress"] !== false)
        .map(({ path }) => path),
    ).toEqual([]);
    const buttons = WORKFLOWS.filter(({ path }) => path.endsWith("onboard-domain.yml")).map(
      ({ workflow }) => workflow.concurrency?.group,
    );
    expect(buttons).toEqual(["ses-onboard-${{ inputs.domain }}", "ses-onboard-${{ inputs.domain }}"]);
  });

  it("runs nothing of a pull request with rights that are not the pull request's", () => {
    expect(
      WORKFLOWS.filter(({ text }) => /pull_request_target|workflow_run/.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });
});

describe("what changes something real", () => {
  const APPROVED = WORKFLOWS.filter(({ workflow }) => workflow.jobs["run"] !== undefined);

  it("is carried out by the button, everywhere, and by a merge", () => {
    expect(APPROVED.map(({ path }) => path)).toEqual([
      ".github/workflows/onboard-domain.yml",
      "examples/workflows/domains-gitops.yml",
      "examples/workflows/onboard-domain.yml",
    ]);
  });

  it.each(APPROVED)(
    "is in $path only the plan that was approved, where somebody is asked",
    ({ workflow }) => {
      const { plan, run } = workflow.jobs;
      expect([plan?.environment, run?.environment]).toEqual(["ses-onboard-plan", "ses-onboard"]);
      expect(run?.needs).toEqual(expect.arrayContaining(["plan", "reviewers"]));
      const step = run?.steps?.find(({ id }) => id === "run");
      expect(step?.with).toMatchObject({
        plan: "${{ runner.temp }}/plan/plan.json",
        "plan-hash": "${{ needs.plan.outputs.plan-hash }}",
      });
    },
  );

  it("uploads its log only where that is wanted: it tells what stood in the zone", () => {
    const logs = STEPS.filter(({ step }) => /log-path/.test(JSON.stringify(step.with ?? {})));
    expect(logs).toHaveLength(3);
    for (const { step } of logs) expect(step.if).toContain("vars.SES_ONBOARD_KEEP_LOG == 'true'");
  });

  it("plans for a pull request with keys that may read, and of this repository alone", () => {
    const jobs = APPROVED.find(({ path }) => path.endsWith("gitops.yml"))?.workflow.jobs ?? {};
    const others = Object.entries(jobs).filter(([name]) => name !== "plan" && name !== "comment");
    expect(others.filter(([, job]) => job.if?.startsWith("github.event_name == 'push'") !== true)).toEqual(
      [],
    );
    expect([jobs["plan"]?.environment, jobs["comment"]?.environment]).toEqual([
      "ses-onboard-plan",
      undefined,
    ]);
    expect(jobs["plan"]?.if).toContain("head.repo.full_name == github.repository");
  });

  it("asks for reviewers by one script, everywhere", () => {
    const scripts = STEPS.filter(({ step }) => step.name?.startsWith("Refuse to go on") === true);
    expect(scripts).toHaveLength(3);
    expect(new Set(scripts.map(({ step }) => step.run)).size).toBe(1);
  });
});

describe("a trust policy to paste", () => {
  const blocks = [...fileAtRoot("docs/github-action.md").matchAll(/```json\n([^]*?)```/g)].map(
    ([, block = ""]) => JSON.parse(block) as { readonly Statement?: unknown; readonly statement?: unknown },
  );
  const trusts = blocks.map((block) => JSON.stringify(block)).filter((text) => text.includes("WebIdentity"));

  it("is there for each cloud, and names the audience and one exact subject", () => {
    expect(trusts).toHaveLength(2);
    for (const text of trusts) {
      expect(text).toMatch(/aud":\[?"sts\.(?:tencentcloudapi|amazonaws)\.com"/);
      expect(text).toMatch(/sub":\[?"repo:octo@1234567\/mail@7654321:environment:ses-onboard"/);
      expect(text).toMatch(/string_?equal/i);
      expect(text).not.toContain("*");
    }
  });
});

describe("release.yml", () => {
  const release = WORKFLOWS.find(({ path }) => path.endsWith("/release.yml"))?.workflow.jobs ?? {};

  it("tags and publishes only what was built of main and tested, where somebody is asked", () => {
    expect([release["check"]?.needs, release["build"]?.needs, release["test"]?.needs]).toEqual([
      "main",
      "check",
      "build",
    ]);
    expect([release["tag"]?.needs, release["publish"]?.needs]).toEqual([
      ["build", "test"],
      ["build", "tag"],
    ]);
    expect([release["tag"]?.environment, release["publish"]?.environment]).toEqual(["release", "release"]);
  });

  it("tests, tags and publishes one file, by its digest", () => {
    const digests = STEPS.filter(({ path }) => path.endsWith("/release.yml"))
      .filter(({ step }) => step.name?.startsWith("Unpack what was built") === true)
      .map(({ job, step }) => [job, step.env, step.run]);
    const digest = { DIGEST: "${{ needs.build.outputs.digest }}" };
    expect(digests.map(([job, env]) => [job, env])).toEqual([
      ["test", digest],
      ["tag", digest],
      ["publish", digest],
    ]);
    expect(new Set(digests.map(([, , run]) => run)).size).toBe(1);
  });

  it("publishes with provenance and no stored token, by an npm that can, and never from a fork", () => {
    const { publish } = release;
    const text = JSON.stringify(publish);
    expect(text).toContain("--provenance");
    expect(text).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|registry-url/);
    expect(publish?.permissions).toEqual({ "id-token": "write" });
    expect(publish?.steps?.find(({ uses }) => uses?.includes("setup-node"))?.with?.["node-version"]).toBe(24);
    expect(publish?.if).toBe("${{ !github.event.repository.fork }}");
  });

  it("tries what npm gives without any right", () => {
    expect([release["smoke"]?.needs, release["smoke"]?.permissions]).toEqual(["publish", {}]);
  });

  it("leaves the draft to a person, and the major tag to what follows the publishing", () => {
    const { workflow } = WORKFLOWS.find(({ path }) => path.endsWith("/after-release.yml")) ?? {};
    expect(workflow?.on).toEqual({ release: { types: ["published"] } });
    expect(workflow?.jobs["major"]?.needs).toBe("rehearse");
    expect(JSON.stringify(release)).not.toMatch(/draft=false|--force origin/);
  });
});

describe("the release that pages and workflows name", () => {
  const { version } = JSON.parse(fileAtRoot("package.json")) as { readonly version: string };
  const PLACES = [
    "README.md",
    "README.zh-CN.md",
    "docs/github-action.md",
    "src/cli/tasks/init/workflow.ts",
    ...WORKFLOWS.map(({ path }) => path).filter((path) => path.startsWith("examples/")),
  ];

  it.each(PLACES)("is in %s the one of package.json", (file) => {
    const named = [...fileAtRoot(file).matchAll(/your-org\/ses-onboard@([\w.]+)/g)].map(([, ref]) => ref);
    expect([...new Set(named)]).toEqual([`v${version}`]);
  });
});

describe("ci.yml", () => {
  const steps = STEPS.filter(({ path }) => path.endsWith("ci.yml"));
  const ran = steps.filter(({ job }) => job === "check").map(({ step }) => step.run ?? "");

  it("installs the name servers that the tests demand", () => {
    const [, demanded = ""] = /PACKAGES=\(([^)]*)\)/.exec(fileAtRoot(".ci/run")) ?? [];
    expect(demanded).not.toBe("");
    expect(WORKFLOWS.find(({ path }) => path.endsWith("ci.yml"))?.text).toContain(demanded);
  });

  it("fails on a skipped test: the report of the tests is the last thing that is judged", () => {
    const [, folder = ""] = /--outputFile\.json=(\S+)\/\S+\.json/.exec(ran.join("\n")) ?? [];
    expect(folder).not.toBe("");
    expect(ran.at(-1)).toBe(`node scripts/ci-summary.mjs ${folder}`);
  });

  it("does elsewhere what a newcomer does first", () => {
    const jobs = new Set(steps.filter(({ step }) => step.run === ".ci/newcomer").map(({ job }) => job));
    expect([...jobs]).toEqual(["elsewhere", "alpine"]);
  });

  it("tries faults and plays seeds as .ci/run does", () => {
    const demanded = [...fileAtRoot(".ci/run").matchAll(/npm run (?:test:faults|chaos)[^$;]*/g)];
    expect(demanded).toHaveLength(2);
    for (const [command] of demanded)
      expect(ran.filter((one) => one.startsWith(command.trim()))).toHaveLength(1);
  });
});

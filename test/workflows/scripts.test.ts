import { appendFileSync, copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { runScript, scriptOf, type GhAnswer } from "./run-script.ts";

const GITOPS = "examples/workflows/domains-gitops.yml";

describe("the one comment on a pull request", () => {
  const script = scriptOf(GITOPS, "comment", "Keep one comment");
  const BOT = { login: "github-actions[bot]", type: "Bot" };
  const body = "<!-- ses-onboard: plan -->\nan older plan";
  const run = (comments: readonly object[]) =>
    runScript(script, {
      env: { PULL_REQUEST: "7", GH_TOKEN: "t" },
      files: { "plan/comment.md": "what would be done\n" },
      gh: { "api --paginate": { json: comments } },
    });

  it("is made, and later changed", async () => {
    const first = await run([{ id: 1, user: BOT, body: "something else" }]);
    expect(first.calls.at(-1)).toMatch(
      /^api --method POST repos\/octo\/mail\/issues\/7\/comments --field body=@body\.md/,
    );
    expect(first.fileAt("body.md")).toBe("<!-- ses-onboard: plan -->\nwhat would be done\n");
    const second = await run([
      { id: 4711, user: BOT, body },
      { id: 4712, user: BOT, body },
    ]);
    expect(second.calls.at(-1)).toMatch(/^api --method PATCH repos\/octo\/mail\/issues\/comments\/4711 /);
    expect([first.exit, second.exit]).toEqual([0, 0]);
  });

  it.each([
    ["a person's", { login: "mallory", type: "User" }],
    ["another bot's", { login: "renovate[bot]", type: "Bot" }],
    ["a person's of our name", { login: "github-actions[bot]", type: "User" }],
  ])("is never %s that begins with the marker", async (_whose, user) => {
    const { exit, calls } = await run([{ id: 1, user, body }]);
    expect([exit, calls.at(-1)?.includes("POST")]).toEqual([0, true]);
  });
});

describe("what differs from the pull request's plan", () => {
  const script = scriptOf(GITOPS, "compare", "Show what differs from the pull request's plan");
  const PULLS = "api repos/octo/mail/commits/c0ffee/pulls";
  const merged: GhAnswer = { json: [{ number: 7, head: { sha: "beef" } }] };
  const run = (gh: Readonly<Record<string, GhAnswer>>) =>
    runScript(script, {
      env: {
        GITHUB_SHA: "c0ffee",
        GITHUB_WORKFLOW_REF: "octo/mail/.github/workflows/domains-gitops.yml@refs/heads/main",
      },
      files: { "now/plan.json": '{"b":1,"a":"v=spf1 -all","madeAt":"now"}' },
      gh,
    });
  const withPlan = (text: string) => ({
    [PULLS]: merged,
    "run list --workflow domains-gitops.yml --event pull_request --commit beef": {
      json: [{ databaseId: 99 }],
    },
    "run download 99 --name plan": { files: { "plan.json": text } },
  });

  it("is nothing, where it says the same", async () => {
    const { exit, summary } = await run(
      withPlan('{"a":"v=spf1 -all","b":1,"madeAt":"then","madeBy":"another version"}'),
    );
    expect([exit, summary]).toEqual([0, "## As pull request #7 showed it\n"]);
  });

  it("is shown in a fence that no line of it ends", async () => {
    const { exit, summary } = await run(withPlan('{"a":"~~~~\\n~~~~","b":1}'));
    expect(exit).toBe(0);
    expect(summary).toMatch(
      /^## Not as pull request #7 showed it\n\n~~~~diff\n--- pull request 7\n\+\+\+ now\n/,
    );
    expect(summary).toContain('+  "a": "v=spf1 -all"');
    expect(summary.match(/^ {0,3}~{3,}\s*$/gm)).toHaveLength(1);
  });

  it.each([
    ["no pull request", { [PULLS]: { json: [] } }],
    ["no run of it", { [PULLS]: merged, "run list": { json: [] } }],
    [
      "no artifact of that run",
      { [PULLS]: merged, "run list": { json: [{ databaseId: 99 }] }, "run download": { exit: 1 } },
    ],
    ["no answer", { [PULLS]: { exit: 1, json: { message: "Not Found" } }, "run list": { exit: 1 } }],
  ])("is not known, where there is %s; and that is said, and is no failure", async (_what, gh) => {
    const { exit, summary } = await run(gh);
    expect([exit, summary.split("\n")[0]]).toEqual([0, "## No plan of a pull request to compare with"]);
  });
});

describe.each([GITOPS, "examples/workflows/onboard-domain.yml", ".github/workflows/onboard-domain.yml"])(
  "the environment that %s applies in",
  (path) => {
    const script = scriptOf(path, "reviewers", "Refuse to go on where nobody would be asked");
    const ENVIRONMENT = "api repos/octo/mail/environments/ses-onboard";
    const BRANCHES = `${ENVIRONMENT}/deployment-branch-policies`;
    const asked = [
      { type: "wait_timer" },
      { type: "required_reviewers", reviewers: [{}] },
      { type: "branch_policy" },
    ];
    const named = { protected_branches: false, custom_branch_policies: true };
    const onMain = { [BRANCHES]: { json: { branch_policies: [{ name: "main" }] } } };
    const run = (gh: Readonly<Record<string, GhAnswer>>, wanted = "") =>
      runScript(script, { env: { ENVIRONMENT: "ses-onboard", MAIN: "main", WANTED: wanted }, gh });

    it("asks somebody, and takes the main branch alone", async () => {
      const environment = { json: { protection_rules: asked, deployment_branch_policy: named } };
      expect(await run({ [ENVIRONMENT]: environment, ...onMain })).toMatchObject({ exit: 0, log: "" });
      const guarded = { protected_branches: true, custom_branch_policies: false };
      const other = { json: { protection_rules: asked, deployment_branch_policy: guarded } };
      expect(await run({ [ENVIRONMENT]: other })).toMatchObject({ exit: 0 });
    });

    it("may ask nobody where that is wanted, and on the main branch alone all the same", async () => {
      const environment = { json: { protection_rules: [], deployment_branch_policy: named } };
      expect(await run({ [ENVIRONMENT]: environment, ...onMain }, "none")).toMatchObject({ exit: 0 });
      const open = { json: { protection_rules: [], deployment_branch_policy: null } };
      expect(await run({ [ENVIRONMENT]: open }, "none")).toMatchObject({
        exit: 1,
        log: expect.stringContaining("takes jobs of other branches, too (any)") as string,
      });
    });

    it.each([
      [
        "nobody made it",
        { [ENVIRONMENT]: { exit: 1, json: { message: "Not Found" } } },
        "No environment ses-onboard",
      ],
      [
        "it asks nobody",
        {
          [ENVIRONMENT]: {
            json: { protection_rules: [{ type: "branch_policy" }], deployment_branch_policy: named },
          },
        },
        "Nobody would be asked",
      ],
      [
        "it takes any branch",
        { [ENVIRONMENT]: { json: { protection_rules: asked, deployment_branch_policy: null } } },
        "Not for main alone",
      ],
      [
        "it takes other branches, too",
        {
          [ENVIRONMENT]: { json: { protection_rules: asked, deployment_branch_policy: named } },
          [BRANCHES]: { json: { branch_policies: [{ name: "main" }, { name: "feature/*" }] } },
        },
        "Not for main alone",
      ],
    ])("stops the workflow where %s", async (_what, gh, title) => {
      const { exit, log } = await run(gh);
      expect([exit, log.match(/^::error title=([^:]*)::/gm)]).toEqual([1, [`::error title=${title}::`]]);
    });
  },
);

describe("a schedule that GitHub has disabled", () => {
  it("is told, and one that is not there is not", async () => {
    const script = scriptOf(GITOPS, "reviewers", "Tell a schedule that GitHub has disabled");
    const at = (file: string) => `api repos/octo/mail/actions/workflows/${file}`;
    const { exit, log } = await runScript(script, {
      gh: {
        [at("resume-pending.yml")]: { exit: 1, json: { message: "Not Found" } },
        [at("drift.yml")]: { json: { state: "disabled_inactivity" } },
      },
    });
    expect([exit, log.match(/^::warning title=[^:]*/gm)]).toEqual([
      0,
      ["::warning title=drift.yml does not run"],
    ]);
  });
});

describe("the bundle that one job builds and another runs", () => {
  const OWN = ".github/workflows/onboard-domain.yml";
  const pack = scriptOf(OWN, "build", "pack");

  it.each(["plan", "run"])("is what was built, byte for byte, or the job %s stops", async (job) => {
    const unpack = scriptOf(OWN, job, "Unpack what was built, and nothing else");
    const [builder, runner] = [scratchFolder(), scratchFolder()];
    const files = {
      "dist/action.js": "first\n",
      "dist/action/one.js": "second\n",
      "dist/index.js": "third\n",
    };
    const { exit, outputs } = await runScript(pack, { files, temp: builder });
    expect([exit, outputs["digest"]]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}$/)]);
    mkdirSync(join(runner, "action"));
    copyFileSync(join(builder, "action.tar"), join(runner, "action/action.tar"));
    const world = { env: { DIGEST: outputs["digest"] ?? "" }, temp: runner };
    const taken = await runScript(unpack, world);
    expect([taken.exit, ...Object.keys(files).map(taken.fileAt)]).toEqual([0, "first\n", "second\n", ""]);
    appendFileSync(join(runner, "action/action.tar"), " ");
    const changed = await runScript(unpack, world);
    expect([changed.exit, changed.fileAt("dist/action.js")]).toEqual([1, ""]);
  });
});

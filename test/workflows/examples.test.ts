import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { variablesOf } from "../../src/config/accounts/variables.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { runStep } from "../support/action.ts";
import { recordsBelow, withSandbox, writesIn } from "../support/cli.ts";
import { idToken, startFakeServer, temporaryKeys } from "../support/oidc.ts";
import { runWorkflow, type Repository } from "./run-workflow.ts";

// Each workflow from its trigger to what it leaves, at each host, with keys and with roles: nothing is set but what
// the table of variables names. All four of these for the button; each host and each way once for the others, which take
// the same accounts by the same lines (grammar.test.ts).

const MAIL = "mail.example.test";
/** What came to a good end on loopback says so, and nothing else. */
const DONE = "rehearsed";
const SECONDS = { timeout: 90_000 };
const HOSTS = { cloudflare: "CLOUDFLARE_API_TOKEN", route53: "AWS_ACCESS_KEY_ID" } as const;
type Host = keyof typeof HOSTS;

const WORLDS = (Object.keys(HOSTS) as readonly Host[]).flatMap((host) =>
  (["keys", "role"] as const).map((way) => ({ host, way })),
);
type World = (typeof WORLDS)[number];
/** Each host and each way, once. */
const isDiagonal = ({ host, way }: World): boolean => (host === "cloudflare") === (way === "keys");

const ASKED = [{ type: "required_reviewers" }];
const GH = {
  "api repos/octo/mail/environments/ses-onboard": {
    json: { protection_rules: ASKED, deployment_branch_policy: { protected_branches: true } },
  },
  "api repos/octo/mail/actions/workflows": { json: { state: "active" } },
};
const MAIN = { repository: { default_branch: "main" } };

/** Of the hosts whose accounts hold the zones of the sandbox, too. */
const OF_OTHERS = /^(?:DNSPOD|ALIDNS|ALIBABA_CLOUD)_/;

/** The sandbox, and a repository whose environments hold what this way of getting keys needs. */
async function withRepository(
  { host, way }: World,
  use: (sandbox: Sandbox, repository: Repository) => Promise<void>,
): Promise<void> {
  const role = way === "role";
  await withSandbox(role ? { sesToken: "sts-token-0123456789" } : {}, async (sandbox, env) => {
    const { secretId, secretKey, region } = sandbox.description.ses;
    const [github, sts] = await Promise.all([
      startFakeServer(idToken("github-id-token-1")),
      startFakeServer(temporaryKeys({ secretId, secretKey })),
    ]);
    const table = variablesOf(Object.values(METAS));
    const named = new Set(table.map((variable) => variable.env));
    const secrets = table.filter(({ secret, of }) => secret && (!role || of === METAS["cloudflare"]?.title));
    const ofHost = (name: string): boolean =>
      !OF_OTHERS.test(name) && (host === "route53" || !name.startsWith("AWS_"));
    const pick = (names: readonly string[]) =>
      Object.fromEntries(names.filter(ofHost).flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
    const roles = {
      TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
      TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
      ...(host === "route53" ? { AWS_ROLE_ARN: "arn:aws:iam::1:role/mail" } : {}),
    };
    try {
      await use(sandbox, {
        vars: { TENCENTCLOUD_REGION: region, ...(role ? roles : {}) },
        secrets: pick(
          secrets
            .map((variable) => variable.env)
            .filter((name) => host === "cloudflare" || !name.startsWith("CLOUDFLARE")),
        ),
        machine: {
          ...Object.fromEntries(Object.entries(env).filter(([name]) => !named.has(name) && ofHost(name))),
          SES_ONBOARD_STS_ENDPOINT: sts.url,
        },
        identity: {
          ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/token`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
        },
        awsKeys: pick(["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]),
        github: { event_name: "workflow_dispatch", event: MAIN, repository: "octo/mail", sha: "c0ffee" },
        gh: GH,
      });
    } finally {
      await Promise.all([github.close(), sts.close()]);
    }
  });
}

describe.each(WORLDS)("at $host by $way", (world) => {
  it("has what it takes, and nothing of the other way", async () => {
    await withRepository(world, async (_sandbox, { secrets = {}, vars = {} }) => {
      const isKeys = world.way === "keys";
      expect(["TENCENTCLOUD_SECRET_ID" in secrets, "TENCENTCLOUD_ASSUME_ROLE_ARN" in vars]).toEqual([
        isKeys,
        !isKeys,
      ]);
      expect(HOSTS[world.host] in secrets).toBe(isKeys || world.host === "cloudflare");
    });
  });

  /** Not skipped elsewhere: there is none. */
  const once = isDiagonal(world) ? it : () => undefined;
  const others = isDiagonal(world) ? [".github/workflows/onboard-domain.yml"] : [];
  it.each(["examples/workflows/onboard-domain.yml", ...others])(
    "the button of %s plans, asks, and carries out that plan",
    SECONDS,
    async (path) => {
      await withRepository(world, async (sandbox, repository) => {
        const inputs = { domain: MAIL, provider: "auto", mx: "keep", dmarc: "keep", wait: "10m" };
        const { plan, reviewers, run } = await runWorkflow(path, { ...repository, inputs });
        expect(plan?.steps[0]?.outputs).toMatchObject({ state: DONE, code: "" });
        expect([plan?.result, reviewers?.result, run?.result]).toEqual(["success", "success", "success"]);
        expect(run?.steps[0]?.outputs).toMatchObject({
          state: DONE,
          "plan-hash": plan?.outputs["plan-hash"],
        });
        expect(recordsBelow(sandbox, MAIL)).toHaveLength(4);
        expect(sandbox.ses.account.identities).toMatchObject([{ domain: MAIL, verified: true }]);
        const again = await runWorkflow(path, { ...repository, inputs });
        expect([again["plan"]?.outputs["changes"], again["run"]?.result]).toEqual(["0", "skipped"]);
      });
    },
  );

  once(
    "domains as files: a pull request plans and comments, its merge plans again and is carried out",
    SECONDS,
    async () => {
      await withRepository(world, async (sandbox, repository) => {
        const path = "examples/workflows/domains-gitops.yml";
        const files = {
          "domains/one two\nstate=verified.yaml": `- ${MAIL}\n`,
          "domains/other.yml": "- news.example.test\n",
          "ses-onboard.yaml": "policy: { mxPriority: 20 }\n",
        };
        const pull = {
          event_name: "pull_request",
          repository: "octo/mail",
          event: { ...MAIN, pull_request: { number: 7, head: { repo: { full_name: "octo/mail" } } } },
        };
        const asked = await runWorkflow(path, { ...repository, files, github: pull });
        expect(Object.values(asked).map(({ result }) => result)).toEqual([
          "success",
          "success",
          "skipped",
          "skipped",
          "skipped",
        ]);
        expect(writesIn(sandbox)).toEqual([]);

        const merge = {
          ...repository.github,
          event_name: "push",
          workflow_ref: "octo/mail/.github/workflows/x.yml@m",
        };
        const { plan, compare, run, comment } = await runWorkflow(path, {
          ...repository,
          files,
          github: merge,
        });
        expect([plan?.result, comment?.result, compare?.result, run?.result]).toEqual([
          "success",
          "skipped",
          "success",
          "success",
        ]);
        expect(compare?.summary).toContain("No plan of a pull request");
        expect(run?.steps[0]?.outputs).toMatchObject({
          state: DONE,
          "plan-hash": plan?.outputs["plan-hash"],
        });
        expect(
          sandbox.ses.account.identities.map(({ domain, verified }) => `${domain} ${verified}`).toSorted(),
        ).toEqual([`${MAIL} true`, "news.example.test true"]);
      });
    },
  );

  once("what is pending is resumed, and drift is told in an issue", SECONDS, async () => {
    await withRepository(world, async (sandbox, repository) => {
      const files = { "domains/mail.yaml": `- ${MAIL}\n` };
      const env = {
        ...repository.machine,
        ...repository.identity,
        ...repository.vars,
        ...repository.awsKeys,
        ...repository.secrets,
      };
      sandbox.ses.account.flap(1);
      const begun = await runStep({ domain: MAIL, wait: "0" }, env);
      expect(begun.outputs, begun.log).toMatchObject({ state: "pending" });
      const resumed = await runWorkflow("examples/workflows/resume-pending.yml", { ...repository, files });
      expect(resumed["resume"]?.steps.map(({ outputs }) => outputs["state"])).toEqual(["pending", DONE]);
      expect([resumed["resume"]?.result, resumed["tell"]?.result]).toEqual(["success", "success"]);

      const drift = () => runWorkflow("examples/workflows/drift.yml", { ...repository, files });
      expect((await drift())["check"]?.outputs).toMatchObject({ state: DONE, code: "" });
      for (const zone of sandbox.store.zones)
        zone.commit((records) => records.filter(({ owner, type }) => type !== "TXT" || owner !== MAIL));
      const { check, tell } = await drift();
      expect(check?.outputs).toMatchObject({ state: "drifted", code: "DRIFT" });
      expect([check?.result, tell?.result]).toEqual(["success", "success"]);
    });
  });
});

describe("a job that could not begin", () => {
  it("is one red job, and no second one for the page that it did not leave", SECONDS, async () => {
    await withRepository({ host: "cloudflare", way: "keys" }, async (sandbox, repository) => {
      const pull = {
        event_name: "pull_request",
        repository: "octo/mail",
        event: { ...MAIN, pull_request: { number: 7, head: { repo: { full_name: "octo/mail" } } } },
      };
      const path = "examples/workflows/domains-gitops.yml";
      const ended = await runWorkflow(path, { ...repository, files: {}, github: pull });
      const red = Object.entries(ended).filter(([, { result }]) => result === "failure");
      expect(red.map(([name]) => name)).toEqual(["plan"]);
      const schedules = ["resume-pending.yml", "drift.yml"].map((file) =>
        runWorkflow(`examples/workflows/${file}`, { ...repository, files: {} }),
      );
      for (const jobs of await Promise.all(schedules))
        expect(Object.values(jobs).map(({ result }) => result)).toEqual(["failure", "success"]);
      expect(sandbox.journal.entries).toEqual([]);
    });
  });
});

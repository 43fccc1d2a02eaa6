import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { AccountPolicy } from "../../../src/events/diagnosis/policy.ts";
import { eventsIn, runMain, withSandbox, writesIn } from "../../support/cli.ts";
import { actionsIn } from "../../support/pasted-policies.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const OF_AN_ACCOUNT = /^(?:TENCENTCLOUD_SECRET|CLOUDFLARE|AWS|DNSPOD|ALIBABA|ALIDNS)_/;
const HOSTS = ["cloudflare", "alidns", "dnspod", "route53"] as const;

type Env = Readonly<Record<string, string>>;

function withoutKeys(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([variable]) => !OF_AN_ACCOUNT.test(variable)));
}

async function policiesOf(env: Env, ...more: readonly string[]): Promise<readonly AccountPolicy[]> {
  const { exit, stdout, stderr } = await runMain(["doctor", "--policy", "--format", "json", ...more], {
    env,
  });
  expect(exit, stderr).toBe(0);
  return eventsIn(stdout)[0]?.["policies"] as readonly AccountPolicy[];
}

/** The zone as each host's policy calls it, its id shortened. */
const ZONE_AT: Readonly<Record<(typeof HOSTS)[number], string>> = {
  cloudflare: "Specific zone: example.test",
  alidns: "acs:alidns:*:*:domain/example.test",
  dnspod: "qcs::dnspod:::domain/ID",
  route53: "arn:aws:route53:::hostedzone/ID",
};

function zonesIn(policy: AccountPolicy | undefined): readonly string[] {
  const text = JSON.stringify(policy?.document);
  const named = [...text.matchAll(/"((?:acs|qcs|arn):[^"]+|(?:Specific|All) zone[^"]*)"/g)];
  return [...new Set(named.map(([, zone = ""]) => zone.replace(/\/(?:Z[0-9A-F]+|\d+)$/, "/ID")))];
}

describe("doctor --policy", () => {
  it.each(HOSTS)("names the one zone at %s where keys lead to it, and writes nothing", async (host) => {
    await withSandbox({}, async (sandbox, env) => {
      const [ses, atHost, ...others] = await policiesOf(env, MAIL, "--provider", host);
      expect([ses?.of, ses?.proved, atHost?.proved, others]).toEqual(["Tencent Cloud SES", false, false, []]);
      expect([zonesIn(atHost), atHost?.allowsEachZone]).toEqual([[ZONE_AT[host]], false]);
      expect(writesIn(sandbox)).toEqual([]);
    });
  });

  it("allows changes where the plan writes: these names, types and actions", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const [, atHost] = await policiesOf(env, MAIL, "--provider", "route53");
      expect(conditionsOf(atHost)).toEqual({
        NormalizedRecordNames: [MAIL, `_dmarc.${MAIL}`, `*._domainkey.${MAIL}`],
        RecordTypes: ["TXT", "MX"],
        Actions: ["CREATE", "DELETE"],
      });
    });
  });

  it.each([
    ["amy.ns.cloudflare.com", "Cloudflare", "Specific zone: example.test"],
    ["ns1.alidns.com", "Alibaba Cloud DNS", "acs:alidns:*:*:domain/example.test"],
    ["f1g1ns1.dnspod.net", "DNSPod", "qcs::dnspod:::domain/*"],
    ["ns-1.awsdns-01.com", "Amazon Route 53", "arn:aws:route53:::hostedzone/*"],
    ["ns-1047.awsdns-cn-01.net", "Amazon Route 53", "arn:aws-cn:route53:::hostedzone/*"],
    ["ns-1493.awsdns-us-gov-58.us", "Amazon Route 53", "arn:aws-us-gov:route53:::hostedzone/*"],
  ])("knows the host before there are keys, by %s", async (server, title, zone) => {
    const nameServers = [name(server), name(server.replace("1", "2"))];
    await withSandbox({ zones: [{ apex: name("example.test"), nameServers }] }, async (sandbox, env) => {
      const [, atHost, ...others] = await policiesOf(withoutKeys(env), MAIL);
      expect([atHost?.of, zonesIn(atHost), others]).toEqual([title, [zone], []]);
      expect(atHost?.allowsEachZone).toBe(zone.endsWith("*"));
      expect(sandbox.journal.entries).toEqual([]);
    });
  });

  it("asks for the host by name where no name server tells it, and where none can be asked", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      for (const [roots, code, exit] of [
        [env["SES_ONBOARD_DNS_ROOTS"] ?? "", "PROVIDER_UNKNOWN", 2],
        ["127.81.0.9", "NOT_OBSERVABLE", 7],
      ] as const) {
        const blind = {
          ...withoutKeys(env),
          SES_ONBOARD_DNS_ROOTS: roots,
          SES_ONBOARD_DNS_RESOLVERS: "127.81.0.8",
        };
        const ended = await runMain(["doctor", "--policy", MAIL], { env: blind });
        expect([ended.exit, ended.stdout]).toEqual([exit, ""]);
        expect(ended.stderr).toContain(code);
        expect(ended.stderr.replaceAll(/\s+/g, " ")).toContain(
          "Name it with --provider: cloudflare, alidns, dnspod, route53, manual",
        );
        const [, atHost] = await policiesOf(blind, MAIL, "--provider", "alidns");
        expect(atHost?.of).toBe("Alibaba Cloud DNS");
      }
    });
  });

  it("without a domain tells of each host with keys, else of all", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const titles = (policies: readonly AccountPolicy[]) => policies.map(({ of }) => of);
      const all = ["Tencent Cloud SES", "Cloudflare", "Alibaba Cloud DNS", "DNSPod", "Amazon Route 53"];
      const policies = await policiesOf(withoutKeys(env));
      expect(titles(policies)).toEqual(all);
      expect(policies.map(({ allowsEachZone }) => allowsEachZone)).toEqual([false, true, true, true, true]);
      expect(JSON.stringify(policies)).not.toContain("NormalizedRecordNames");
      expect(titles(await policiesOf({ ...withoutKeys(env), CLOUDFLARE_API_TOKEN: "t".repeat(40) }))).toEqual(
        all.slice(0, 2),
      );
    });
  });

  it("is one of the site's own, and asks nothing of the other", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { SES_ONBOARD_SES_ENDPOINT: _, TENCENTCLOUD_REGION: __, ...own } = withoutKeys(env);
      const [ses, dnspod] = await policiesOf(
        { ...own, SES_ONBOARD_SITE: "china" },
        MAIL,
        "--provider",
        "dnspod",
      );
      for (const policy of [ses, dnspod])
        expect(policy?.pastedAt).toEqual(["https://console.cloud.tencent.com/cam/policy"]);
    });
  });

  it("has none of a host whose records a person enters", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const policies = await policiesOf(withoutKeys(env), MAIL, "--provider", "manual");
      expect(policies.map(({ of }) => of)).toEqual(["Tencent Cloud SES"]);
    });
  });

  it("says in the adapter's words what the keys of one's own host need, and that there is no policy", async () => {
    const provider = join(import.meta.dirname, "../../../examples/third-party-adapter/inhouse.mjs");
    await withSandbox({}, async (_sandbox, env) => {
      const argv = ["doctor", "--policy", "--provider", provider];
      const { stdout } = await runMain([...argv, "--format", "json"], { env: withoutKeys(env) });
      expect(eventsIn(stdout)[0]).toMatchObject({
        policies: [{ of: "Tencent Cloud SES" }],
        withoutPolicy: [{ of: "In-house DNS", rights: ["write to the zone"] }],
      });
      expect((await runMain(argv, { env: withoutKeys(env) })).stdout).toMatch(
        /\n\nIn-house DNS: its adapter tells no policy to paste\. Its keys need:\n {2}- write to the zone\n$/,
      );
    });
  });

  it("prints each document alone, as it is pasted, below a line that says where", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const argv = ["doctor", "--policy", MAIL, "--provider", "route53"];
      const { exit, stdout } = await runMain(argv, { env, columns: 80 });
      expect(exit).toBe(0);
      const documents = [...stdout.matchAll(/^\{\n[^]*?^\}$/gm)].map(([text]) => JSON.parse(text) as object);
      expect(documents).toEqual(
        (await policiesOf(env, MAIL, "--provider", "route53")).map((one) => one.document),
      );
      expect(stdout.replaceAll("\n", " ")).toContain(
        "Amazon Route 53: paste this policy of IAM at https://console.aws.amazon.com/iam/home#/policies. Unproved on the live service. {",
      );
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    });
  });
});

describe("the rights in words", () => {
  it("name each action of the policy, at every host and at SES", async () => {
    const all = await policiesOf({}, "--provider", "auto");
    const { stdout } = await runMain(["providers", "--json"]);
    const metas = JSON.parse(stdout) as readonly {
      readonly title: string;
      readonly rights: readonly string[];
    }[];
    for (const policy of all.slice(1)) {
      const words = metas.find(({ title }) => title === policy.of)?.rights.join("; ") ?? "";
      expect(actionsIn(policy).filter((action) => !words.includes(action))).toEqual([]);
    }
  });
});

const KEY = "route53:ChangeResourceRecordSets";

function conditionsOf(policy: AccountPolicy | undefined): object {
  const { Statement: statements = [] } = (policy?.document ?? {}) as {
    readonly Statement?: readonly { readonly Condition?: object }[];
  };
  const conditions = statements.flatMap(
    ({ Condition = {} }) => Object.values(Condition) as readonly object[],
  );
  return Object.fromEntries(
    Object.entries(Object.assign({}, ...conditions) as object).map(([key, value]) => [
      key.slice(KEY.length),
      value,
    ]),
  );
}

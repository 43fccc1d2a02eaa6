import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import { displayWidth } from "../../../src/report/words/words.ts";
import { eventsIn, runMain, withSandbox, writesIn } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const MAIL = "mail.example.test";
const OF_AN_ACCOUNT = /^(?:TENCENTCLOUD_SECRET|CLOUDFLARE|AWS|DNSPOD|ALIBABA|ALIDNS)_/;

/** The sandbox's addresses, and no key of anybody's. */
function withoutKeys(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_AN_ACCOUNT.test(name)));
}

function checksIn(stdout: string): readonly Diagnosis[] {
  return (eventsIn(stdout)[0]?.["checks"] ?? []) as readonly Diagnosis[];
}

function isCommand(line: string): boolean {
  return line.startsWith("    ses-onboard");
}

describe("doctor", () => {
  it("finds with a domain that everything is as it should be, and changes nothing", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const { exit, stdout } = await runMain(
        ["doctor", MAIL, "--provider", "cloudflare", "--format", "json"],
        { env },
      );
      const [diagnosis] = eventsIn(stdout);
      expect(exit).toBe(0);
      expect(diagnosis).toMatchObject({ type: "diagnosis", domain: MAIL });
      const parts = [
        "variables",
        "proxy",
        "clock",
        "port53",
        "delegation",
        "servers",
        "dnssec",
        "ses",
        "quota",
        "provider",
        "records",
        "rights",
      ];
      expect(diagnosis?.["checks"]).toMatchObject(parts.map((check) => ({ check, exit: 0, error: null })));
      expect(writesIn(sandbox)).toEqual([]);
    });
  });

  it("tries credentials and port 53 without a domain", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, stdout } = await runMain(["doctor", "--format", "json"], { env });
      expect(exit).toBe(0);
      const hosts = ["cloudflare", "alidns", "dnspod", "route53"];
      expect(checksIn(stdout).map(({ check, host }) => host ?? check)).toEqual([
        "variables",
        "proxy",
        "clock",
        "port53",
        "ses",
        "quota",
        ...hosts,
      ]);
    });
  });

  it("names the variables that say something here, and never what they hold", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const here = { ...env, AWS_REGION: "", SES_ONBOARD_SITE: "international" };
      const { stdout } = await runMain(["doctor", "--format", "json"], { env: here });
      expect(eventsIn(stdout)[0]?.["checks"]).toContainEqual({
        check: "variables",
        exit: 0,
        error: null,
        found:
          "Tencent Cloud: SES_ONBOARD_SITE, TENCENTCLOUD_REGION, TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY; " +
          "Cloudflare: CLOUDFLARE_API_TOKEN; Alibaba Cloud DNS: ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET; DNSPod: DNSPOD_SITE, DNSPOD_READ_LAG; Amazon Route 53: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY",
        finding: {
          finding: "variables",
          accounts: [
            {
              of: "Tencent Cloud",
              names: [
                "SES_ONBOARD_SITE",
                "TENCENTCLOUD_REGION",
                "TENCENTCLOUD_SECRET_ID",
                "TENCENTCLOUD_SECRET_KEY",
              ],
            },
            { of: "Cloudflare", names: ["CLOUDFLARE_API_TOKEN"] },
            {
              of: "Alibaba Cloud DNS",
              names: ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
            },
            { of: "DNSPod", names: ["DNSPOD_SITE", "DNSPOD_READ_LAG"], borrows: "Tencent Cloud" },
            { of: "Amazon Route 53", names: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] },
          ],
        },
      });
      expect(stdout).not.toContain(sandbox.description.cloudflare.apiToken);
    });
  });

  it("says what it could not try where the domain has no delegation, and nothing of that without a domain", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, stdout } = await runMain(["doctor", "mail.nobody.test"], { env });
      expect(exit).toBe(3);
      expect(stdout.replaceAll(/\s+/g, " ")).toContain(
        "not tried, since what failed comes before it: Name servers, DNSSEC, DNS host, Records, Rights to write",
      );
      expect((await runMain(["doctor"], { env })).stdout).not.toContain("not tried");
    });
  });

  it("fits the terminal", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { stdout } = await runMain(["doctor", MAIL], { env, columns: 70 });
      const lines = stdout.split("\n");
      expect(lines.length).toBeGreaterThan(8);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(70);
    });
  });

  it("tells how many sender domains there are, or that SES does not tell, which is no failure", async () => {
    for (const sesActions of [undefined, ["GetEmailIdentity"]]) {
      await withSandbox({ sesActions }, async (sandbox, env) => {
        for (const label of ["a", "b"]) sandbox.ses.account.create(`${label}.example.test`);
        const own = Object.entries(env).filter(([name]) => /^(?:TENCENT|SES_ONBOARD)/.test(name));
        const { exit, stdout } = await runMain(["doctor"], { env: Object.fromEntries(own) });
        expect(exit).toBe(0);
        expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
          sesActions === undefined
            ? /✔ Sender domains +SES lists 2 sender domains \(the usual limit is 10 created, for ever\); level 1, 500 mails a day/
            : /! Sender domains +SES does not tell .*RIGHTS_MISSING.*; only ses.domainLimit needs it/,
        );
        expect(sandbox.journal.operations("ses")).toEqual([
          "HEAD /",
          "GetEmailIdentity",
          "ListEmailIdentities",
        ]);
      });
    }
  });

  it("goes on after a failure and tells it with its hint", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const broken = { ...env, TENCENTCLOUD_SECRET_KEY: "f".repeat(32) };
      const { exit, stdout } = await runMain(["doctor", MAIL, "--provider", "route53"], { env: broken });
      expect(exit).toBe(3);
      const titles = [...stdout.matchAll(/^✔ (\w+(?: \w+)*)/gm)].map(([, title]) => title);
      expect(titles).toEqual(expect.arrayContaining(["Port 53", "DNS host", "Records", "Rights to write"]));
      expect(stdout).toContain("→");
      expect(stdout).toContain("\n✖ Tencent Cloud SES  CREDENTIALS_REJECTED (exit 3)\n");
      expect(stdout).not.toMatch(/[ \t]$/m);
    });
  });

  it("has a word behind each mark, and no blanks behind that", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const broken = { ...env, CLOUDFLARE_API_TOKEN: "f".repeat(40) };
      const { stdout } = await runMain(["doctor", MAIL, "--provider", "cloudflare"], { env: broken });
      expect(stdout).toContain("\n✖ DNS host           CREDENTIALS_REJECTED (exit 3)\n");
      expect(stdout).not.toMatch(/[ \t]$/m);
    });
  });

  it("goes to the end with nothing set, and tells of each key where it is made and what it needs", async () => {
    await withSandbox({}, async (sandbox, all) => {
      const env = withoutKeys(all);
      const { exit, stdout, stderr } = await runMain(["doctor", MAIL, "--format", "json"], { env });
      expect([exit, stderr]).toEqual([2, ""]);
      const checks = checksIn(stdout);
      expect(checks.map(({ check, exit: one }) => [check, one])).toEqual([
        ["variables", 0],
        ["proxy", 0],
        ["clock", 0],
        ["port53", 0],
        ["delegation", 0],
        ["servers", 0],
        ["dnssec", 0],
        ["ses", 2],
        ["provider", 2],
      ]);
      expect(checks.find(({ check }) => check === "ses")).toMatchObject({
        error: { code: "CREDENTIALS_MISSING" },
        keys: [
          {
            of: "Tencent Cloud",
            variables: ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"],
            madeAt: ["https://console.tencentcloud.com/cam/capi"],
          },
        ],
      });
      expect(checks.find(({ check }) => check === "clock")?.finding).toMatchObject({
        aheadSeconds: expect.any(Number),
      });
      // Its clock alone, for which no key is needed.
      expect(sandbox.journal.operations("ses")).toEqual(["HEAD /"]);
    });
  });

  it("asks the DNS host although the keys of SES are missing, and tells of half a pair what is missing", async () => {
    await withSandbox({}, async (_sandbox, all) => {
      const env = { ...all, TENCENTCLOUD_SECRET_KEY: "" };
      const line = ["doctor", MAIL, "--provider", "cloudflare", "--format", "json"];
      const { exit, stdout } = await runMain(line, { env });
      expect(exit).toBe(2);
      const checks = checksIn(stdout);
      expect(checks.filter((one) => one.exit !== 0)).toMatchObject([
        { check: "ses", error: { facts: { missing: ["TENCENTCLOUD_SECRET_KEY"] } } },
      ]);
      expect(checks.slice(-3).map(({ check }) => check)).toEqual(["provider", "records", "rights"]);
    });
  });

  it.each([
    ["cloudflare", { CLOUDFLARE_API_TOKEN: "" }, "CREDENTIALS_MISSING", "https://dash.cloudflare.com/"],
    [
      "cloudflare",
      { CLOUDFLARE_API_TOKEN: "f".repeat(40) },
      "CREDENTIALS_REJECTED",
      "https://dash.cloudflare.com/",
    ],
    [
      "route53",
      { AWS_SECRET_ACCESS_KEY: "f".repeat(40) },
      "CREDENTIALS_REJECTED",
      "https://console.aws.amazon.com/",
    ],
    ["alidns", { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "f" }, "CREDENTIALS_REJECTED", "https://ram.console."],
    [
      "dnspod",
      { DNSPOD_SECRET_ID: "AKIDwrong", DNSPOD_SECRET_KEY: "f" },
      "CREDENTIALS_REJECTED",
      "https://console.",
    ],
  ])(
    "tells of keys of %s that don't do where others are made: %j",
    async (provider, change, code, madeAt) => {
      await withSandbox({}, async (_sandbox, env) => {
        for (const domain of [[], [MAIL]]) {
          const line = ["doctor", ...domain, "--provider", provider, "--format", "json"];
          const { stdout } = await runMain(line, { env: { ...env, ...change } });
          const failed = checksIn(stdout).filter((one) => one.exit !== 0);
          expect(failed).toMatchObject([
            {
              check: domain.length === 0 ? "keys" : "provider",
              error: { code },
              keys: [{ madeAt: expect.arrayContaining([expect.stringContaining(madeAt)]) }],
            },
          ]);
          expect(failed[0]?.keys?.[0]?.rights).not.toEqual([]);
        }
      });
    },
  );

  it("without any key and without a domain tells of each DNS host where its keys are made, which is no failure", async () => {
    await withSandbox({}, async (_sandbox, all) => {
      const { exit, stdout } = await runMain(["doctor", "--format", "json"], { env: withoutKeys(all) });
      expect(exit).toBe(2);
      const keys = checksIn(stdout).find(({ check }) => check === "keys");
      expect(keys).toMatchObject({ exit: 0, finding: { finding: "no-keys" } });
      expect(keys?.keys?.map(({ of }) => of)).toEqual([
        "Cloudflare",
        "Alibaba Cloud DNS",
        "DNSPod",
        "Amazon Route 53",
      ]);
    });
  });

  it.each([
    ["a region of the other site", { TENCENTCLOUD_REGION: "ap-guangzhou" }, []],
    ["a config that is no YAML", {}, ["--config", "bad.yaml"]],
    ["a config that is not there", {}, ["--config", "missing.yaml"]],
    ["a DNS host that nobody knows", {}, ["--provider", "clowdflare"]],
    ["an adapter that is not there", {}, ["--provider", "./missing.mjs"]],
  ])("tries DNS and uses no key where settings are wrong: %s", async (_what, wrong, options) => {
    await withSandbox({}, async (sandbox, all) => {
      const env = { ...all, ...wrong };
      const cwd = scratchFolder();
      writeFileSync(join(cwd, "bad.yaml"), "providers: [cloudflare\n");
      const line = ["doctor", MAIL, ...options];
      const { exit, stdout } = await runMain([...line, "--format", "json"], { env, cwd });
      expect(exit).toBe(2);
      const checks = checksIn(stdout);
      expect(checks.map(({ check, exit: one }) => [check, one])).toEqual([
        ["variables", 0],
        ["settings", 2],
        ["proxy", 0],
        ["port53", 0],
        ["delegation", 0],
        ["servers", 0],
        ["dnssec", 0],
      ]);
      const code = options[0] === "--provider" ? "PROVIDER_UNKNOWN" : "CONFIG_INVALID";
      expect(checks[1]?.error).toMatchObject({ code });
      expect([...sandbox.journal.operations("ses"), ...sandbox.journal.operations("cloudflare")]).toEqual([]);
      const text = (await runMain(line, { env, cwd })).stdout.replaceAll(/\s+/g, " ");
      expect(text).toContain(
        "not tried, since what failed comes before it: Tencent Cloud SES, Sender domains, DNS host, Records, Rights to write",
      );
    });
  });

  it("names the proxy that SES is asked through, without its user, and one that can't be used", async () => {
    const proxies = async (HTTPS_PROXY: string) => {
      const env = { HTTPS_PROXY, SES_ONBOARD_DNS_ROOTS: "127.73.9.9", SES_ONBOARD_DNS_PORT: "49109" };
      const { stdout } = await runMain(["doctor", "--format", "json"], { env });
      expect(stdout).not.toContain("secret");
      return checksIn(stdout).find(({ check }) => check === "proxy");
    };
    expect(await proxies("http://user:secret@127.73.9.9:49108")).toMatchObject({
      finding: { finding: "proxy", variable: "HTTPS_PROXY", url: "http://127.73.9.9:49108" },
    });
    expect(await proxies("socks5://127.73.9.9:49108")).toMatchObject({
      exit: 2,
      error: { code: "CONFIG_INVALID" },
    });
  });

  it.each([20, 40, 59, 60, 80, 132])(
    "has no empty row and no blanks at the end at %i columns",
    async (columns) => {
      await withSandbox({}, async (_sandbox, all) => {
        for (const lang of ["en", "zh"]) {
          const given = { env: withoutKeys(all), columns };
          const { stdout } = await runMain(["doctor", MAIL, "--lang", lang], given);
          const lines = stdout.trimEnd().split("\n");
          expect(lines.filter((line) => /^\s*$|\s$/.test(line))).toEqual([]);
          // A word that is longer than the line stands alone; a command is never broken.
          const tooLong = lines.filter((line) => displayWidth(line) > columns);
          expect(
            tooLong.filter((line) => /\S\s+\S/.test(line.trim().replace(/^- /, "")) && !isCommand(line)),
          ).toEqual([]);
        }
      });
    },
  );

  it("speaks Chinese where that is wanted", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { stdout } = await runMain(["doctor", MAIL, "--provider", "cloudflare", "--lang", "zh"], { env });
      const checks = stdout.split("\n").filter((line) => line.startsWith("✔"));
      expect(checks.filter((line) => !/\p{Script=Han}/u.test(line) && !line.startsWith("✔ DNSSEC"))).toEqual(
        [],
      );
    });
  });

  it("works on a rehearsal too", async () => {
    expect((await runMain(["doctor", "mail.example.com", "--sandbox"])).exit).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { eventsIn, runMain, withSandbox, writesIn } from "../../support/cli.ts";

const MAIL = "mail.example.test";

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
      const { exit, stdout } = await runMain(["doctor"], { env });
      expect([exit, stdout.match(/✔/g)?.length]).toEqual([0, 4]);
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
        const { exit, stdout } = await runMain(["doctor"], { env });
        expect(exit).toBe(0);
        expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
          sesActions === undefined
            ? /✔ Sender domains +SES lists 2 sender domains \(the usual limit is 10 created, for ever\); level 1, 500 mails a day/
            : /✔ Sender domains +SES does not tell .*RIGHTS_MISSING.*; only ses.domainLimit needs it/,
        );
        expect(sandbox.journal.operations("ses")).toEqual(["GetEmailIdentity", "ListEmailIdentities"]);
      });
    }
  });

  it("goes on after a failure and tells it with its hint", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const broken = { ...env, TENCENTCLOUD_SECRET_KEY: "f".repeat(32) };
      const { exit, stdout } = await runMain(["doctor", MAIL, "--provider", "route53"], { env: broken });
      expect(exit).toBe(3);
      expect([
        stdout.match(/✔/g)?.length,
        stdout.includes("CREDENTIALS_REJECTED"),
        stdout.includes("→"),
      ]).toEqual([7, true, true]);
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

  it("works on a rehearsal too", async () => {
    expect((await runMain(["doctor", "mail.example.com", "--sandbox"])).exit).toBe(0);
  });
});

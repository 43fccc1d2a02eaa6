import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { runMain, withSandbox } from "../../support/cli.ts";

const MISSING = "mail.missing.test";

const plan = (...rest: readonly string[]) => runMain(["plan", ...rest, "--sandbox", "--color", "never"]);

describe("plan --export", () => {
  it("prints on stdout what to enter, and tells people on stderr", async () => {
    const { exit, stdout, stderr } = await plan("mail.example.test", "--export", "bind");
    expect(exit).toBe(0);
    const lines = stdout.split("\n").filter((line) => line !== "" && !line.startsWith(";"));
    expect(lines).toContain('mail.example.test. 300 IN TXT "v=spf1 include:qcloudmail.com ~all"');
    expect(lines.every((line) => / IN (?:TXT|MX) /.test(line))).toBe(true);
    expect(stderr).toContain("plan");
  });

  it("tells on a page the policy of the organisation that stays in force", async () => {
    const apex = parseDomainName("example.test");
    const owner = parseDomainName("_dmarc.example.test");
    const zone = { apex, records: [{ owner, type: "TXT", values: ["v=DMARC1; p=none; sp=reject"] }] };
    await withSandbox({ zones: [zone] }, async (_sandbox, env) => {
      const given = ["plan", "mail.example.test", "--provider", "manual", "--export", "text"];
      const { exit, stdout } = await runMain(given, { env });
      expect(exit).toBe(0);
      expect(stdout).toContain(
        'The DMARC policy "reject" (sp) of _dmarc.example.test holds for this name today',
      );
    });
  });

  it("exports nothing where one of the domains can't be planned, and names it", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const given = ["plan", "mail.example.test", MISSING, "--provider", "cloudflare", "--export", "csv"];
      const { exit, stdout, stderr } = await runMain(given, { env });
      expect([exit === 0, stdout]).toEqual([false, ""]);
      expect(stderr).toContain(`Nothing is exported: ${MISSING} could not be planned.\n`);
    });
  });

  it("knows its formats", async () => {
    const { exit, stderr } = await plan("mail.example.test", "--export", "xml");
    expect(exit).toBe(2);
    expect(stderr).toContain("table, bind, terraform, csv, text, text-zh, html, html-zh");
  });
});

import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { resultsIn, runMain, withSandbox } from "../support/cli.ts";

const MAIL = "mail.example.test";
const DNS = { SES_ONBOARD_DEBUG: "dns" };
const LINE =
  /^dns: (?:\S+ )?127\.0\.53\.\d port \d+ (?:(?:udp|tcp) )?[A-Z]+ \S+ → [a-z ]+(?: \(.*\))?, \d+ ms$/;

describe("SES_ONBOARD_DEBUG=dns", () => {
  it.for([
    ["run", MAIL, "--provider", "cloudflare"],
    ["plan", MAIL, "--provider", "cloudflare"],
    ["check", MAIL],
    ["doctor", MAIL, "--provider", "cloudflare"],
  ])("tells on stderr each question of %s with its answer, one line each", async (argv) => {
    await withSandbox({}, async (sandbox, env) => {
      // Of an identity that is missing a check asks no name server.
      if (argv[0] === "check") sandbox.ses.account.create(MAIL);
      const { stdout, stderr } = await runMain(argv, { env: { ...env, ...DNS } });
      expect(stdout).not.toContain("dns: ");
      const lines = linesIn(stderr);
      expect(lines.filter((line) => !LINE.test(line))).toEqual([]);
      expect(lines).toContainEqual(expect.stringMatching(/ udp SOA example\.test → answer \(.*\), \d+ ms$/));
    });
  });

  it("leaves no question out", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const argv = ["run", MAIL, "--provider", "cloudflare", "--format", "json"];
      const { stdout, stderr } = await runMain(argv, { env: { ...env, ...DNS } });
      const [result] = resultsIn(stdout);
      // A question takes one message, and another one where no answer comes soon.
      const lines = linesIn(stderr).length;
      expect(lines).toBeGreaterThan((result?.calls.dns ?? NaN) / 2);
      expect(lines).toBeLessThanOrEqual(result?.calls.dns ?? NaN);
    });
  });

  it("shows no secret, though it is served, and nothing that commands a terminal", async () => {
    const secret = "served-by-mistake-0123456789";
    const policy = parseDomainName("policy.example.test");
    const records = [
      { owner: parseDomainName("_dmarc.example.test"), type: "CNAME", values: [policy] },
      { owner: policy, type: "TXT", values: [secret, "\u001b[2Jowned"] },
    ];
    await withSandbox({ zones: [{ apex: parseDomainName("example.test"), records }] }, async (_box, env) => {
      const { stderr } = await runMain(["plan", MAIL, "--provider", "cloudflare"], {
        env: { ...env, ...DNS, AWS_SECRET_ACCESS_KEY: secret },
      });
      expect(linesIn(stderr).join("\n")).toMatch(/TXT policy\.example\.test → answer \(.*\*\*\*.*owned/);
      expect(stderr).not.toContain(secret);
      expect(stderr).not.toContain("\u001b[2J");
    });
  });

  it("is told in a rehearsal as well, and no table is drawn over it", async () => {
    const { exit, stderr } = await runMain(["plan", MAIL, "--sandbox"], { env: DNS, isTTY: true });
    expect(exit).toBe(0);
    expect(linesIn(stderr).every((line) => LINE.test(line))).toBe(true);
    expect(stderr).not.toMatch(CURSOR_UP);
  });
});

const CURSOR_UP = new RegExp(`${String.fromCharCode(27)}\\[\\d*A`);

function linesIn(stderr: string): readonly string[] {
  const lines = stderr.split("\n").filter((line) => line.startsWith("dns: "));
  expect(lines.length).toBeGreaterThan(5);
  return lines;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runChild } from "../support/child.ts";
import { resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program for whoever holds the DNS: name servers of the sandbox (own fakes), and no keys of anybody.

const MAIL = "mail.example.test";
const KEYS = /^(?:TENCENTCLOUD|CLOUDFLARE|AWS|ALIBABA|DNSPOD|SES_ONBOARD_SES|SES_ONBOARD_PROVIDER)/;

function withoutKeys(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !KEYS.test(name)));
}

describe("check --dns-only", () => {
  it("looks for the records of a plan with no key in the environment, and exports what mends it", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = scratchFolder();
      const onboarded = await runChild(["run", MAIL, "--provider", "cloudflare", "--yes"], env, { cwd });
      expect(onboarded.exit, onboarded.stderr).toBe(0);
      const planned = await runChild(["plan", MAIL, "--provider", "cloudflare", "--out", "plan.json"], env, {
        cwd,
      });
      expect(planned.exit, planned.stderr).toBe(0);
      const asked = sandbox.journal.entries.length;
      const args = ["check", "--dns-only", "--expect", "plan.json"];
      const own = withoutKeys(env);

      const fine = await runChild([...args, "--format", "json"], own, { cwd });
      expect(fine.exit, fine.stderr + fine.stdout).toBe(0);
      expect(resultsIn(fine.stdout)).toMatchObject([
        { domain: MAIL, state: "published", records: [{}, {}, {}, {}] },
      ]);
      const text = await runChild(args, own, { cwd });
      expect(text.stdout + text.stderr).toContain(`${MAIL} is published, by the word of its name servers`);
      expect(text.stdout + text.stderr).not.toMatch(/asks SES|SES, when|at SES/);

      const zone = sandbox.store.zones.find(({ apex }) => apex === "example.test");
      zone?.commit((records) => records.filter(({ owner }) => !owner.includes("_domainkey")));
      const drifted = await runChild([...args, "--export", "bind"], own, { cwd });
      expect(drifted.exit).toBe(8);
      expect(drifted.stderr).toContain("DRIFT");
      const { error } =
        resultsIn((await runChild([...args, "--format", "json"], own, { cwd })).stdout)[0] ?? {};
      expect(error?.commands).toEqual([
        expect.stringMatching(
          / check --dns-only --expect plan\.json --format json --export table mail\.example\.test$/,
        ),
      ]);
      const lines = drifted.stdout.split("\n").filter((line) => line !== "" && !line.startsWith(";"));
      expect(lines).toEqual([
        expect.stringMatching(/^qcloudsg1024\._domainkey\.mail\.example\.test\. 300 IN TXT "v=DKIM1/),
      ]);
      expect(sandbox.journal.entries.length).toBe(asked);
    });
  });

  it.each([
    [["--expect", "plan.json"], "--dns-only"],
    [["--dns-only", "--export", "table"], "--expect"],
    [["--export", "table"], "--expect"],
  ])("refuses %j, which is of no use alone", async (options, missing) => {
    const { exit, stdout, stderr } = await runChild(
      ["check", MAIL, ...options],
      {},
      { cwd: scratchFolder() },
    );
    expect(exit).toBe(2);
    expect(stdout + stderr).toContain(`only together with ${missing}`);
  });

  it("keeps a log that says that SES was not asked", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const { exit } = await runChild(
        ["check", MAIL, "--dns-only", "--log", "log.ndjson"],
        withoutKeys(env),
        { cwd },
      );
      expect(exit).toBe(8);
      expect(readFileSync(join(cwd, "log.ndjson"), "utf8")).toContain('"dnsOnly":true');
    });
  });
});

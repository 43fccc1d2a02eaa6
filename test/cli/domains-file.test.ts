import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { eventsIn, recordsBelow, resultsIn, runMain, withSandbox, writesIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const ZONES = ["example.test", "example.org"].map((apex) => ({ apex: parseDomainName(apex) }));

/** A folder with one list of domains in it. */
function folderWithList(text: string, file = "domains.yaml"): string {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, file), text);
  return cwd;
}

describe("--file", () => {
  it("with a DNS host that nothing is called is refused before anything is asked", async () => {
    const cwd = folderWithList("- { domain: mail.example.test, provider: godaddy }\n- news.example.org\n");
    const env = { TENCENTCLOUD_SECRET_ID: "id-of-nobody", TENCENTCLOUD_SECRET_KEY: "key-of-nobody" };
    const argv = ["plan", "--file", "domains.yaml", "--format", "json"];
    const { exit, stdout } = await runMain(argv, { cwd, env });
    expect([exit, eventsIn(stdout).map(({ type, error }) => [type, error?.code])]).toEqual([
      2,
      [["error", "PROVIDER_UNKNOWN"]],
    ]);
  });

  it("onboards every domain of the list beside those that are named, each once, and ends with one table", async () => {
    await withSandbox({ zones: ZONES, profile: "dkim-only" }, async (sandbox, env) => {
      const cwd = folderWithList("- mail.example.test\n- news.example.org\n");
      const argv = [
        "run",
        "mail.example.test",
        "post.example.org",
        "--file",
        "domains.yaml",
        "--provider",
        "cloudflare",
      ];
      const { exit, stdout, stderr } = await runMain([...argv, "--format", "plain"], { env, cwd });
      expect(exit, stderr).toBe(0);
      const names = ["mail.example.test", "news.example.org", "post.example.org"];
      expect(
        sandbox.ses.account.identities.map(({ domain, verified }) => `${domain} ${verified}`).toSorted(),
      ).toEqual(names.map((name) => `${name} true`));
      const table = stdout.slice(stdout.lastIndexOf("domain "));
      for (const name of names) expect(table).toMatch(new RegExp(`${name} +✔ verified`));
    });
  });

  it("goes on with the others when one domain fails, and ends with the gravest exit", async () => {
    await withSandbox({ zones: ZONES, profile: "dkim-only" }, async (_sandbox, env) => {
      const cwd = folderWithList("- mail.missing.test\n- mail.example.test\n- mail.example.org\n");
      const { exit, stdout } = await runMain(
        ["run", "--file", "domains.yaml", "--provider", "cloudflare", "--format", "json"],
        {
          env,
          cwd,
        },
      );
      const ends = resultsIn(stdout).map((result) => `${result.domain} ${result.exit}`);
      expect(ends.toSorted()).toEqual(["mail.example.org 0", "mail.example.test 0", "mail.missing.test 3"]);
      expect(exit).toBe(3);
    });
  });

  it("ends with a table in the list's order, what failed last with its hint, and the totals", async () => {
    await withSandbox({ zones: ZONES, profile: "dkim-only" }, async (_sandbox, env) => {
      const cwd = folderWithList("- mail.missing.test\n- mail.example.test\n- mail.example.org\n");
      const argv = ["plan", "--file", "domains.yaml", "--provider", "cloudflare", "--format", "plain"];
      const { stdout } = await runMain(argv, { env, cwd });
      const end = stdout.slice(stdout.lastIndexOf("domain "));
      const names = [...end.matchAll(/^mail\.\S+/gm)].map(([line]) => line);
      expect(names).toEqual(["mail.example.test", "mail.example.org", "mail.missing.test"]);
      expect(end).toMatch(/✖ ZONE_NOT_DELEGATED \(exit 3\): mail\.missing\.test\n {2}→ \S/);
      expect(end).toContain("3 domains: 2 planned, 1 failed");
    });
  });

  it("takes every list of a folder, in the order of their names, whatever these hold", async () => {
    await withSandbox({ zones: ZONES }, async (_sandbox, env) => {
      const cwd = scratchFolder();
      mkdirSync(join(cwd, "domains"));
      const files = {
        "two.yml": "- news.example.org\n",
        "one two\nstate=verified.yaml": "- mail.example.test\n",
        ".hidden.yaml": "- hidden.example.org\n",
        "README.md": "# Lists\n",
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, "domains", name), text);
      const argv = ["plan", "--file", "domains/", "--provider", "cloudflare", "--format", "json"];
      const { exit, stdout, stderr } = await runMain(argv, { env, cwd });
      expect(exit, stderr).toBe(0);
      expect(
        resultsIn(stdout)
          .map(({ domain }) => domain)
          .toSorted(),
      ).toEqual(["mail.example.test", "news.example.org"]);
    });
  });

  it.each([
    ["a folder without a list", "empty", "CONFIG_INVALID"],
    ["a folder that is not there", "missing/", "CONFIG_INVALID"],
  ])("says so before anything is asked: %s", async (_what, file, code) => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, "empty"));
    const { exit, stdout } = await runMain(["plan", "--file", file, "--format", "json"], { cwd });
    expect([exit, eventsIn(stdout).at(-1)?.error]).toMatchObject([
      2,
      { code, message: expect.stringContaining(file.replace("/", "")) as string },
    ]);
  });

  it("names the file of a folder that is wrong, with the place", async () => {
    const cwd = scratchFolder();
    mkdirSync(join(cwd, "domains"));
    writeFileSync(join(cwd, "domains", "a.yaml"), "- no domain\n");
    const { stdout } = await runMain(["plan", "--file", "domains", "--format", "json"], { cwd });
    expect(eventsIn(stdout).at(-1)?.error?.facts).toMatchObject({
      problems: [{ file: join("domains", "a.yaml"), line: 1 }],
    });
  });

  it("gives each domain its own settings, over the config's and under a flag", async () => {
    const zones = ZONES.map((zone) => ({
      ...zone,
      records: [
        {
          owner: parseDomainName(`mail.${zone.apex}`),
          type: "MX" as const,
          values: ["10 mx.elsewhere.test"],
        },
      ],
    }));
    const list =
      "- { domain: mail.example.test, provider: aws, mx: add }\n- { domain: mail.example.org, provider: cf }\n";
    const config =
      "providers:\n  cf: { type: cloudflare, apiToken: { env: CLOUDFLARE_API_TOKEN } }\n  aws: { type: route53 }\n";
    await withSandbox({ zones }, async (sandbox, env) => {
      const cwd = folderWithList(list);
      writeFileSync(join(cwd, "ses-onboard.yaml"), config);
      const plans = async (...flags: readonly string[]) => {
        const { stdout } = await runMain(["run", "--file", "domains.yaml", "--format", "json", ...flags], {
          env,
          cwd,
        });
        return resultsIn(stdout).map(({ domain, zone, exit }) => `${domain} ${zone?.provider} ${exit}`);
      };
      const mx = () => recordsBelow(sandbox, "example.test").filter((line) => line.startsWith("MX")).length;
      expect((await plans("--mx", "keep")).toSorted()).toEqual([
        "mail.example.org cloudflare 0",
        "mail.example.test route53 0",
      ]);
      expect(mx()).toBe(1);
      await plans();
      expect(mx()).toBe(2);
      expect(recordsBelow(sandbox, "example.org").filter((line) => line.startsWith("MX"))).toHaveLength(1);
    });
  });

  it("may be repeated, and may be given by a variable", async () => {
    await withSandbox({ zones: ZONES }, async (_sandbox, env) => {
      const cwd = folderWithList("- a.example.test\n", "a.yaml");
      writeFileSync(join(cwd, "b.yaml"), "- b.example.test\n");
      const plan = async (argv: readonly string[], variables: Readonly<Record<string, string>> = {}) => {
        const { stdout } = await runMain(["plan", ...argv, "--provider", "route53", "--format", "json"], {
          env: { ...env, ...variables },
          cwd,
        });
        return resultsIn(stdout)
          .map(({ domain }) => domain)
          .toSorted();
      };
      expect(await plan(["--file", "a.yaml", "--file", "b.yaml"])).toEqual([
        "a.example.test",
        "b.example.test",
      ]);
      expect(await plan([], { SES_ONBOARD_FILE: "b.yaml" })).toEqual(["b.example.test"]);
      expect(await plan(["--file", "a.yaml"], { SES_ONBOARD_FILE: "b.yaml" })).toEqual(["a.example.test"]);
    });
  });

  it("rehearses a list in the sandbox, whichever provider it names", async () => {
    const cwd = folderWithList("- { domain: mail.example.com, provider: aws }\n- mail.example.net\n");
    const { exit, stdout, stderr } = await runMain(
      ["plan", "--file", "domains.yaml", "--sandbox", "--format", "json"],
      { cwd },
    );
    expect(exit, stderr).toBe(0);
    expect(resultsIn(stdout).map(({ zone }) => zone?.provider)).toEqual(["cloudflare", "cloudflare"]);
  });

  it("with a mistake in it asks for nothing, and names the place for people and for programs", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = folderWithList("- mail.example.test\n- domian: news.example.test\n");
      const { exit, stdout, stderr } = await runMain(["run", "--file", "domains.yaml", "--format", "json"], {
        env,
        cwd,
      });
      expect([exit, stderr.includes("domains.yaml:2:3")]).toEqual([2, true]);
      const [error] = eventsIn(stdout);
      expect(error?.error).toMatchObject({
        code: "CONFIG_INVALID",
        facts: { problems: [{ file: "domains.yaml", line: 2 }, { line: 2 }] },
      });
      expect([sandbox.journal.entries, writesIn(sandbox)]).toEqual([[], []]);
    });
  });
});

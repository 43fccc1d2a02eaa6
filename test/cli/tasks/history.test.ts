import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import { recordsBelow, runMain, withSandbox } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const MAIL = "mail.example.test";

interface Stage {
  readonly sandbox: Sandbox;
  readonly before: readonly string[];
  readonly folder: string;
  readonly cli: (...argv: readonly string[]) => ReturnType<typeof runMain>;
}

/** A domain whose run left its log where logs are kept; since a rehearsal keeps none, it is put there. */
async function kept(use: (stage: Stage) => Promise<void>): Promise<void> {
  await withSandbox({}, async (sandbox, env) => {
    const cwd = scratchFolder();
    const place = { env: { ...env, XDG_STATE_HOME: join(cwd, "state") }, cwd, columns: 200 };
    const cli = (...argv: readonly string[]) => runMain(argv, place);
    const before = recordsBelow(sandbox, "example.test");
    expect((await cli("run", MAIL, "--provider", "cloudflare", "--log", "run.ndjson")).exit).toBe(0);
    const folder = join(cwd, "state", "ses-onboard");
    expect(existsSync(folder)).toBe(false);
    mkdirSync(folder, { recursive: true });
    renameSync(join(cwd, "run.ndjson"), join(folder, `${MAIL}.ndjson`));
    await use({ sandbox, before, folder, cli });
  });
}

describe("history", () => {
  it("lists what was kept, and undo takes it back by the domain's name", async () => {
    await kept(async ({ sandbox, before, cli, folder }) => {
      const listed = await cli("history");
      expect(listed.exit).toBe(0);
      expect(listed.stdout).toContain(folder);
      expect(listed.stdout).toMatch(new RegExp(`${MAIL} +run +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +verified`));
      const { runs } = JSON.parse((await cli("history", MAIL, "--json")).stdout) as { runs: unknown };
      expect(runs).toMatchObject([{ domain: MAIL, command: "run", state: "verified" }]);
      const undone = await cli("undo", MAIL);
      expect(undone.exit, undone.stdout).toBe(0);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });

  it("speaks Chinese where the locale or the variable does, and takes no notice of variables of other commands", async () => {
    const cwd = scratchFolder();
    const env = { XDG_STATE_HOME: join(cwd, "state"), SES_ONBOARD_WAIT: "nonsense" };
    const said = async (own: Readonly<Record<string, string>>, ...options: readonly string[]) =>
      (await runMain(["history", ...options], { env: { ...env, ...own }, cwd, columns: 200 })).stdout;
    expect(await said({})).toMatch(/^No log is kept in /);
    expect(await said({ SES_ONBOARD_LANG: "zh" })).toMatch(/中没有保留日志。$/m);
    expect(await said({ LC_ALL: "zh_CN.UTF-8" }, "--forget")).toBe("没有可删除的日志。\n");
    await kept(async ({ folder, cli }) => {
      const place = { env: { XDG_STATE_HOME: join(folder, ".."), LANG: "zh_CN.UTF-8" }, columns: 200 };
      expect((await runMain(["history"], place)).stdout).toMatch(/^ {2}域名 +命令 +开始时间（UTC） +结果$/m);
      expect((await cli("history")).stdout).toMatch(/^ {2}domain +command +began \(UTC\) +ended$/m);
    });
  });

  it("takes a log away that is not wanted any more; then the domain can't be undone by its name", async () => {
    await kept(async ({ cli, folder }) => {
      expect((await cli("history", "other.example.test", "--forget")).stdout).toMatch(/no kept log/);
      const { exit, stdout } = await cli("history", "--forget");
      expect([exit, stdout]).toEqual([0, expect.stringContaining(join(folder, `${MAIL}.ndjson`))]);
      expect((await cli("history")).stdout).toMatch(/^No log is kept in /);
      const undone = await cli("undo", MAIL);
      expect([undone.exit, undone.stderr]).toEqual([2, expect.stringMatching(/There is no log of mail/)]);
      expect(undone.stderr).toContain("history");
    });
  });
});

it("undo takes a file of that name for a log, before it looks for a kept one", async () => {
  const cwd = scratchFolder();
  const { exit, stderr } = await runMain(["undo", "."], { cwd });
  expect([exit, stderr]).toEqual([2, expect.stringMatching(/The event log \. can't be read/)]);
});

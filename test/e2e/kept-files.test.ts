import { execFileSync } from "node:child_process";
import { readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startChild, type EndedChild } from "../support/child.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { words } from "../support/words.ts";

// The built command, in a folder where others may have put something.

function plan(cwd: string, ...files: readonly string[]): Promise<EndedChild> {
  return startChild(["plan", "mail.example.test", "--sandbox", ...files], {}, { cwd }).ended;
}

it("leaves its log and every report to its owner alone", async () => {
  const cwd = scratchFolder();
  writeFileSync(join(cwd, "b.md"), "<!-- Written by ses-onboard, last week -->");
  const reports = ["a.html", "b.md", "c.json"];
  const { exit } = await plan(cwd, "--log=run.ndjson", ...reports.map((report) => `--report=${report}`));
  expect(exit).toBe(0);
  for (const file of ["run.ndjson", ...reports]) {
    expect(statSync(join(cwd, file)).mode & 0o777, file).toBe(0o600);
    expect(readFileSync(join(cwd, file), "utf8")).toContain("mail.example.test");
  }
});

it("leaves them to their owner also where the umask takes all from everybody", async () => {
  const cwd = scratchFolder();
  const files = ["--log=run.ndjson", "--report=a.md", "--out=plan.json"];
  const options = { cwd, line: 'umask 0777; exec "$@"' };
  const { exit, stderr } = await startChild(["plan", "mail.example.test", "--sandbox", ...files], {}, options)
    .ended;
  expect(exit, stderr).toBe(0);
  const modes = ["run.ndjson", "a.md", "plan.json"].map((file) => statSync(join(cwd, file)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
});

it.each(["--log=x.ndjson", "--report=x.html"])(
  "writes through no link and waits at no pipe that stands under the name of %s",
  async (option) => {
    const cwd = scratchFolder();
    const path = join(cwd, option.replace(/^.*=/, ""));
    writeFileSync(join(cwd, "mine"), "mine");
    symlinkSync("mine", path);
    const linked = await plan(cwd, option);
    expect([linked.exit, linked.stderr]).toEqual([2, words("symbolic link")]);
    expect(readFileSync(join(cwd, "mine"), "utf8")).toBe("mine");
    execFileSync("rm", [path]);
    execFileSync("mkfifo", [path]);
    const piped = await plan(cwd, option);
    expect([piped.exit, piped.stderr]).toEqual([2, words("no regular file")]);
  },
);

it.runIf(process.platform === "linux")("may write its log to a device of the system", async () => {
  const { exit } = await plan(scratchFolder(), "--log=/dev/null");
  expect(exit).toBe(0);
});

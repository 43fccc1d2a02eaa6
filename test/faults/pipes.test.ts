import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { resultsIn, withSandbox } from "../support/cli.ts";
import { runChild } from "../support/child.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program, and pipes and devices in the place of the files that it reads.

const MAIL = "mail.example.test";

function folderWithPipe(): string {
  const cwd = scratchFolder();
  execFileSync("mkfifo", [join(cwd, "pipe")]);
  return cwd;
}

it.each([
  ["plan --file pipe", "a pipe that nobody writes to"],
  ["undo pipe", "a pipe that nobody writes to"],
  ["plan --file /dev/null", "an empty device"],
  ["plan --file /dev/zero", "a device without an end"],
  ["plan mail.example.test --config /dev/zero", "a device without an end"],
  ["run --plan /dev/zero", "a device without an end"],
  ["undo /dev/zero", "a device without an end"],
])("%s: %s is refused, and nothing is asked", async (line) => {
  await withSandbox({}, async (sandbox, env) => {
    const { exit, stderr } = await runChild(line.split(" "), env, { cwd: folderWithPipe() });
    expect([exit, stderr.includes("CONFIG_INVALID")], stderr).toEqual([2, true]);
    expect(sandbox.journal.entries).toEqual([]);
  });
});

it("a list of domains comes by a shell's <(…), also in pieces with pauses between them", async () => {
  await withSandbox({}, async (_sandbox, env) => {
    const line = `"$@" --file <(printf -- '- ${MAIL}\\n'; sleep 0.3; printf -- '- news.example.test\\n')`;
    const { exit, stdout, stderr } = await runChild(
      ["plan", "--provider", "cloudflare", "--format", "json"],
      env,
      { line },
    );
    expect(exit, stderr).toBe(0);
    expect(resultsIn(stdout)).toHaveLength(2);
  });
});

it.concurrent("a pipe that is held open and brings nothing ends the command, and not only by SIGKILL", async () => {
  await withSandbox({}, async (sandbox, env) => {
    // The descriptor is open for reading and writing, so that it never ends.
    const line = 'exec 5<>pipe; exec "$@" --file /dev/fd/5';
    const { exit, stderr } = await runChild(["plan"], env, { line, cwd: folderWithPipe() });
    expect([exit, stderr.includes("ETIMEDOUT")], stderr).toEqual([2, true]);
    expect(sandbox.journal.entries).toEqual([]);
  });
});

it.concurrent("a secret in a pipe that brings nothing is told, and no secret", async () => {
  await withSandbox({}, async (sandbox, env) => {
    const { TENCENTCLOUD_SECRET_KEY: _key, ...others } = env;
    const given = { ...others, TENCENTCLOUD_SECRET_KEY_FILE: "/dev/fd/5" };
    const line = 'exec 5<>pipe; exec "$@"';
    const { exit, stderr } = await runChild(["plan", MAIL], given, { line, cwd: folderWithPipe() });
    expect([exit, stderr.includes("ETIMEDOUT")], stderr).toEqual([2, true]);
    expect(sandbox.journal.entries).toEqual([]);
  });
});

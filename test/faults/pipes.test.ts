import { execFileSync } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { resultsIn, withSandbox } from "../support/cli.ts";
import { runChild, startChild } from "../support/child.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program, and pipes and devices in the place of the files that it reads.

const MAIL = "mail.example.test";

function folderWithPipe(): string {
  const cwd = scratchFolder();
  execFileSync("mkfifo", [join(cwd, "pipe")]);
  return cwd;
}

it.concurrent.each([
  ["plan --file pipe", "a pipe that nobody writes to"],
  ["undo pipe", "a pipe that nobody writes to"],
  ["sandbox --env pipe", "a pipe that nobody reads"],
  ["plan mail.example.test --config pipe", "a pipe that nobody writes to"],
  ["run --plan pipe", "a pipe that nobody writes to"],
  ["plan --file /dev/null", "an empty device"],
  ["plan --file /dev/zero", "a device without an end"],
  ["plan mail.example.test --config /dev/zero", "a device without an end"],
  ["run --plan /dev/zero", "a device without an end"],
  ["undo /dev/zero", "a device without an end"],
  ["sandbox --env /dev/zero", "a device without an end"],
])("%s: %s is refused, and nothing is asked", async (line) => {
  await withSandbox({}, async (sandbox, env) => {
    const { exit, stderr } = await runChild(line.split(" "), env, { cwd: folderWithPipe() });
    expect([exit, stderr.includes("CONFIG_INVALID")], stderr).toEqual([2, true]);
    expect(sandbox.journal.entries).toEqual([]);
  });
});

it.concurrent("a list of domains comes by a shell's <(…), also in pieces with pauses between them", async () => {
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

it.concurrent("whoever writes may be silent for longer than ten seconds", { timeout: 60_000 }, async () => {
  await withSandbox({}, async (_sandbox, env) => {
    const line = `"$@" --file <(sleep 11; printf -- '- ${MAIL}\\n')`;
    const { exit, stderr } = await runChild(["plan", "--provider", "cloudflare"], env, { line });
    expect(exit, stderr).toBe(0);
  });
});

it.concurrent.for([
  ["plan --provider cloudflare --file pipe", "SIGINT", 130],
  ["plan --provider cloudflare --config pipe mail.example.test", "SIGTERM", 143],
  ["run --plan pipe", "SIGTERM", 143],
  ["undo pipe", "SIGINT", 130],
] as const)("%s: while its writer has it open, %s ends it with %i", async ([words, signal, status]) => {
  await withSandbox({}, async (sandbox, env) => {
    const cwd = folderWithPipe();
    const child = startChild(words.split(" "), env, { cwd });
    const writer = await open(join(cwd, "pipe"), "w");
    // More than a pipe holds: when it is taken, somebody reads.
    await writer.write("#\n".repeat(100_000));
    child.process.kill(signal);
    const { exit, stderr } = await child.ended;
    await writer.close();
    expect([exit, stderr.includes("! interrupted")], stderr).toEqual([status, true]);
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

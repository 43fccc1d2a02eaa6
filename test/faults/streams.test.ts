import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventsIn, resultsIn, withSandbox } from "../support/cli.ts";
import { runChild, startChild } from "../support/child.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program, and streams of it that take nothing. bash starts it, so that they are pipes and devices as a
// shell makes them.

const PLAN = ["plan", "mail.example.test", "--provider", "cloudflare", "--format"] as const;

const LINES = {
  "a full device": '"$@" >/dev/full',
  "a full disk": 'ulimit -f 1; "$@" >out',
  "a reader that has left": '"$@" > >(exec true)',
} as const;

describe("stdout that does not arrive", () => {
  it.each([
    ["a full device", "json", 5],
    ["a full device", "plain", 5],
    ["a full disk", "json", 5],
    ["a reader that has left", "json", 5],
    ["a reader that has left", "plain", 0],
  ] as const)("%s, %s: exit %i", async (what, format, status) => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, stderr } = await runChild([...PLAN, format], env, {
        line: LINES[what],
        cwd: scratchFolder(),
      });
      expect([exit, stderr.includes("OUTPUT_FAILED")], stderr).toEqual([status, status !== 0]);
    });
  });

  it("a gravest failure of a domain keeps its exit status", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const given = ["plan", "mail.missing.test", "--provider", "cloudflare", "--format", "json"];
      const { exit, stderr } = await runChild(given, env, { line: LINES["a full device"] });
      expect([exit, stderr.includes("OUTPUT_FAILED")]).toEqual([3, true]);
    });
  });

  it("stderr that takes nothing changes nothing", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { exit, stdout } = await runChild([...PLAN, "json"], env, { line: '"$@" 2>/dev/full' });
      expect([exit, eventsIn(stdout).at(-1)?.type]).toEqual([0, "result"]);
    });
  });
});

describe("a reader that does not read", { timeout: 60_000 }, () => {
  /** So many plans are more than a pipe holds. The log, on the other stream, tells when all is done. */
  async function unread(env: Readonly<Record<string, string>>) {
    const gate = join(scratchFolder(), "gate");
    execFileSync("mkfifo", [gate]);
    const names = Array.from({ length: 14 }, (_, index) => `m${index}.example.test`);
    const line = `exec "$@" > >(read go <${gate}; cat) 2> >(cat >&2)`;
    const args = ["plan", ...names, "--provider", "cloudflare", "--format", "json", "--log", "/dev/stderr"];
    const child = startChild(args, env, { line });
    await new Promise<void>((resolve) => {
      const look = () => child.stderr().split('"type":"result"').length > names.length && resolve();
      child.process.stderr?.on("data", look);
    });
    return { child, read: () => writeFileSync(gate, "go\n") };
  }

  it("and takes all of it later gets it whole", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const { child, read } = await unread(env);
      read();
      const { exit, stdout } = await child.ended;
      expect([exit, resultsIn(stdout).length]).toEqual([0, 14]);
      expect(stdout.length).toBeGreaterThan(65_536);
    });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("holds nobody who ends it by %s", async (signal) => {
    await withSandbox({}, async (_sandbox, env) => {
      const { child, read } = await unread(env);
      const ended = once(child.process, "exit");
      child.process.kill(signal);
      expect(await ended).not.toEqual([0, null]);
      read();
      await child.ended;
    });
  });
});

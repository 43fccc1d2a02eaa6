import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program where its surroundings lack what every program counts on. By a shell, which can take it away.

const CLI = join(import.meta.dirname, "../../dist/cli/main.js");

/** A module of some lines, loaded before the program. */
function preloaded(text: string): string {
  return `--import='data:text/javascript,${encodeURIComponent(text)}'`;
}

const NO_HOME = preloaded(
  `import os from "node:os"; import { syncBuiltinESMExports } from "node:module";
  os.homedir = os.userInfo = () => { throw new Error("no entry in passwd"); }; syncBuiltinESMExports();`,
);

/** The first questions of DNS find no file left for their sockets. */
const withoutFiles = (first: number): string =>
  preloaded(
    `import dgram from "node:dgram"; let left = ${first}; const connect = dgram.Socket.prototype.connect;
    dgram.Socket.prototype.connect = function (...given) {
      if (left-- <= 0) return connect.apply(this, given);
      const error = Object.assign(new Error("connect EMFILE"), { code: "EMFILE", syscall: "connect" });
      process.nextTick(() => this.emit("error", error));
    };`,
  );

const NO_FETCH = preloaded("delete globalThis.fetch");

interface Case {
  readonly title: string;
  /** Before the program is started. */
  readonly before?: string;
  readonly node?: string;
  readonly after?: string;
  readonly exit: number;
  /** What stderr says of it. */
  readonly says: RegExp;
}

const CASES: readonly Case[] = [
  {
    title: "a folder that is gone",
    before: "mkdir gone && cd gone && rmdir ../gone",
    exit: 1,
    says: /✖ UNEXPECTED .*uv_cwd.*→ Change into a folder that is there/s,
  },
  {
    title: "so few descriptors that the program can't be loaded",
    before: "ulimit -n 24",
    exit: 1,
    says: /✖ UNEXPECTED .*EMFILE.*→ Let it open more files/s,
  },
  {
    title: "so few descriptors that it gets no further",
    before: "ulimit -n 40",
    exit: 1,
    says: /✖ UNEXPECTED .*EMFILE.*→ Let (?:it|the program) open more files/s,
  },
  { title: "no file left for a moment", node: withoutFiles(5), exit: 0, says: /Rehearsal/ },
  {
    title: "no file left for any question of DNS",
    node: withoutFiles(1e6),
    after: ">&2",
    exit: 1,
    says: /failed: UNEXPECTED .*EMFILE.*Let the program open more files/s,
  },
  { title: "a user without a home and a name", node: NO_HOME, exit: 0, says: /Rehearsal/ },
  {
    title: "a Node that was started without WebAssembly",
    node: "--jitless",
    exit: 2,
    says: /✖ CONFIG_INVALID .*WebAssembly.*→ Take what switches it off/s,
  },
  {
    title: "a Node that was started without fetch",
    node: NO_FETCH,
    exit: 2,
    says: /✖ CONFIG_INVALID .*fetch.*→ Take what switches it off/s,
  },
  { title: "stdin that is closed", after: "<&-", exit: 0, says: /Rehearsal/ },
  { title: "stderr that is closed", after: "2>&-", exit: 0, says: /^$/ },
  {
    title: "a domain that is no text",
    after: "$(printf 'm\\355\\240\\200.example.test')",
    exit: 2,
    says: /✖ DOMAIN_INVALID/,
  },
];

describe("the built program with", { timeout: 60_000 }, () => {
  it.for(CASES)(
    "$title ends with a code and a hint, or as usual",
    async ({ before = ":", node = "", after = "", exit, says }) => {
      const cwd = scratchFolder();
      const line = `${before} && exec "$NODE" ${node} "$CLI" run --sandbox mail.example.test --wait 20s ${after}`;
      const env = { NODE: process.execPath, CLI, SES_ONBOARD_YES: "true" };
      const ended = await new Promise<{ exit: unknown; stderr: string }>((resolve) => {
        execFile("/bin/sh", ["-c", line], { env, cwd }, (error, _stdout, stderr) =>
          resolve({ exit: error === null ? 0 : error.code, stderr }),
        );
      });
      expect(ended.exit, ended.stderr).toBe(exit);
      expect(ended.stderr).toMatch(says);
      expect(ended.stderr).not.toMatch(/^\s+at .*:\d+:\d+|node:internal/m);
    },
  );
});

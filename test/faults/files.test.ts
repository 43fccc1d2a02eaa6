import { readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEventLog } from "../../src/journal/read-log.ts";
import { writesIn as writesOfLog } from "../../src/journal/logged-writes.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { runChild, type EndedChild } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program, and files that can't be written: before it begins, and in the middle of it. What it says is held
// against what SES and the zone hold. A limit on the size of files (`ulimit -f`) stands for a full disk: the system
// refuses the octet behind it in the same way, and needs no root for it.

const MAIL = "mail.example.test";
const RUN = ["run", MAIL, "--provider", "cloudflare", "--wait", "20s", "--format", "json"] as const;

/** Several runs in a row, on a machine that may be busy. */
const SLOW = { timeout: 60_000 };

/** Records that the run adds; the zone holds none of them before. */
const written = (sandbox: Sandbox) => recordsBelow(sandbox, MAIL).length;
const created = (sandbox: Sandbox) => sandbox.ses.account.identities.length === 1;

/** What is told on stdout is what was done. */
function expectTold(sandbox: Sandbox, { stdout, stderr }: EndedChild): void {
  const [result] = resultsIn(stdout);
  expect(result, stderr).toBeDefined();
  expect(result?.identity?.created ?? false).toBe(created(sandbox));
  expect(result?.records.filter((record) => record.written)).toHaveLength(written(sandbox));
}

/** What the log holds is enough to undo what was written. */
function expectUndoable(sandbox: Sandbox, log: string): void {
  if (written(sandbox) === 0) return;
  const [domain] = writesOfLog(readEventLog("run.ndjson", log));
  const places = domain?.zones.flatMap(({ rrsetWrites }) => rrsetWrites) ?? [];
  expect(places).toHaveLength(written(sandbox));
}

describe("an event log on a full disk", SLOW, () => {
  it.each(["json", "plain"])(
    "that takes nothing at all: it is said, and nothing is asked (%s)",
    async (format) => {
      await withSandbox({}, async (sandbox, env) => {
        const given = [...RUN.slice(0, -1), format, "--log", "/dev/full"];
        const { exit, stdout } = await runChild(given, env);
        expect([
          exit,
          stdout.includes("CONFIG_INVALID"),
          stdout.includes("no space is left on its disk"),
        ]).toEqual([2, true, true]);
        expect(sandbox.journal.entries).toEqual([]);
      });
    },
  );

  // In kibibytes; an undisturbed run of this kind leaves about 14, four of them the result.
  it.each([1, 4, 6, 8])(
    "that takes %i kB: the result is told as it is, and the log tells of every write",
    async (kibibytes) => {
      await withSandbox({}, async (sandbox, env) => {
        const log = join(scratchFolder(), "run.ndjson");
        const line = `ulimit -f ${kibibytes}; exec "$@"`;
        const ended = await runChild([...RUN, "--log", log], env, { line });
        expect(statSync(log).size).toBe(kibibytes * 1024);
        expectTold(sandbox, ended);
        expectUndoable(sandbox, log);
        const [result] = resultsIn(ended.stdout);
        expect(result?.error?.code).toBe(ended.exit === 2 ? "CONFIG_INVALID" : "OUTPUT_FAILED");
        if (ended.exit === 2) expect([created(sandbox), written(sandbox)]).toEqual([false, 0]);
        else expect(ended.exit).toBe(5);

        const again = await runChild([...RUN, "--log", log], env);
        expect([again.exit, resultsIn(again.stdout)[0]?.state]).toEqual([0, "verified"]);
        expectUndoable(sandbox, log);
      });
    },
  );
});

describe("an event log that somebody touches", SLOW, () => {
  const FATES = {
    removed: { touch: (log: string) => rmSync(log), exit: 5, writes: false },
    cut: { touch: (log: string) => truncateSync(log), exit: 5, writes: false },
    renamed: { touch: (log: string) => renameSync(log, `${log}.1`), exit: 0, writes: true },
  } as const;

  it.each(["removed", "cut", "renamed"] as const)(
    "%s while the identity is created: no record is written that no log tells of",
    async (fate) => {
      await withSandbox({}, async (sandbox, env) => {
        const log = join(scratchFolder(), "run.ndjson");
        const { touch, exit, writes } = FATES[fate];
        sandbox.journal.takeFault = (operation) => {
          if (operation === "CreateEmailIdentity") touch(log);
          return undefined;
        };
        const ended = await runChild([...RUN, "--log", log], env);
        expect(ended.exit, ended.stderr).toBe(exit);
        expectTold(sandbox, ended);
        expect(created(sandbox)).toBe(true);
        expect(written(sandbox) > 0).toBe(writes);
        if (writes) expectUndoable(sandbox, `${log}.1`);
        else expect(resultsIn(ended.stdout)[0]?.error?.code).toBe("OUTPUT_FAILED");
      });
    },
  );

  it("removed when all is done but the last line: the domain is verified, and the exit status tells the rest", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const log = join(scratchFolder(), "run.ndjson");
      sandbox.journal.takeFault = (operation) => {
        if (operation === "UpdateEmailIdentity") rmSync(log);
        return undefined;
      };
      const ended = await runChild([...RUN, "--log", log], env);
      expectTold(sandbox, ended);
      expect(resultsIn(ended.stdout)).toMatchObject([{ state: "verified", exit: 0, error: null }]);
      const last = eventsIn(ended.stdout).at(-1);
      expect([ended.exit, last]).toMatchObject([
        5,
        { type: "error", exit: 5, error: { code: "OUTPUT_FAILED" } },
      ]);
    });
  });
});

describe("a report", SLOW, () => {
  it("that grows larger than its disk: the domain is verified, and no torn page passes for the evidence", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const report = join(scratchFolder(), "report.html");
      const ended = await runChild([...RUN, "--report", report], env, { line: 'ulimit -f 1; exec "$@"' });
      expectTold(sandbox, ended);
      expect(resultsIn(ended.stdout)).toMatchObject([{ state: "verified", exit: 0 }]);
      const last = eventsIn(ended.stdout).at(-1);
      expect([ended.exit, last]).toMatchObject([5, { error: { code: "OUTPUT_FAILED" } }]);
      const text = readFileSync(report, "utf8");
      expect([text.includes("Written by ses-onboard"), text.includes(MAIL)]).toEqual([true, false]);
    });
  });

  it("that finds no room at the start: nothing is asked", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const report = join(scratchFolder(), "report.html");
      const { exit } = await runChild([...RUN, "--report", report], env, { line: 'ulimit -f 0; exec "$@"' });
      expect([exit, sandbox.journal.entries]).toEqual([2, []]);
    });
  });
});

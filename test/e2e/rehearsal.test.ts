import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runStep } from "../support/action.ts";
import { runChild, type EndedChild } from "../support/child.ts";
import { eventsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { worldBehindProxy } from "../support/world-behind-proxy.ts";

// Evidence of a rehearsal can't be taken for one of a real run, nor the other way round: every output says which it
// is, of the built program as of the action.

const MAIL = "mail.example.test";
/** Not in small letters alone: a folder may be called so, and printed commands name theirs. */
const MARK = /Rehears|REHEARS|"rehearsal":true/;
const FORMATS = ["plain", "tty", "github", "json"] as const;
const REPORTS = ["evidence.html", "evidence.md", "evidence.json"] as const;
const LOG = "run.ndjson";
const KEPT = ["--log", LOG, ...REPORTS.flatMap((file) => ["--report", file])];

/** Everything that a command left, by where it is. */
function outputsOf({ stdout, stderr }: EndedChild, cwd: string): Readonly<Record<string, string>> {
  const files = [LOG, ...REPORTS].map((file) => [file, readFileSync(join(cwd, file), "utf8")]);
  return { stdout, stderr, ...(Object.fromEntries(files) as Record<string, string>) };
}

async function inEachFormat(argv: readonly string[], env: Readonly<Record<string, string>>) {
  return Promise.all(
    FORMATS.map(async (format) => {
      const cwd = scratchFolder();
      const ended = await runChild([...argv, "--format", format, ...KEPT], env, { cwd });
      return { ...ended, outputs: outputsOf(ended, cwd) };
    }),
  );
}

function marked(outputs: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(outputs).filter((name) => MARK.test(outputs[name] ?? ""));
}

describe("a rehearsal is marked", () => {
  it("in all that run leaves, in each format", async () => {
    const runs = await inEachFormat(["run", MAIL, "--sandbox"], {});
    for (const { exit, stderr, outputs } of runs) {
      expect([exit, marked(outputs)], stderr).toEqual([0, Object.keys(outputs)]);
      for (const text of Object.values(outputs))
        expect(text).not.toContain("is verified at Tencent Cloud SES");
      const log = eventsIn(outputs[LOG] ?? "");
      expect([log[0], log.at(-1)]).toMatchObject([
        { type: "run.started", rehearsal: true, sandbox: true },
        { type: "result", state: "verified", rehearsal: true, sandbox: true },
      ]);
    }
  });

  it.each([
    ["plan", 0],
    ["check", 8],
  ])("in all that %s leaves", async (command, exit) => {
    const cwd = scratchFolder();
    const out = command === "plan" ? ["--out", "plan.json"] : [];
    const argv = [command, MAIL, "second.example.test", "--sandbox", "--format", "plain", ...KEPT, ...out];
    const ended = await runChild(argv, {}, { cwd });
    const kept = outputsOf(ended, cwd);
    const outputs =
      command === "plan" ? { ...kept, plan: readFileSync(join(cwd, "plan.json"), "utf8") } : kept;
    expect([ended.exit, marked(outputs)], ended.stderr).toEqual([exit, Object.keys(outputs)]);
  });

  it.each(["plain", "json"])("in what doctor prints, with --format %s", async (format) => {
    const { exit, stdout } = await runChild(["doctor", MAIL, "--sandbox", "--format", format], {});
    expect([exit, stdout]).toEqual([0, expect.stringMatching(MARK)]);
  });

  it("where a sandbox of its own is led to by variables, undo included", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      for (const argv of [
        ["run", MAIL, "--provider", "route53", "--yes"],
        ["undo", LOG, "--yes"],
      ]) {
        const ended = await runChild([...argv, ...KEPT], env, { cwd });
        const { stderr: _progress, ...outputs } = outputsOf(ended, cwd);
        expect([ended.exit, marked(outputs)], ended.stderr).toEqual([0, Object.keys(outputs)]);
      }
    });
  });

  it.each([
    ["run", "rehearsed"],
    ["plan", "rehearsed"],
    ["check", "drifted"],
  ])("in all that the action leaves of %s, which never says that it is real", async (command, state) => {
    const step = await runStep({ command, domain: MAIL, sandbox: "true" }, {});
    expect(step.outputs["state"], step.log).toBe(state);
    const { commands, log, summary } = step;
    const annotations = commands.filter((line) => /^::(?:error|warning|notice) /.test(line));
    const files = ["report-path", "log-path", "comment-path"].map((name) =>
      readFileSync(step.outputs[name] ?? "", "utf8"),
    );
    expect(annotations).not.toEqual([]);
    for (const text of [log, summary, ...annotations, ...files]) expect(text).toMatch(MARK);
  });
});

describe("a run at the vendors' own names", () => {
  it("holds no such mark anywhere, in each format", async () => {
    const { proxy, env } = await worldBehindProxy();
    const argv = ["run", MAIL, "--provider", "cloudflare", "--wait", "5m", "--yes"];
    for (const { exit, stderr, outputs } of await inEachFormat(argv, { ...env, HTTPS_PROXY: proxy.url })) {
      expect([exit, marked(outputs)], stderr).toEqual([0, []]);
      const [started = {}] = eventsIn(outputs[LOG] ?? "");
      expect(["type", "endpoints", "sandbox"].filter((key) => key in started)).toEqual(["type"]);
      expect(outputs["evidence.md"]).toContain("is verified at Tencent Cloud SES");
    }
  });

  it("holds none in the action, either, nor when it is put back", async () => {
    const { proxy, env } = await worldBehindProxy();
    const cwd = scratchFolder();
    const real = { ...env, HTTPS_PROXY: proxy.url };
    const step = await runStep({ domain: MAIL, provider: "route53", log: LOG, wait: "5m" }, real, cwd);
    const files = ["report-path", "log-path", "comment-path"].map((name) =>
      readFileSync(step.outputs[name] ?? "", "utf8"),
    );
    expect(step.outputs["state"], step.log).toBe("verified");
    for (const text of [step.log, step.summary, ...files]) expect(text).not.toMatch(MARK);
    for (const more of [["--dry-run"], []]) {
      const undone = await runChild(["undo", LOG, "--provider", "route53", "--yes", ...more], real, { cwd });
      expect([undone.exit, MARK.test(undone.stdout + undone.stderr)], undone.stderr).toEqual([0, false]);
    }
  });
});

import { join } from "node:path";
import { expect, it } from "vitest";
import { runStep } from "../support/action.ts";
import { runChild } from "../support/child.ts";
import { eventsIn, recordsBelow, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program and the bundle of the action, and a switch that is spelt in another way than `true`.

const MAIL = "mail.example.test";

it("undo --dry-run=True writes nothing, and --dry-run=y is refused", { timeout: 60_000 }, async () => {
  await withSandbox({}, async (sandbox, env) => {
    const cwd = scratchFolder();
    const log = join(cwd, "run.ndjson");
    expect((await runChild(["run", MAIL, "--provider", "cloudflare", "--log", log], env, { cwd })).exit).toBe(
      0,
    );
    const before = recordsBelow(sandbox, "example.test");
    for (const [word, exit] of [
      ["True", 0],
      ["y", 2],
    ] as const) {
      const ended = await runChild(["undo", log, `--dry-run=${word}`, "--yes"], env, { cwd });
      expect(ended.exit, ended.stderr).toBe(exit);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    }
  });
});

it("plan --sandbox=YES rehearses, and --sandbox=on is refused; neither asks the endpoints that are set", async () => {
  await withSandbox({}, async (sandbox, env) => {
    const rehearsed = await runChild(["plan", MAIL, "--sandbox=YES", "--format", "json"], env);
    expect(rehearsed.exit, rehearsed.stderr).toBe(0);
    expect(eventsIn(rehearsed.stdout)[0]).toMatchObject({
      type: "run.started",
      rehearsal: true,
      sandbox: true,
    });
    const refused = await runChild(["plan", MAIL, "--sandbox=on"], env);
    expect([refused.exit, refused.stderr.includes("CONFIG_INVALID")]).toEqual([2, true]);
    expect(sandbox.journal.entries).toEqual([]);
  });
});

it("the action's input sandbox rehearses by True, and stops the step by another word", async () => {
  await withSandbox({}, async (sandbox, env) => {
    const rehearsed = await runStep({ domain: MAIL, command: "plan", sandbox: "True" }, env);
    expect([rehearsed.exit, rehearsed.outputs["state"]], rehearsed.log).toEqual([0, "rehearsed"]);
    const refused = await runStep({ domain: MAIL, sandbox: "maybe" }, env);
    expect([refused.exit, refused.outputs["code"]]).toEqual([2, "CONFIG_INVALID"]);
    expect(sandbox.journal.entries).toEqual([]);
  });
});

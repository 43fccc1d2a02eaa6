import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { eventsIn, recordsBelow, withSandbox, writesIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { startAtTerminal } from "../support/terminal.ts";

const RUN = ["run", "mail.example.test", "--provider", "cloudflare", "--log", "run.ndjson"] as const;
const QUESTION = "Go on with mail.example.test? [y/N] ";
const CTRL_Z = "\u001A";

/** A shell that outlives its terminal, and notes how the command ended. */
const shellThat = (hearsIt: string): string =>
  `trap '${hearsIt}' HUP; exec 3<&0; "$@" <&3 & child=$!; wait $child; wait $child; echo $? > exit`;

/** How the command ended that was started in this folder. */
async function endedIn(cwd: string): Promise<{ readonly exit: string; readonly states: readonly unknown[] }> {
  const exit = join(cwd, "exit");
  await vi.waitFor(() => expect(existsSync(exit) && readFileSync(exit, "utf8")).toBeTruthy(), 20_000);
  const events = eventsIn(readFileSync(join(cwd, "run.ndjson"), "utf8"));
  const states = events.flatMap((event) => (event.type === "result" ? [event["state"], event["exit"]] : []));
  return { exit: readFileSync(exit, "utf8").trim(), states };
}

describe("a terminal that is closed", { timeout: 60_000 }, () => {
  it.each([
    ["and the shell passes the signal on", shellThat("kill -HUP $child")],
    // No signal comes; the first wait ends with the command.
    ["and nobody tells the command", shellThat("").replace("wait $child; ", "")],
  ])("at the question, %s: nothing was created, and the exit is 129", async (_title, line) => {
    await withSandbox({}, async (sandbox, env) => {
      const cwd = scratchFolder();
      const terminal = startAtTerminal(RUN, env, [], { line, cwd });
      await terminal.shows(QUESTION);
      terminal.close();
      expect(await endedIn(cwd)).toEqual({ exit: "129", states: ["interrupted", 129] });
      expect(writesIn(sandbox)).toEqual([]);
    });
  });

  it("during a run: the exit is that of its result", async () => {
    await withSandbox({ lagMs: 60_000 }, async (sandbox, env) => {
      const cwd = scratchFolder();
      const line = shellThat("kill -HUP $child");
      const terminal = startAtTerminal([...RUN, "--yes"], env, [], { line, cwd });
      await vi.waitFor(() => expect(recordsBelow(sandbox, "mail.example.test")).toHaveLength(4), 20_000);
      terminal.close();
      expect(await endedIn(cwd)).toEqual({ exit: "129", states: ["interrupted", 129] });
    });
  });
});

describe("a command that is stopped at its question (Ctrl-Z)", () => {
  it("asks anew when it goes on, and hears the answer", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const line = 'set -m; "$@"; echo stopped; fg; echo "ended with $?"';
      const terminal = startAtTerminal(RUN, env, [], { line, cwd: scratchFolder() });
      await terminal.shows(QUESTION);
      terminal.type(CTRL_Z);
      await terminal.shows("stopped");
      const since = () => terminal.screen().split("stopped")[1] ?? "";
      await vi.waitFor(() => expect(since()).toContain(QUESTION), 20_000);
      terminal.type("y\r");
      await terminal.shows("ended with 0");
      expect(recordsBelow(sandbox, "mail.example.test")).toHaveLength(4);
    });
  });
});

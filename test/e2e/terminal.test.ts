import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { recordsBelow, withSandbox, writesIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { startAtTerminal } from "../support/terminal.ts";

const MAIL = "mail.example.test";
const RUN = ["run", MAIL, "news.example.test", "--provider", "cloudflare"] as const;
const QUESTION = "Go on with these 2 domains? [y/N] ";
const [CTRL_C, CTRL_D] = ["\u0003", "\u0004"];

describe("at a real terminal the question", () => {
  it.each([
    ["n", "n\r"],
    ["Enter", "\r"],
    ["the end of the input", CTRL_D],
    ["an interrupt", CTRL_C],
  ])("answered by %s creates and writes nothing, and says so", async (_title, keys) => {
    await withSandbox({}, async (sandbox, env) => {
      const terminal = startAtTerminal(RUN, env);
      await terminal.shows(QUESTION);
      terminal.type(keys);
      const { exit, screen } = await terminal.ended;
      expect([exit, writesIn(sandbox)]).toEqual([130, []]);
      expect(screen.match(/Nothing was created or written\./g)).toHaveLength(2);
    });
  });

  it("is answered by yes", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const terminal = startAtTerminal(RUN, env);
      await terminal.shows(QUESTION);
      terminal.type("y\r");
      expect((await terminal.ended).exit).toBe(0);
      expect(recordsBelow(sandbox, MAIL)).toHaveLength(4);
    });
  });

  it("is not answered by what was typed before it was there, with or without an end of the line", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const terminal = startAtTerminal(RUN, env);
      await terminal.shows("preflight");
      terminal.type("y\ry\rye");
      await terminal.shows(QUESTION);
      terminal.type("s\r");
      expect([(await terminal.ended).exit, writesIn(sandbox)]).toEqual([130, []]);
    });
  });

  it("stands alone on the screen, whatever Node warns of meanwhile", async () => {
    const folder = scratchFolder();
    const [preload, counter] = [join(folder, "warn.mjs"), join(folder, "warned")];
    writeFileSync(counter, "");
    writeFileSync(
      preload,
      `import { appendFileSync } from "node:fs";
       setInterval(() => { process.emitWarning("meanwhile"); appendFileSync(${JSON.stringify(counter)}, "."); }, 20).unref();`,
    );
    await withSandbox({}, async (_sandbox, env) => {
      const terminal = startAtTerminal(RUN, env, [preload]);
      await terminal.shows(QUESTION);
      const warned = () => readFileSync(counter).length;
      const before = warned();
      await vi.waitFor(() => expect(warned()).toBeGreaterThan(before + 5));
      const since = (screen: string) => screen.slice(screen.indexOf(QUESTION) + QUESTION.length);
      expect(since(terminal.screen())).not.toContain("meanwhile");
      terminal.type("n\r");
      const ended = await terminal.ended;
      expect(since(ended.screen)).toContain("(node) Warning: meanwhile");
    });
  });
});

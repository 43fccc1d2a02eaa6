import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { environmentOf, startSandbox } from "../../src/sandbox/sandbox.ts";
import { createTerminal } from "../report/terminal.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const CLI = join(import.meta.dirname, "../../dist/cli/main.js");

// util-linux's script(1) gives the built program a real terminal, stty another size of it: the kernel sends SIGWINCH.

it("the built program draws its table for the size that its window gets", async () => {
  const sandbox = await startSandbox({ lagMs: 60_000 });
  onTestFinished(() => sandbox.close());
  const cwd = scratchFolder();
  const program = `tty > tty; stty cols 120 rows 30; exec "${process.execPath}" "${CLI}" run mail.example.test --provider cloudflare --yes`;
  const child = spawn("script", ["-qfec", program, "/dev/null"], {
    cwd,
    env: {
      PATH: process.env["PATH"],
      TERM: "xterm-256color",
      NO_COLOR: "1",
      ...environmentOf(sandbox.description),
    },
  });
  onTestFinished(() => void child.kill());
  const terminal = createTerminal(120, 30);
  const look = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    terminal.write(text.replaceAll("\r", ""));
    for (const one of look) one();
  });
  const shown = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        look.delete(check);
        resolve();
      };
      look.add(check);
      check();
    });

  const heads = (): readonly string[] => terminal.all().filter((line) => /^ +server /.test(line));
  await shown(() => heads().at(-1)?.includes("address") === true);
  execFileSync("stty", ["-F", readFileSync(join(cwd, "tty"), "utf8").trim(), "cols", "70", "rows", "20"]);
  terminal.resize(70, 20);
  await shown(() => heads().at(-1)?.includes("address") === false && isStatus(terminal.window().at(-2)));
  expect(terminal.window().at(-2)?.length).toBeLessThan(70);
});

function isStatus(line: string | undefined): boolean {
  return line?.includes("servers serve everything") === true;
}

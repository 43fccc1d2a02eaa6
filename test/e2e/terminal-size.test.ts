import { execFile, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
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

it("the built program takes a terminal that says it has 0 columns for one of 80", async () => {
  const program = `stty cols 0 rows 0; exec "${process.execPath}" "${CLI}" providers route53`;
  const { stdout } = await promisify(execFile)("script", ["-qfec", program, "/dev/null"], {
    cwd: scratchFolder(),
    env: { PATH: process.env["PATH"], TERM: "xterm-256color" },
  });
  const widths = stdout.split(/\r?\n/).map((line) => line.length);
  expect(widths.length).toBeGreaterThan(15);
  expect(Math.max(...widths)).toBeGreaterThan(65);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
});

function isStatus(line: string | undefined): boolean {
  return line?.includes("of 2 servers serve") === true;
}

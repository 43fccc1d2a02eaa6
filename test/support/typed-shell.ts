import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");

/** A POSIX shell that stays open from line to line, as a person has it. */
export interface TypedShell {
  /** Resolves with the exit status of the line once it has ended. */
  readonly type: (line: string) => Promise<number>;
  /** All that was printed so far, stdout and stderr. */
  readonly printed: () => string;
  readonly close: () => Promise<void>;
}

/** In a folder that is the user's home, too; `onPrint` is called whenever something was printed. */
export function openShell(
  cwd: string,
  env: Readonly<Record<string, string>>,
  onPrint: () => void = () => undefined,
): TypedShell {
  const shell = spawn("/bin/sh", { cwd, env: { ...installedIn(cwd), ...env }, stdio: "pipe" });
  const ended = once(shell, "close");
  let printed = "";
  let look: () => void = () => undefined;
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      look();
      onPrint();
    });
  shell.stdin.write("exec 2>&1\n");
  const type = async (line: string): Promise<number> => {
    const from = printed.length;
    const exit = new Promise<number>((resolve, reject) => {
      look = () => {
        const told = /^exit (\d+)$/m.exec(printed.slice(from));
        if (told !== null) resolve(Number(told[1]));
      };
      ended.then(() => reject(new Error(`the shell ended at ${line}:\n${printed}`)), reject);
    });
    // What the line starts must not read the next one.
    shell.stdin.write(`{ ${line}\n} </dev/null; echo "exit $?"\n`);
    return exit;
  };
  const close = async (): Promise<void> => {
    shell.stdin.end();
    await ended;
  };
  return { type, printed: () => printed, close };
}

/** `ses-onboard` and `npx ses-onboard` start the built program. */
function installedIn(folder: string): Readonly<Record<string, string>> {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const main = `exec '${process.execPath}' '${MAIN}' "$@"`;
  program(bin, "ses-onboard", main);
  // npx itself would ask a registry.
  program(bin, "npx", `shift\n${main}`);
  return { PATH: `${bin}:${process.env["PATH"]}`, HOME: folder, SHELL: "/bin/bash" };
}

function program(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
}

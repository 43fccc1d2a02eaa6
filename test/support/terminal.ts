import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { scratchFolder } from "./scratch-folder.ts";

const CLI = join(import.meta.dirname, "../../dist/cli/main.js");
const EMPTY_FOLDER = scratchFolder();

export interface Terminal {
  /** Keys, as the person's keyboard sends them. */
  readonly type: (keys: string) => void;
  /** All that was drawn so far. */
  readonly screen: () => string;
  /** Resolves once the screen holds it. */
  readonly shows: (text: string) => Promise<void>;
  /** As a window that is closed, or a connection that is lost. */
  readonly close: () => void;
  readonly ended: Promise<{ readonly exit: number | null; readonly screen: string }>;
}

interface TerminalOptions {
  /** A line of bash that starts it as `"$@"`. */
  readonly line?: string;
  readonly cwd?: string;
}

/**
 * The built command line at a terminal of 80 columns and 24 lines, by `script` of util-linux, in an environment made
 * from nothing.
 */
export function startAtTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  preload: readonly string[] = [],
  { line = 'exec "$@"', cwd = EMPTY_FOLDER }: TerminalOptions = {},
): Terminal {
  const loaded = [join(import.meta.dirname, "child-guard.mjs"), ...preload].map(
    (file) => `--import=${pathToFileURL(file).href}`,
  );
  const command = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(" ");
  const shell = `stty cols 80 rows 24; exec bash -c "$LINE" bash ${command}`;
  const child = spawn("script", ["-qfec", shell, "/dev/null"], {
    env: {
      PATH: process.env["PATH"],
      HOME: EMPTY_FOLDER,
      SHELL: "/bin/sh",
      TERM: "xterm",
      LINE: line,
      NODE_OPTIONS: loaded.join(" "),
      ...env,
    },
    cwd,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<{ readonly exit: number | null; readonly screen: string }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => resolve({ exit, screen }));
  });
  const shows = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (screen.includes(text)) resolve();
      };
      listeners.add(look);
      look();
      ended.then(() => reject(new Error(`it ended without "${text}":\n${screen}`)), reject);
    });
  const type = (keys: string): void => void child.stdin.write(keys);
  return { type, screen: () => screen, shows, close: () => void child.kill("SIGKILL"), ended };
}

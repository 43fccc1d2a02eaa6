import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CONSENT } from "./cli.ts";
import { scratchFolder } from "./scratch-folder.ts";

const CLI = join(import.meta.dirname, "../../dist/cli/main.js");
const EMPTY_FOLDER = scratchFolder();

export interface EndedChild {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<EndedChild>;
  /** What it has written to stdout so far. */
  readonly stdout: () => string;
  /** What it has written to stderr so far. */
  readonly stderr: () => string;
  /** Resolves once stdout, or the other stream, holds a match. */
  readonly says: (pattern: RegExp, stream?: "stdout" | "stderr") => Promise<void>;
}

export interface ChildOptions {
  readonly cwd?: string;
  /** What runs in place of the command line. */
  readonly entry?: string;
  /** A line of bash that starts it as `"$@"`: with a limit, or with its streams elsewhere. */
  readonly line?: string;
  /** Files of this folder that are loaded first. */
  readonly preload?: readonly string[];
}

/** The built command line as a process of its own, in an environment made from nothing but consent. */
export function startChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: ChildOptions = {},
): Child {
  const preload = ["child-guard.mjs", ...(options.preload ?? [])].map(
    (file) => `--import=${pathToFileURL(join(import.meta.dirname, file)).href}`,
  );
  const startedAt = performance.now();
  const words = [process.execPath, options.entry ?? CLI, ...args];
  const [file = "", ...rest] =
    options.line === undefined ? words : ["bash", "-c", options.line, "bash", ...words];
  const child = spawn(file, rest, {
    env: {
      PATH: process.env["PATH"],
      HOME: EMPTY_FOLDER,
      NODE_OPTIONS: preload.join(" "),
      ...CONSENT,
      ...env,
    },
    cwd: options.cwd ?? EMPTY_FOLDER,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  const ended = new Promise<EndedChild>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) =>
      resolve({ exit, signal, stdout, stderr, tookMs: performance.now() - startedAt }),
    );
  });
  const says = (pattern: RegExp, stream: "stdout" | "stderr" = "stdout") =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(stream === "stdout" ? stdout : stderr)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      ended.then(() => reject(new Error(`it ended without ${pattern}:\n${stdout}\n${stderr}`)), reject);
    });
  return { process: child, ended, stdout: () => stdout, stderr: () => stderr, says };
}

export function runChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options?: ChildOptions,
): Promise<EndedChild> {
  return startChild(args, env, options).ended;
}

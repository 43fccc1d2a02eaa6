import { spawn, type ChildProcess } from "node:child_process";

// The built program as a process of its own, in an environment made from nothing.

/** Milliseconds after which it is said to hang: far beyond `--wait` and every deadline of its own. */
const LONGEST_MS = 180_000;

export interface EndedProgram {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly tookMs: number;
  readonly hung: boolean;
}

export interface Program {
  readonly process: ChildProcess;
  readonly ended: Promise<EndedProgram>;
  /** Told of each piece of stdout. */
  readonly onOutput: (listener: (whole: string) => void) => void;
}

export interface ProgramOptions {
  readonly entry: string;
  readonly preload: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

const running = new Set<ChildProcess>();

/** None outlives the harness: the world that it is led to ends with it. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

export function startProgram({ entry, preload, args, env, cwd }: ProgramOptions): Program {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [`--import=${preload}`, entry, ...args], {
    env,
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let [stdout, stderr, hung] = ["", "", false];
  const listeners: ((whole: string) => void)[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const listener of listeners) listener(stdout);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const timer = setTimeout(() => {
    hung = true;
    child.kill("SIGKILL");
  }, LONGEST_MS);
  const ended = new Promise<EndedProgram>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ exit, signal, stdout, stderr, tookMs: performance.now() - startedAt, hung });
    });
  });
  return { process: child, ended, onOutput: (listener) => void listeners.push(listener) };
}

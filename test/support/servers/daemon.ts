import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { findProgram, type Program } from "./programs.ts";

/** A server program run in the foreground. */
export interface Daemon {
  /** Everything that it printed, for the message of a test that fails. */
  readonly log: () => string;
  /** @throws Error with the log when it has ended by itself */
  readonly assertRuns: () => void;
  readonly stop: () => Promise<void>;
}

const PATIENCE_MS = 2_000;

/**
 * Ends with us whatever happens: the kernel kills it when the process that started it dies, even by SIGKILL.
 */
export function startDaemon(program: Program, args: readonly string[], folder: string): Daemon {
  const path = findProgram(program) ?? program;
  const child = spawn("setpriv", ["--pdeathsig", "KILL", path, ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (log += chunk.toString()));
  return {
    log: () => log,
    assertRuns: () => {
      if (hasEnded(child)) throw new Error(`${program} ended by itself:\n${log}`);
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await ended;
  clearTimeout(impatience);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

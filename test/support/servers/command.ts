import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { findProgram, type Program } from "./programs.ts";

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
}

/** One command line program, run to its end. @throws the signal's reason when it aborts */
export async function runProgram(
  program: Program,
  args: readonly string[],
  { input = "", signal }: CommandOptions = {},
): Promise<Ended> {
  signal?.throwIfAborted();
  const child = spawn(findProgram(program) ?? program, args);
  const kill = (): void => void child.kill("SIGKILL");
  signal?.addEventListener("abort", kill);
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  try {
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      child.exitCode ?? once(child, "exit"),
    ]);
    signal?.throwIfAborted();
    return { status: child.exitCode ?? -1, stdout, stderr };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** @throws Error with what it said when it ends with another status than 0 */
export async function requireProgram(
  program: Program,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await runProgram(program, args, options);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}

import { spawn } from "node:child_process";
import { join } from "node:path";

/** What a command took, and how it ended. */
export interface Measured {
  readonly seconds: number;
  /** The largest resident set, in 10^6 octets. */
  readonly megabytes: number;
  readonly exit: number | null;
  /** The code of its last error; undefined: it had none. */
  readonly code: string | undefined;
  readonly message: string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** It tells its largest resident set on a pipe of its own when it ends; kibibytes (getrusage, Linux). */
const TELL_MEMORY =
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));';

/** What never ends is ended, so that a row without a bound is a row and no hang. */
const LONGEST_MS = 40_000;

/** Runs the built program, in an environment made from nothing but consent. */
export async function measured(checkout: string, { args, env, cwd }: Command): Promise<Measured> {
  const guard = join(checkout, "test/support/child-guard.mjs");
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [
      `--import=${guard}`,
      `--import=data:text/javascript,${encodeURIComponent(TELL_MEMORY)}`,
      join(checkout, "dist/cli/main.js"),
      ...args,
      "--format=json",
    ],
    {
      cwd,
      env: { PATH: process.env["PATH"], HOME: cwd, SES_ONBOARD_YES: "true", ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    },
  );
  const watchdog = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
  const texts = Promise.all(child.stdio.slice(1).map(textOf));
  const exit = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("exit", (status) => resolve(status));
  });
  clearTimeout(watchdog);
  const seconds = (performance.now() - startedAt) / 1_000;
  const [stdout = "", stderr = "", kibibytes = ""] = await texts;
  const error = lastError(stdout);
  return {
    seconds,
    megabytes: (Number(kibibytes) * 1_024) / 1_000_000,
    exit,
    code: error?.code,
    message: error?.message ?? "",
    stdout,
    stderr,
  };
}

async function textOf(stream: unknown): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

interface ToldError {
  readonly code: string;
  readonly message: string;
}

function lastError(stdout: string): ToldError | undefined {
  const errors = stdout
    .split("\n")
    .filter((line) => line.includes('"error":{'))
    .map((line) => (JSON.parse(line) as { readonly error?: ToldError }).error);
  return errors.at(-1);
}

import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { EndedChild } from "./child.ts";

/** The commands of a result or an error as a person copies them: each alone on its line, or in a short sentence. */
export function commandsIn(text: string): readonly string[] {
  const found = text.matchAll(
    /^ {4}((?:node|npx|ses-onboard) .*)$|^ {2}→.*`((?:node|npx|ses-onboard) [^`]+)`/gm,
  );
  return [...found].map(([, line, inline]) => line ?? inline ?? "");
}

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A line by the shell that everybody has, just as it was printed. */
export function runLine(line: string, { env, cwd }: Surroundings): Promise<Omit<EndedChild, "tookMs">> {
  const guard = `--import=${pathToFileURL(join(import.meta.dirname, "child-guard.mjs")).href}`;
  const child = spawn("sh", ["-c", line], {
    env: { PATH: process.env["PATH"], HOME: cwd, NODE_OPTIONS: guard, ...env },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => void (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => void (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => resolve({ exit, signal, stdout, stderr }));
  });
}

import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ACTION, inputVariableOf } from "./action-yml.ts";
import { outputsIn } from "./action-outputs.ts";
import { scratchFolder } from "./scratch-folder.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What a step left, as its runner sees it. */
export interface EndedStep {
  readonly exit: number | null;
  /** Both streams in order of arrival: the runner makes no difference. */
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** Lines of the log that the runner obeys. */
  readonly commands: readonly string[];
}

/**
 * The bundle as a step, spawned as a runner does: nothing in the environment but what a runner sets, every
 * input that action.yml declares (the default, else empty), its files empty beforehand.
 */
export async function runStep(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  cwd = scratchFolder(),
): Promise<EndedStep> {
  const place = scratchFolder();
  const given = Object.entries(ACTION.inputs).map(([name, { default: usual = "" }]) => [
    inputVariableOf(name),
    inputs[name] ?? usual,
  ]);
  const guard = pathToFileURL(join(import.meta.dirname, "child-guard.mjs")).href;
  const child = spawn(process.execPath, [join(ROOT, ACTION.runs.main)], {
    env: {
      PATH: process.env["PATH"],
      HOME: place,
      NODE_OPTIONS: `--import=${guard}`,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_OUTPUT: join(place, "output"),
      GITHUB_STEP_SUMMARY: join(place, "summary.md"),
      RUNNER_TEMP: join(place, "temp"),
      ...Object.fromEntries(given),
      ...env,
    },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  const exit = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  const written = (file: string) =>
    existsSync(join(place, file)) ? readFileSync(join(place, file), "utf8") : "";
  return {
    exit,
    log,
    outputs: outputsIn(written("output")),
    summary: written("summary.md"),
    commands: commandsIn(log),
  };
}

/**
 * As the runner finds commands (ActionCommand of actions/runner): `::name …::` at a line's beginning, and the
 * former `##[name …]` anywhere in it.
 */
function commandsIn(log: string): readonly string[] {
  return log
    .split(/\r\n|\r|\n/)
    .filter((line) => /^\s*::[a-z-]+(?: [^]*?)?::/i.test(line) || /##\[[^\]]+\]/.test(line));
}

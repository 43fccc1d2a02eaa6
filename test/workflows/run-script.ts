import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { outputsIn } from "../support/action-outputs.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { STEPS } from "./workflow-files.ts";

// The scripts of the workflows, run as a runner runs them: by `bash -eo pipefail` ("shell: bash" in GitHub's
// documentation of the workflow syntax), in the job's folder, with a `gh` of our own.

/** What our `gh` says to a call that begins with certain words. */
export interface GhAnswer {
  /** Printed; through jq where the call has --jq, as gh does it. */
  readonly json?: unknown;
  readonly exit?: number;
  /** Put into the folder of --dir, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface ScriptWorld {
  readonly env?: Readonly<Record<string, string>>;
  /** By the words that the call begins with; any other call answers nothing, with status 0. */
  readonly gh?: Readonly<Record<string, GhAnswer>>;
  /** In the job's folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** For RUNNER_TEMP. */
  readonly temp?: string;
}

export interface EndedScript {
  readonly exit: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** How gh was called, in order. */
  readonly calls: readonly string[];
  /** What the job's folder holds of this name in the end. */
  readonly fileAt: (path: string) => string;
}

/** The script of the step that has this name or id. */
export function scriptOf(path: string, job: string, step: string): string {
  const scripts = STEPS.filter((one) => one.path === path && one.job === job).flatMap(({ step: one }) =>
    [one.name, one.id].includes(step) ? (one.run ?? []) : [],
  );
  const [script, ...others] = scripts;
  if (script === undefined || others.length > 0)
    throw new Error(`${scripts.length} scripts are called "${step}" in ${path}, job ${job}`);
  return script;
}

export async function runScript(script: string, world: ScriptWorld = {}): Promise<EndedScript> {
  const { cwd = scratchFolder(), temp = scratchFolder() } = world;
  const place = scratchFolder();
  for (const [path, text] of Object.entries(world.files ?? {})) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const files = { GITHUB_OUTPUT: join(place, "output"), GITHUB_STEP_SUMMARY: join(place, "summary.md") };
  for (const file of Object.values(files)) writeFileSync(file, "");
  writeGh(place, world.gh ?? {});
  writeFileSync(join(place, "step.sh"), script);
  const shell = ["--noprofile", "--norc", "-eo", "pipefail", join(place, "step.sh")];
  const child = spawn("bash", shell, {
    env: {
      PATH: `${place}:${process.env["PATH"] ?? ""}`,
      HOME: place,
      GIT_CONFIG_NOSYSTEM: "1",
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: "octo/mail",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_RUN_ID: "4711",
      RUNNER_TEMP: temp,
      ...files,
      ...world.env,
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
  const textAt = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
  return {
    exit,
    log,
    outputs: pairsIn(textAt(files.GITHUB_OUTPUT)),
    summary: textAt(files.GITHUB_STEP_SUMMARY),
    calls: textAt(join(place, "calls")).split("\n").filter(Boolean),
    fileAt: (path) => textAt(join(cwd, path)),
  };
}

/** Blocks with a delimiter, or lines of `name=value`, as the runner takes both. */
function pairsIn(text: string): Readonly<Record<string, string>> {
  if (text.includes("<<")) return outputsIn(text);
  const pairs = [...text.matchAll(/^([^=\n]+)=(.*)$/gm)];
  return Object.fromEntries(pairs.map((match) => [match[1] ?? "", match[2] ?? ""]));
}

const GH = `#!/usr/bin/env node
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const words = process.argv.slice(2);
const call = words.join(" ");
appendFileSync(__dirname + "/calls", call.replaceAll("\\n", " ") + "\\n");
const answers = JSON.parse(readFileSync(__dirname + "/answers.json", "utf8"));
const found = Object.entries(answers).filter(([start]) => call.startsWith(start));
const [, { json, exit = 0, files = {} } = {}] = found.sort(([a], [b]) => b.length - a.length)[0] ?? [];
const after = (flag) => (words.includes(flag) ? words[words.indexOf(flag) + 1] : undefined);
for (const [name, text] of Object.entries(files)) {
  mkdirSync(after("--dir"), { recursive: true });
  writeFileSync(after("--dir") + "/" + name, text);
}
if (json !== undefined) {
  const filter = after("--jq");
  const input = JSON.stringify(json);
  if (exit !== 0 || filter === undefined) process.stdout.write(input + "\\n");
  else {
    const { stdout, stderr, status } = spawnSync("jq", ["--raw-output", filter], { input, encoding: "utf8" });
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    process.exitCode = status;
  }
}
if (exit !== 0) process.exitCode = exit;
`;

function writeGh(place: string, answers: Readonly<Record<string, GhAnswer>>): void {
  writeFileSync(join(place, "answers.json"), JSON.stringify(answers));
  writeFileSync(join(place, "gh"), GH);
  chmodSync(join(place, "gh"), 0o755);
}

import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { runStep, type EndedStep } from "../support/action.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { filledAll, holds, type Asked, type Contexts } from "./expressions.ts";
import { OWN_ACTION } from "./grammar.ts";
import { runScript, type GhAnswer } from "./run-script.ts";
import { WORKFLOWS, type Job, type Step } from "./workflow-files.ts";

// A workflow as GitHub runs it, as far as our own steps, scripts and what they hand on go: expressions by GitHub's own
// evaluator, the built bundle as a process, artifacts as folders. What others' actions do is played by a line each.

const ROOT = join(import.meta.dirname, "../..");

export interface Repository {
  readonly vars?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly github: Readonly<Record<string, unknown>>;
  /** What checkout finds, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly gh?: Readonly<Record<string, GhAnswer>>;
  /** The machine's environment: where the sandbox is. */
  readonly machine: Readonly<Record<string, string>>;
  /** What a job with `id-token: write` gets, and no other. */
  readonly identity?: Readonly<Record<string, string>>;
  /** What aws-actions/configure-aws-credentials puts into the job's environment for a role. */
  readonly awsKeys?: Readonly<Record<string, string>>;
}

export interface EndedJob {
  readonly result: "success" | "failure" | "skipped";
  readonly outputs: Readonly<Record<string, string>>;
  /** Of our own action, in order. */
  readonly steps: readonly EndedStep[];
  readonly summary: string;
}

type Artifacts = Map<string, string>;

/** Each job by its name, in the file's order: no job of ours stands before one that it needs. */
export async function runWorkflow(
  path: string,
  repository: Repository,
): Promise<Readonly<Record<string, EndedJob>>> {
  const workflow = WORKFLOWS.find((one) => one.path === path)?.workflow;
  const [ended, artifacts]: [Record<string, EndedJob>, Artifacts] = [{}, new Map()];
  for (const [name, job] of Object.entries(workflow?.jobs ?? {}))
    ended[name] = await runJob(job, { repository, ended, artifacts });
  return ended;
}

interface Run {
  readonly repository: Repository;
  readonly ended: Readonly<Record<string, EndedJob>>;
  readonly artifacts: Artifacts;
}

async function runJob(job: Job, run: Run): Promise<EndedJob> {
  const { vars = {}, secrets = {}, inputs = {}, github } = run.repository;
  const names = [job.needs ?? []].flat();
  const needs = Object.fromEntries(names.map((name) => [name, run.ended[name]]));
  const results = names.map((name) => run.ended[name]?.result);
  const asked: Asked = {
    success: () => results.every((result) => result === "success"),
    failure: () => results.includes("failure"),
    hasFile: () => false,
  };
  const known = { vars, secrets, inputs, github, needs };
  const nothing = { outputs: {}, steps: [], summary: "" };
  if (!holds(job.if, known, asked)) return { result: "skipped", ...nothing };
  const place = { folder: scratchFolder(), temp: scratchFolder() };
  const going: Going = {
    ...run,
    job,
    place,
    known,
    steps: {},
    own: [],
    exported: {},
    failed: false,
    summary: "",
  };
  for (const step of job.steps ?? []) await takeStep(step, going);
  return {
    result: going.failed ? "failure" : "success",
    outputs: filledAll(job.outputs, contextsOf(going), askedOf(going)),
    steps: going.own,
    summary: going.summary,
  };
}

interface Going extends Run {
  readonly job: Job;
  readonly place: { readonly folder: string; readonly temp: string };
  readonly known: Contexts;
  readonly steps: Record<
    string,
    { readonly outputs: Readonly<Record<string, string>>; readonly outcome: string }
  >;
  readonly own: EndedStep[];
  exported: Readonly<Record<string, string>>;
  failed: boolean;
  summary: string;
}

interface Done {
  readonly exit: number | null;
  readonly outputs?: Readonly<Record<string, string>>;
}

async function takeStep(step: Step, going: Going): Promise<void> {
  const [contexts, asked] = [contextsOf(going), askedOf(going)];
  if (!holds(step.if, contexts, asked)) return;
  const given = filledAll(step.with, contexts, asked);
  const env = filledAll(step.env, contexts, asked);
  const { exit, outputs = {} } =
    step.run === undefined
      ? await useAction(step.uses ?? "", { given, env }, going)
      : await runIn(step.run, env, going);
  if (exit !== 0 && step["continue-on-error"] !== true) going.failed = true;
  if (step.id !== undefined) going.steps[step.id] = { outputs, outcome: exit === 0 ? "success" : "failure" };
}

async function runIn(script: string, env: Readonly<Record<string, string>>, going: Going): Promise<Done> {
  const { folder: cwd, temp } = going.place;
  if (script === "npm ci") cpSync(join(ROOT, "dist"), join(cwd, "dist"), { recursive: true });
  if (script === "npm ci") return { exit: 0 };
  const { gh = {}, github } = going.repository;
  const workflow = { GITHUB_SHA: String(github["sha"]), GITHUB_WORKFLOW_REF: String(github["workflow_ref"]) };
  const ended = await runScript(script, { cwd, temp, gh, env: { ...workflow, ...env } });
  going.summary += ended.summary;
  return ended;
}

interface Given {
  readonly given: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

async function useAction(uses: string, { given, env }: Given, going: Going): Promise<Done> {
  const { repository, place, artifacts } = going;
  const action = uses.split("@")[0] ?? "";
  if (uses === "./" || OWN_ACTION.test(uses)) return useOurs(uses, { given, env }, going);
  const folder = resolve(place.folder, given["path"] ?? ".");
  switch (action) {
    case "actions/setup-node":
      return { exit: 0 };
    case "actions/checkout":
      for (const [path, text] of Object.entries(repository.files ?? {})) {
        mkdirSync(dirname(join(place.folder, path)), { recursive: true });
        writeFileSync(join(place.folder, path), text);
      }
      return { exit: 0 };
    case "aws-actions/configure-aws-credentials":
      going.exported = { ...repository.awsKeys, AWS_REGION: given["aws-region"] ?? "" };
      return { exit: given["role-to-assume"] === "" ? 1 : 0 };
    case "actions/download-artifact": {
      const artifact = artifacts.get(given["name"] ?? "");
      if (artifact !== undefined) cpSync(artifact, folder, { recursive: true });
      return { exit: artifact === undefined ? 1 : 0 };
    }
    case "actions/upload-artifact":
      return upload(given, going);
    default:
      throw new Error(`nobody plays ${uses}`);
  }
}

function upload(given: Readonly<Record<string, string>>, { place, artifacts }: Going): Done {
  const files = (given["path"] ?? "").split("\n").flatMap((line) => {
    const file = resolve(place.folder, line.trim());
    return line.trim() !== "" && existsSync(file) ? [file] : [];
  });
  if (files.length === 0) return { exit: given["if-no-files-found"] === "error" ? 1 : 0 };
  const artifact = scratchFolder();
  for (const file of files) cpSync(file, join(artifact, basename(file)));
  artifacts.set(given["name"] ?? "", artifact);
  return { exit: 0, outputs: { "artifact-id": String(artifacts.size) } };
}

async function useOurs(uses: string, { given, env }: Given, going: Going): Promise<Done> {
  const { repository, place, job, exported } = going;
  if (uses === "./" && !existsSync(join(place.folder, "dist/action.js"))) return { exit: 1 };
  const identity = job.permissions?.["id-token"] === "write" ? repository.identity : {};
  const ended = await runStep(
    given,
    { ...repository.machine, ...identity, ...exported, ...env },
    place.folder,
  );
  going.own.push(ended);
  return ended;
}

function contextsOf({ known, steps, exported, place }: Going): Contexts {
  return { ...known, steps, env: exported, runner: { temp: place.temp } };
}

function askedOf(going: Going): Asked {
  return {
    success: () => !going.failed,
    failure: () => going.failed,
    hasFile: (path) => existsSync(join(going.place.folder, path)),
  };
}

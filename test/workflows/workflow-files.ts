import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../..");

export interface WorkflowFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly workflow: Workflow;
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly "runs-on"?: string;
  readonly steps?: readonly Step[];
}

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly "continue-on-error"?: boolean;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Every workflow, those of this repository and those to copy. */
export const WORKFLOWS: readonly WorkflowFile[] = [".github/workflows", "examples/workflows"].flatMap(
  (folder) =>
    readdirSync(join(ROOT, folder)).map((file) => {
      const path = join(ROOT, folder, file);
      const text = readFileSync(path, "utf8");
      return { path: relative(ROOT, path), text, workflow: parse(text) as Workflow };
    }),
);

/** Every job with its workflow. */
export const JOBS = WORKFLOWS.flatMap(({ path, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ path, name, job })),
);

/** Every step with its job. */
export const STEPS = JOBS.flatMap(({ path, name, job }) =>
  (job.steps ?? []).map((step) => ({ path, job: name, step })),
);

export function fileAtRoot(name: string): string {
  return readFileSync(join(ROOT, name), "utf8");
}

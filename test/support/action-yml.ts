import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const ROOT = join(import.meta.dirname, "../..");

/** What action.yml declares, for tests that start no program. */
export const ACTION = parse(readFileSync(join(ROOT, "action.yml"), "utf8")) as {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly main: string };
};

/** The variable in which a runner passes an input: the name in capitals, its dashes kept. */
export function inputVariableOf(input: string): string {
  return `INPUT_${input.toUpperCase()}`;
}

/** In the order of action.yml. */
export const INPUT_NAMES = Object.keys(ACTION.inputs);

/** The names of everything that a step may write to GITHUB_OUTPUT. */
export const OUTPUT_NAMES = Object.keys(ACTION.outputs).toSorted();

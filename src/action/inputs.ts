import type { Io } from "../cli/io.ts";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../config/option-table.ts";
import { yesOrNo } from "../config/sources/option-text.ts";
import { didYouMean } from "../config/suggest.ts";
import { parseSenderDomain, type DomainName } from "../dns/domain-name.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { listPhrase, phrase, type Text } from "../errors/phrase.ts";

/** Commands that end by themselves and have a result to report. */
export const ACTION_COMMANDS = ["run", "plan", "check"] as const;

/** Inputs that are options of the command line under the same name. */
const OPTION_INPUTS = OPTION_NAMES.filter((name) => OPTIONS[name].inAction !== undefined);

/** What a workflow gave by `with:`; action.yml describes each. */
export interface ActionInputs {
  readonly command: (typeof ACTION_COMMANDS)[number];
  readonly domains: readonly DomainName[];
  readonly options: Readonly<Partial<Record<OptionName, readonly string[]>>>;
  readonly failOnPending: boolean;
}

/** What says which plan was approved. */
const APPROVALS = ["plan", "plan-hash"] as const;

/**
 * The inputs, from the variables in which the runner passes them: `INPUT_` and the name in capitals, its
 * dashes kept.
 * @throws OnboardError CONFIG_INVALID for a command or a switch that there is not, DOMAIN_INVALID; the
 * options are judged by the command line
 */
export function readInputs(env: Io["env"]): ActionInputs {
  const given = OPTION_INPUTS.map((name) => [name, valuesOf(name, readInput(env, name))] as const);
  const command = readCommand(readInput(env, "command"));
  if (command === "run" && readSwitch("require-plan", readInput(env, "require-plan"))) requirePlan(env);
  return {
    command,
    domains: words(readInput(env, "domain")).map(parseSenderDomain),
    options: Object.fromEntries(given.filter(([, values]) => values.length > 0)),
    failOnPending: readSwitch("fail-on-pending", readInput(env, "fail-on-pending")),
  };
}

/**
 * The words of the command line. No value can be taken for an option: each stands behind its name's `=`, and
 * no domain begins with a dash.
 */
export function argumentsOf({ command, domains, options }: ActionInputs): readonly string[] {
  const flags = Object.entries(options).flatMap(([name, values]) =>
    values.map((value) => `--${name}=${value}`),
  );
  // Whoever wrote the workflow has consented; nobody can be asked.
  const consent = command === "run" ? ["--yes"] : [];
  return [command, "--format=github", ...consent, ...flags, ...domains];
}

/** An output that a failed job never wrote arrives empty, and would let the run agree with itself. */
function requirePlan(env: Io["env"]): void {
  if (APPROVALS.some((name) => readInput(env, name) !== "")) return;
  throw new OnboardError(
    "CONSENT_MISSING",
    phrase`An approved plan is required, and plan and plan-hash are empty.`,
    {
      hint: phrase`Pass the outputs plan-hash or plan-path of the job that planned, and look whether it ended well.`,
      facts: { inputs: APPROVALS },
    },
  );
}

/** An input that a workflow leaves out arrives empty. */
function readInput(env: Io["env"], name: string): string {
  return env[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
}

function valuesOf(name: OptionName, text: string): readonly string[] {
  if (OPTIONS[name].list === true) return words(text);
  return text === "" ? [] : [text];
}

/** A workflow's list is a text: one by line, or with spaces or commas between. */
function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function readCommand(text: string): ActionInputs["command"] {
  const command = ACTION_COMMANDS.find((name) => name === (text === "" ? "run" : text));
  if (command !== undefined) return command;
  throw wrongInput(
    "command",
    phrase`"${text}" is not one of ${listPhrase(ACTION_COMMANDS, ", ")}${didYouMean(text, ACTION_COMMANDS)}`,
  );
}

/** By the rule of the command line's own switches. */
function readSwitch(name: string, text: string): boolean {
  const parsed = yesOrNo(text === "" ? "false" : text);
  if ("problem" in parsed) throw wrongInput(name, parsed.problem);
  return parsed.value;
}

function wrongInput(name: string, problem: Text): OnboardError {
  return new OnboardError("CONFIG_INVALID", phrase`The input ${name} is wrong: ${problem}.`, {
    hint: phrase`Correct ${name} under \`with:\` in the workflow.`,
    facts: { input: name },
  });
}

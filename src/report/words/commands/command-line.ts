import { isSwitch, OPTIONS, type OptionName } from "../../../config/option-table.ts";
import { optionWords, type ProposedOptions, type Proposal, type WordProposal } from "../../../errors/hint.ts";
import type { GivenOption, StartedCommand } from "../../../events/started.ts";
import { quoted, shellLine } from "../../../shell-words.ts";
import { commandThatTakes, isKnown, joined, takes } from "./taken-options.ts";
import { inputLines, workflowWords } from "./workflow-words.ts";

// Every command that is printed is made here: the program as it was started, what it was given, domains last.

/** As much of `run.started` as a command is made of. */
export type Started = Omit<StartedCommand, "command"> & { readonly command: string };

/** How proposals read for a command about a domain; in the action they are inputs of the workflow. */
export function wordFor(started: Started, domain: string): WordProposal {
  return (proposal) =>
    started.inAction === true
      ? { text: workflowWords(started, domain, proposal), isCommand: false }
      : { text: proposedLine(started, domain, proposal), isCommand: true };
}

/** The command as it was given, to be copied. */
export function startedLine(started: Started): string {
  return lineOf(started, started.command, { options: flagsOf(started), operands: started.operands ?? [] });
}

/** The same on lines of its own, below a sentence: one command, or the inputs of a step. */
export function linesFor(started: Started, domain: string, proposal: Proposal): readonly string[] {
  if (started.inAction !== true) return [proposedLine(started, domain, proposal)];
  if (!("command" in proposal) || proposal.command === undefined) return [];
  const { command, options = {} } = proposal;
  return inputLines(command, domain, joined(carriedTo(command, started), options));
}

/** What carries a plan out: its file where it left one, else its hash. The hash covers what was given, so that is said again. */
export function runOfPlan(started: Started | undefined, planHash: string | null): Proposal {
  const file = started?.given?.find(({ option }) => option === "out")?.values;
  // In the action it lies in the runner's temporary folder, which another job does not see.
  if (file !== undefined && started?.inAction !== true)
    return { command: "run", options: { plan: file }, all: true };
  return { command: "run", options: planHash === null ? {} : { "plan-hash": [planHash] } };
}

function proposedLine(started: Started, domain: string, proposal: Proposal): string {
  if ("again" in proposal) return lineOf(started, started.command, againOf(started));
  if ("words" in proposal) return shellLine([...programOf(started), ...proposal.words]);
  if ("word" in proposal) {
    const operands = (started.operands ?? []).map((word) =>
      word === proposal.word ? proposal.instead : word,
    );
    return lineOf(started, started.command, { options: flagsOf(started), operands });
  }
  const { given = [], operands = [] } = started;
  const { options = {}, all, operand = all === true ? operands : operandOf(started, domain) } = proposal;
  const command = proposal.command ?? commandThatTakes(Object.keys(options), started.command);
  const file = all === true ? optionsOf(given.filter(({ option }) => option === "file")) : {};
  const carried = { ...file, ...carriedTo(command, started) };
  return lineOf(started, command, { options: joined(carried, options), operands: operand });
}

/** A hash is of the plan as it was before the first write. */
function againOf(started: Started): Operation {
  const { "plan-hash": _, ...options } = flagsOf(started);
  return { options, operands: started.operands ?? [] };
}

interface Operation {
  readonly options: ProposedOptions;
  readonly operands: readonly string[] | string;
}

function programOf({ startedAs = ["ses-onboard"] }: Started): readonly string[] {
  return startedAs;
}

function lineOf(started: Started, command: string, operation: Operation): string {
  const operands = [operation.operands].flat();
  // A name that begins with a dash would be read as an option.
  const end = operands.some((word) => word.startsWith("-")) ? ["--"] : [];
  return shellLine([...programOf(started), command, ...wordsOf(operation.options), ...end, ...operands]);
}

/** `--yes` and `--no-yes` take no word behind them. */
function wordsOf(options: ProposedOptions): readonly string[] {
  return Object.entries(options).flatMap(([option, values]) => {
    if (!isKnown(option) || !isSwitch(option)) return optionWords({ [option]: values });
    return values.map((value) => (["false", "0", "no"].includes(value) ? `--no-${option}` : `--${option}`));
  });
}

function operandOf({ command, operands = [] }: Started, domain: string): readonly string[] {
  // `doctor` may be asked about no domain, `undo` takes the log; before a command began there is none.
  return domain === "" || command === "doctor" || command === "undo" ? operands : [domain];
}

/**
 * What was given by flag, and what a list says of this one domain. The list itself stays behind, as does an approval of
 * other settings; another command leaves files of its own, or none.
 */
function carriedTo(command: string, { command: started, given = [] }: Started): ProposedOptions {
  const isCarried = ({ option, by }: GivenOption): boolean =>
    (by === "flag" || by === "list") &&
    !["file", "plan", "plan-hash"].includes(option) &&
    takes(command, option) &&
    (command === started || OPTIONS[option as OptionName].group !== "Output");
  return optionsOf(given.filter(isCarried));
}

function flagsOf({ given = [] }: Started): ProposedOptions {
  return optionsOf(given.filter(({ by }) => by === "flag"));
}

function optionsOf(given: readonly GivenOption[]): ProposedOptions {
  return Object.fromEntries(given.map(({ option, values }) => [option, values]));
}

/** `--replace TXT:a.example --mx add (by the config file)`: what decides about a write, wherever it was given. */
export function settingWords({ given = [] }: Partial<Started>, only?: readonly string[]): string {
  const deciding = given.filter(({ option }) =>
    only === undefined ? isKnown(option) && OPTIONS[option].decides === true : only.includes(option),
  );
  return deciding
    .map(
      ({ option, values, by }) =>
        `${values.map((value) => `--${option} ${quoted(value)}`).join(" ")}${BY[by]}`,
    )
    .join(" ");
}

const BY: Readonly<Record<GivenOption["by"], string>> = {
  flag: "",
  variable: " (by a variable)",
  config: " (by the config file)",
  list: " (by the list of domains)",
};

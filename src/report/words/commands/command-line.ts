import { isOn, isSwitch, OPTIONS, type OptionName } from "../../../config/option-table.ts";
import { optionWords, type ProposedOptions, type Proposal, type WordProposal } from "../../../errors/hint.ts";
import type { GivenOption, StartedCommand } from "../../../events/started.ts";
import { quoted, shellLine } from "../../../shell-words.ts";
import { commandThatTakes, isKnown, joined, takes } from "./taken-options.ts";
import { inputLines, workflowWords } from "./workflow-words.ts";

// Every command that is printed is made here: the program as it was started, what it was given, domains last.

/** As much of `run.started` as a command is made of. */
export type Started = Omit<StartedCommand, "command"> & { readonly command: string };

/**
 * How proposals read for a command about a domain; in the action they are inputs of the workflow.
 * @param all the domains of the command, where not each of them was named: a plan file or a log tells them
 */
export function wordFor(started: Started, domain: string, all: readonly string[] = [domain]): WordProposal {
  return (proposal) => {
    if (started.inAction === true)
      return { text: workflowWords(started, domain, proposal), isCommand: false };
    if ("option" in proposal) return { text: optionText(proposal), isCommand: false };
    return { text: proposedLine(started, { domain, all }, proposal), isCommand: true };
  };
}

/** `--wait`, `--dmarc rfc7489`. */
function optionText({ option, value }: Extract<Proposal, { readonly option: string }>): string {
  return value === undefined ? `--${option}` : optionWords({ [option]: [value] }).join(" ");
}

/** The command as it was given, to be copied. */
export function startedLine(started: Started): string {
  return lineOf(started, started.command, { options: flagsOf(started), operands: started.operands ?? [] });
}

/**
 * The same on lines of its own, below a sentence: one command, or the inputs of a step.
 * @param domains those that it is about
 */
export function linesFor(
  started: Started,
  domains: readonly string[],
  proposal: Proposal,
): readonly string[] {
  if ("option" in proposal) return [];
  if (started.inAction !== true) {
    const [domain = ""] = domains;
    return [proposedLine(started, { domain, all: domains }, proposal)];
  }
  // What was given, once more, is the workflow itself; what is the same command with other options is inputs, too.
  if ("again" in proposal || "words" in proposal || "word" in proposal) return [];
  const { command = started.command, options = {}, all } = proposal;
  const list = all === true ? listOf(started) : {};
  const named = "file" in list ? (started.operands ?? []) : domains;
  return inputLines(command, named, joined({ ...list, ...carriedTo(command, started, all) }, options));
}

/** What carries a plan out: its file where it left one, else its hash. The hash covers what was given, so that is said again. */
export function runOfPlan(started: Started | undefined, planHash: string | null): Proposal {
  const file = started?.given?.find(({ option }) => option === "out")?.values;
  // In the action it lies in the runner's temporary folder, which another job does not see.
  if (file !== undefined && started?.inAction !== true)
    return { command: "run", options: { plan: file }, all: true };
  return { command: "run", options: planHash === null ? {} : { "plan-hash": [planHash] } };
}

/** What a command is about: the domain that a hint belongs to, and all of the command. */
interface About {
  readonly domain: string;
  readonly all: readonly string[];
}

function proposedLine(
  started: Started,
  about: About,
  proposal: Exclude<Proposal, { readonly option: string }>,
): string {
  if ("again" in proposal) return againLine(started, about);
  if ("words" in proposal) return shellLine([...programOf(started), ...proposal.words]);
  if ("word" in proposal) {
    const operands = (started.operands ?? []).map((word) =>
      word === proposal.word ? proposal.instead : word,
    );
    // What was consented to is the word that was given, and this one is guessed.
    const { yes: _, ...options } = flagsOf(started);
    return lineOf(started, started.command, { options, operands });
  }
  const { options = {}, all } = proposal;
  const { operand = all === true ? operandsOfAll(started, about.all) : operandOf(started, about.domain) } =
    proposal;
  const command = proposal.command ?? commandThatTakes(Object.keys(options), started.command);
  const file = all === true ? listOf(started) : {};
  const carried = { ...file, ...carriedTo(command, started, all) };
  return lineOf(started, command, { options: joined(carried, options), operands: operand });
}

/**
 * A hash is of the plan as it was before the first write, so once more it would be refused, and without it nobody
 * would have approved what is written: only a new plan leads on.
 */
function againLine(started: Started, about: About): string {
  if (isByHash(started)) return proposedLine(started, about, { command: "plan", all: true });
  return lineOf(started, started.command, { options: flagsOf(started), operands: started.operands ?? [] });
}

/** Whether what was approved is known by its hash alone. */
export function isByHash({ inAction, given = [] }: Partial<Started>): boolean {
  const isGiven = (wanted: string): boolean => given.some(({ option }) => option === wanted);
  return inAction !== true && isGiven("plan-hash") && !isGiven("plan");
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
export function wordsOf(options: ProposedOptions): readonly string[] {
  return Object.entries(options).flatMap(([option, values]) => {
    if (!isKnown(option) || !isSwitch(option)) return optionWords({ [option]: values });
    return values.map((value) => (isOn(value) ? `--${option}` : `--no-${option}`));
  });
}

function operandOf({ command, operands = [] }: Started, domain: string): readonly string[] {
  // `doctor` may be asked about no domain, `undo` takes the log; before a command began there is none.
  return domain === "" || command === "doctor" || command === "undo" ? operands : [domain];
}

/** Those that were named, or the list names; else they were told by a plan file. */
function operandsOfAll(started: Started, all: readonly string[]): readonly string[] {
  const { command, operands = [] } = started;
  if (operands.length > 0 || command === "doctor" || command === "undo" || "file" in listOf(started))
    return operands;
  return all.filter((domain) => domain !== "");
}

function listOf({ given = [] }: Started): ProposedOptions {
  return optionsOf(given.filter(({ option }) => option === "file"));
}

/**
 * What was given by flag, and what a list says of this one domain: for all of them it says that itself. The list itself stays behind, as does an approval of
 * other settings; another command leaves files of its own, or none.
 */
function carriedTo(command: string, { command: started, given = [] }: Started, all?: true): ProposedOptions {
  const isCarried = ({ option, by }: GivenOption): boolean =>
    (by === "flag" || (by === "list" && all !== true)) &&
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

import { OPTIONS, type OptionName } from "../../../config/option-table.ts";
import type { Proposal, ProposedOptions } from "../../../errors/hint.ts";
import { commandThatTakes, joined } from "./taken-options.ts";
import type { StartedCommand } from "../../../events/started.ts";
import { shellLine } from "../../../shell-words.ts";

// In the GitHub Action nobody can run a command line: its inputs are the options, by the same names.

type Started = Omit<StartedCommand, "command"> & { readonly command: string };

/** ``the inputs `command: run` and `mx: add` `` of the step. */
export function workflowWords(started: Started, domain: string, proposal: Proposal): string {
  if ("again" in proposal) return "the same workflow again";
  if ("option" in proposal)
    return isInput(proposal.option) ? under([nameOrInput(proposal)], WITH) : `--${proposal.option}`;
  if ("word" in proposal) return under([input("domain", [proposal.instead])], WITH);
  if ("words" in proposal)
    return `\`${shellLine(["ses-onboard", ...proposal.words])}\` outside of the workflow`;
  const { options = {}, operand } = proposal;
  const command = proposal.command ?? commandThatTakes(Object.keys(options), started.command);
  const isAction = ACTION_COMMANDS.has(command);
  if (!isAction)
    return `\`ses-onboard ${[command, operand].filter(Boolean).join(" ")}\` outside of the workflow`;
  const isListed = started.operands?.includes(domain) === false;
  const isOfEntry = (option: string): boolean => isListed && IN_LIST.has(option);
  const longer = joined(flagsOf(started), options);
  const listed = Object.entries(options).filter(([option]) => isOfEntry(option));
  const others = Object.entries(options).filter(([option]) => !isOfEntry(option));
  const inputs = [
    ...(command === started.command ? [] : [input("command", [command])]),
    ...others.map(([option]) => input(option, longer[option] ?? [])),
  ];
  const entries = listed.map(([option, values]) => input(option, values));
  const again = inputs.length + entries.length === 0 ? ["the same workflow again"] : [];
  return [
    ...again,
    ...(inputs.length === 0 ? [] : [under(inputs, WITH)]),
    ...(entries.length === 0 ? [] : [under(entries, `at ${domain} in ${listName(started)}`)]),
  ].join(" and ");
}

/** What the step was given. */
export function actionLine({ command, given = [], operands = [] }: Started): string {
  const inputs = given
    .filter(({ option, by }) => by === "flag" && isInput(option))
    .map(({ option, values }) => input(option, values));
  const domain = operands.length === 0 ? [] : [input("domain", operands)];
  return `the GitHub Action with ${[input("command", [command]), ...domain, ...inputs].join(", ")}`;
}

/** The action's commands end by themselves; it has no other. */
const ACTION_COMMANDS: ReadonlySet<string> = new Set(["run", "plan", "check"]);
/** What an entry of a list says of its domain alone. */
const IN_LIST: ReadonlySet<string> = new Set(["provider", "mx", "dmarc"]);
const WITH = "under `with:`";

function under(inputs: readonly string[], place: string): string {
  return `${inputs.map((one) => `\`${one}\``).join(" and ")} ${place}`;
}

function nameOrInput({ option, value }: Extract<Proposal, { readonly option: string }>): string {
  return value === undefined ? option : input(option, [value]);
}

/** One line of YAML. */
function input(name: string, values: readonly string[]): string {
  const value = values.join(" ");
  return `${name}: ${/^[\w./][\w./:=@+ -]*$/.test(value) && !/: |:$/.test(value) ? value : JSON.stringify(value)}`;
}

/** The action itself says yes, and where its files lie in the runner. */
function isInput(option: string): boolean {
  const known = OPTIONS[option as OptionName];
  return known?.inAction !== undefined && known.group !== "Output";
}

/** The inputs of a step, one a line. */
export function inputLines(
  command: string,
  domains: readonly string[],
  options: ProposedOptions,
): readonly string[] {
  const inputs = Object.entries({ domain: domains, ...options }).filter(
    ([option, values]) => values.length > 0 && (option === "domain" || isInput(option)),
  );
  return [["command", [command]] as const, ...inputs].map(([name, values]) => input(name, values));
}

function flagsOf({ given = [] }: Started): ProposedOptions {
  return Object.fromEntries(
    given.filter(({ by }) => by === "flag").map(({ option, values }) => [option, values]),
  );
}

function listName({ given = [] }: Started): string {
  return given.find(({ option }) => option === "file")?.values.join(" or ") ?? "the list";
}

import type { WordProposal } from "../errors/hint.ts";

export type Command = "run" | "plan" | "check" | "undo";

/** An option that was given, as text; a list's values one by one. */
export interface GivenOption {
  readonly option: string;
  readonly values: readonly string[];
  /** `variable`: one of the environment; `list`: the domain's own entry in a list of domains. */
  readonly by: "flag" | "variable" | "config" | "list";
}

/** How a command was started: enough to print it again, or another one with the same settings. */
export interface StartedCommand {
  readonly command: Command;
  /** The words that start the program, like `npx` and `ses-onboard`. Absent: `ses-onboard`. */
  readonly startedAs?: readonly string[];
  /** By the GitHub Action: its inputs are the options. */
  readonly inAction?: true;
  /** Every flag; and what decides about a write wherever it was given. */
  readonly given?: readonly GivenOption[];
  /** The words that are no options: the domains that were named, or the log to undo. */
  readonly operands?: readonly string[];
}

/** For a command about a domain. */
export type WordFor = (
  started: Omit<StartedCommand, "command"> & { readonly command: string },
  domain: string,
) => WordProposal;

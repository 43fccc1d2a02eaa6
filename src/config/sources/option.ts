import type { TextParser } from "./option-text.ts";

// What a row of config/option-table.ts says.

/** The commands about domains; `providers` and `sandbox` take no settings and have options of their own. */
export type CommandName = "run" | "plan" | "check" | "doctor" | "init" | "undo";

export type Option = OptionBase & (Flag | NoFlag);

interface OptionBase {
  /** Of a flag's, a variable's or the file's text; of a list: of each piece. */
  readonly parse: TextParser<unknown>;
  /** Several may be given: the flag again, or commas between. */
  readonly list?: true;
  /** What it says, for help and pages: begins in lower case, ends without a dot. */
  readonly describe: string;
  /** Its variable holds in a rehearsal, too: it says something of the run, and names nothing real. */
  readonly inRehearsal?: true;
  /** It decides what is written: told of a plan and a run wherever it was given. */
  readonly decides?: true;
  /** Where the config file says the same, like `policy.ttl`. */
  readonly inConfig?: string;
}

interface Flag {
  readonly commands: readonly CommandName[];
  /** Under which heading the help shows it. */
  readonly group: "Domains" | "Account and DNS host" | "Records" | "This run" | "Output";
  /** No variable gives it: a `SES_ONBOARD_DRY_RUN` would let `run` write. */
  readonly flagOnly?: true;
  /** It is an input of the GitHub Action, too; a text adds what holds there alone. */
  readonly inAction?: true | string;
}

/** Only a variable or the config file gives it. */
type NoFlag = { readonly [K in keyof Flag]?: undefined };

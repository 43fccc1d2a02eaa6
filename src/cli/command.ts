import type { Argv, CommandModule, Options as YargsOption } from "yargs";
import type { Flags } from "../config/sources/options.ts";
import type { Io } from "./io.ts";

/** What every command gets, and how it says how it ended. */
export interface CommandContext {
  readonly io: Io;
  readonly finish: (exit: number) => void;
}

/**
 * Parsed arguments: options are text, read and judged by config/options.ts, since flags and variables share
 * one grammar.
 */
export interface Arguments {
  readonly [option: string]: unknown;
}

export type Command = (context: CommandContext) => CommandModule<object, Arguments>;

type OptionTable = Readonly<Record<string, YargsOption>>;

const text = (group: string, describe: string): YargsOption => ({
  group,
  describe,
  type: "string",
  requiresArg: true,
});
const yesOrNo = (group: string, describe: string): YargsOption => ({ group, describe, type: "boolean" });

const PLACE = "Account and DNS host:";
/** Where the identity and the zone live. */
export const PLACE_OPTIONS: OptionTable = {
  provider: text(PLACE, "the DNS host: auto (default), cloudflare, route53, or a name from the config"),
  site: text(PLACE, "Tencent Cloud's site: international (default) or china"),
  region: text(PLACE, "a region of that site, like ap-singapore"),
  config: text(PLACE, "config file (default: ses-onboard.yaml where there is one; none is needed)"),
};

export const DOMAIN_OPTIONS: OptionTable = {
  file: {
    ...text("Domains:", "a YAML list of sender domains, like `- mail.example.com` (may be repeated)"),
    array: true,
  },
};

const RECORDS = "Records:";
/** Which of several right answers is meant, where mail or a policy stands already. */
export const POLICY_OPTIONS: OptionTable = {
  mx: text(RECORDS, "an MX that stands there: keep (default), add SES's beside it, or replace it"),
  dmarc: text(RECORDS, "a DMARC policy that stands there: keep (default) or replace"),
};

/** What decides about a write: run and plan share it, so that a plan is of the run that follows. */
export const WRITE_OPTIONS: OptionTable = {
  replace: {
    ...text(RECORDS, "consent to replace one record set, like TXT:name.example.com (may be repeated)"),
    array: true,
  },
  dkim: text(RECORDS, "length of the DKIM key in bits: 2048 (default) or 1024"),
  ttl: text(RECORDS, "TTL of created records in seconds (default 300)"),
};

const RUN = "This run:";
export const RUN_OPTIONS: OptionTable = {
  wait: text(RUN, "time budget from the first write on, like 10m (default); 0: publish, ask once, leave"),
  "plan-hash": text(RUN, "refuse unless the plan has this hash, as `plan` printed it"),
  yes: yesOrNo(RUN, "don't ask at the terminal before anything is created"),
};

export const REHEARSAL_OPTIONS: OptionTable = {
  sandbox: yesOrNo(RUN, "rehearse: an embedded SES, DNS host and DNS; nothing real is asked or changed"),
};

const OUTPUT = "Output:";
export const OUTPUT_OPTIONS: OptionTable = {
  format: text(OUTPUT, "tty, plain, github or json (default: what fits the place)"),
  color: { group: OUTPUT, describe: "auto (default), always or never", type: "string" },
  debug: yesOrNo(OUTPUT, "tell all facts of an error, for a bug report"),
};

export const LOG_OPTIONS: OptionTable = {
  log: text(OUTPUT, "append every event to this file as NDJSON, written before each change it tells of"),
  report: {
    ...text(
      OUTPUT,
      "in the end write the evidence, with the timeline: FILE.html, FILE.md or FILE.json (may be repeated)",
    ),
    array: true,
  },
};

/** Add the options of several tables, in this order. */
export function withOptions<T>(argv: Argv<T>, ...tables: readonly OptionTable[]): Argv<T> {
  return tables.reduce<Argv>(
    (builder, table) => builder.options(table),
    argv as unknown as Argv,
  ) as unknown as Argv<T>;
}

/** Named one by one, from a list, or both. */
export function withDomains<T>(argv: Argv<T>): Argv<T> {
  const named = argv.positional("domains", {
    describe: "sender domains, like mail.example.com",
    type: "string",
    array: true,
  });
  return withOptions(named, DOMAIN_OPTIONS);
}

/**
 * The given options as text, as config/options.ts reads them; `--no-yes` is a "false" that outdoes a
 * variable.
 */
export function flagsOf(given: Arguments): Flags {
  const flags = Object.entries(given)
    .filter(([name, value]) => /^[a-z-]+$/.test(name) && value !== undefined)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]);
  return Object.fromEntries(flags) as Flags;
}

/** The one argument, as the help shows it. Its dot keeps it apart from options. */
export const LOG_FILE = "run.ndjson";

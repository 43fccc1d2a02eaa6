import type { Argv, CommandModule } from "yargs";
import type { Flags } from "../config/options.ts";
import type { Io } from "./io.ts";

/** What every command gets, and how it says how it ended. */
export interface CommandContext {
  readonly io: Io;
  readonly finish: (exit: number) => void;
}

/** Parsed arguments: options are text, read and judged by config/options.ts, since flags and variables share one grammar. */
export interface Arguments {
  readonly [option: string]: unknown;
}

export type Command = (context: CommandContext) => CommandModule<object, Arguments>;

const EVERYWHERE = {
  config: { describe: "config file (default ses-onboard.yaml, else none needed)", type: "string", requiresArg: true },
  provider: { describe: "DNS host: a name from the config, cloudflare, route53 or auto", type: "string", requiresArg: true },
  format: { describe: "tty, plain, github or json (default: by the place it runs)", type: "string", requiresArg: true },
  log: { describe: "event log, NDJSON: what happened, and what undo needs", type: "string", requiresArg: true },
  wait: { describe: "time budget from the first write on, like 10m; 0: publish, ask once, leave", type: "string", requiresArg: true },
  sandbox: { describe: "rehearse against an embedded SES, DNS host and DNS", type: "boolean" },
  yes: { describe: "don't ask before Create", type: "boolean" },
  color: { describe: "always, never or auto", type: "string" },
  debug: { describe: "also show what is only of use to us", type: "boolean" },
} as const;

const SETTINGS = {
  site: { describe: "international or china", type: "string", requiresArg: true },
  region: { describe: "of the site, like ap-singapore", type: "string", requiresArg: true },
  mx: { describe: "keep, add or replace an MX that stands there", type: "string", requiresArg: true },
  dmarc: { describe: "keep or replace a DMARC policy that stands there", type: "string", requiresArg: true },
  replace: { describe: "consent to replace one RRset: TYPE:NAME", type: "string", array: true, requiresArg: true },
  dkim: { describe: "key length: 1024 or 2048", type: "string", requiresArg: true },
  ttl: { describe: "seconds, for records that are created", type: "string", requiresArg: true },
} as const;

/** The options that hold everywhere. */
export function withCommonOptions<T>(argv: Argv<T>): Argv<T> {
  return argv.options(EVERYWHERE).group(Object.keys(EVERYWHERE), "Everywhere:") as unknown as Argv<T>;
}

/** What decides about records and the identity: run and plan share it, so that a plan is of the run that follows. */
export function withRecordOptions<T>(argv: Argv<T>): Argv<T> {
  return argv.options(SETTINGS) as unknown as Argv<T>;
}

/** The given options as text, as config/options.ts reads them. */
export function flagsOf(given: Arguments): Flags {
  const flags = Object.entries(given)
    .filter(([name, value]) => /^[a-z-]+$/.test(name) && value !== undefined && value !== false)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : textOf(value)]);
  return Object.fromEntries(flags) as Flags;
}

function textOf(value: unknown): string {
  return value === true ? "true" : String(value);
}

export function withDomains<T>(argv: Argv<T>): Argv<T> {
  return argv.positional("domains", {
    describe: "sender domains, like mail.example.com",
    type: "string",
    array: true,
    demandOption: true,
  }) as unknown as Argv<T>;
}

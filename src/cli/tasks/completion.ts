import { statSync } from "node:fs";
import { resolve } from "node:path";
import { METAS } from "../../../providers/registry.ts";
import { DEFAULT_FILE } from "../../config/load.ts";
import { OPTION_NAMES, OPTIONS, type OptionName } from "../../config/option-table.ts";
import { SITE_NAMES, SITES } from "../../config/sites.ts";
import { variableOf } from "../../config/sources/options.ts";
import { findDomainName } from "../../dns/domain-name.ts";
import { keptDomains } from "../../journal/kept-logs.ts";
import { withFlagValues } from "../bare-flags.ts";
import { PROFILES } from "../commands/sandbox-choices.ts";
import type { Io } from "../io.ts";
import { stateFolder } from "../session/state-folder.ts";
import { COMMANDS } from "../usage-error.ts";

// What a shell completes that the parser does not know: values of options, and domains. No key is read.

type Surroundings = Pick<Io, "env" | "cwd" | "home">;

/** The words between the command and the one that is being typed. */
interface Line {
  readonly command: string;
  readonly given: readonly Given[];
  readonly operands: readonly string[];
  /** Behind a `--` everything is an operand. */
  readonly isBehindDashes: boolean;
  /** The option that waits for its value. */
  readonly open: string | undefined;
}

interface Given {
  readonly name: string;
  readonly value: string;
}

/**
 * What the last word may become. None: the shell may offer files. Undefined: it is a command or an option, which the
 * parser completes. Never rejects: a message would stand in the middle of the line that is being typed.
 * @param words as the shell has split them
 */
export async function findCompletions(
  words: readonly string[],
  around: Surroundings,
): Promise<readonly string[] | undefined> {
  const at = words.findIndex((word) => COMMANDS.some((command) => command === word));
  const command = words[at];
  if (command === undefined || at === words.length - 1) return undefined;
  // Bash takes the `=` for a word of its own, and drops what does not begin with it.
  if (words.at(-1) === "=") return [];
  try {
    const typed = joinedAgain(words.slice(at + 1));
    const line = lineOf(command, typed.slice(0, -1));
    return await completionsOf(typed, line, { ...around, isSplit: words.at(-2) === "=" });
  } catch {
    return [];
  }
}

async function completionsOf(
  typed: readonly string[],
  line: Line,
  { isSplit, ...around }: Surroundings & { readonly isSplit: boolean },
): Promise<readonly string[] | undefined> {
  const last = typed.at(-1) ?? "";
  if (line.open !== undefined) return fitting(await valuesOf(line.open, line, around), last);
  const [, lead = "", name, begun = ""] = line.isBehindDashes
    ? []
    : (/^(--([a-z-]+)=)(.*)$/s.exec(last) ?? []);
  if (name !== undefined) {
    const values = fitting(await valuesOf(name, line, around), begun);
    return isSplit ? values : values.map((value) => `${lead}${value}`);
  }
  if (last.startsWith("-") && !line.isBehindDashes) return undefined;
  const found = fitting([...choicesOf(typed.at(-2)), ...(await operandsOf(line, around))], last);
  const mayBeFile = line.command === "undo" || line.isBehindDashes;
  return found.length > 0 || mayBeFile ? found : undefined;
}

function fitting(all: readonly string[], begun: string): readonly string[] {
  // A shell would have to quote any other.
  return [...new Set(all)].filter((one) => one.startsWith(begun) && /^[\w.-]+$/.test(one));
}

/** Bash makes three words of `--mx=add`. */
function joinedAgain(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const word of words) {
    const last = joined.at(-1) ?? "";
    const goesOn = word === "=" ? /^--[a-z-]+$/.test(last) : /^--[a-z-]+=$/.test(last);
    if (goesOn) joined.splice(-1, 1, `${last}${word}`);
    else joined.push(word);
  }
  return joined;
}

function lineOf(command: string, before: readonly string[]): Line {
  const end = before.indexOf("--");
  const words = withFlagValues(end === -1 ? before : before.slice(0, end));
  const given: Given[] = [];
  const operands: string[] = [];
  let open: string | undefined;
  for (const word of words) {
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (open !== undefined) given.push({ name: open, value: word });
    else if (name !== undefined && value !== undefined) given.push({ name, value });
    else if (name === undefined && !word.startsWith("-")) operands.push(word);
    open = open === undefined && value === undefined ? name : undefined;
  }
  if (end === -1) return { command, given, operands, isBehindDashes: false, open };
  return {
    command,
    given,
    operands: [...operands, ...before.slice(end + 1)],
    isBehindDashes: true,
    open: undefined,
  };
}

async function valuesOf(name: string, line: Line, around: Surroundings): Promise<readonly string[]> {
  if (name === "provider")
    return ["auto", ...Object.keys(METAS), ...(await configured(line, around)).providers];
  if (name === "region") return regionsOf(given("site", line, around).at(-1));
  if (name === "domain") return domainsOf(line, around);
  if (name === "profile") return Object.keys(PROFILES);
  return choicesOf(`--${name}`);
}

/** Of an option that is typed alone; none of any other word. */
function choicesOf(word: string | undefined): readonly string[] {
  const name = OPTION_NAMES.find((one) => word === `--${one}`);
  return name === undefined ? [] : (OPTIONS[name].parse.choices ?? []);
}

function regionsOf(chosen: string | undefined): readonly string[] {
  return SITE_NAMES.filter((site) => SITE_NAMES.every((one) => one !== chosen) || site === chosen).flatMap(
    (site) => SITES[site].regions,
  );
}

/** What stands at the places of a command. */
async function operandsOf(line: Line, around: Surroundings): Promise<readonly string[]> {
  const { command, operands } = line;
  if (TAKES_ONE.has(command) && operands.length > 0) return [];
  if (command === "providers") return Object.keys(METAS);
  if (command === "undo" || command === "history") return kept(around);
  if (!TAKES_DOMAINS.has(command)) return [];
  const domains = await domainsOf(line, around);
  return domains.filter((domain) => !operands.includes(domain));
}

const TAKES_ONE: ReadonlySet<string> = new Set(["init", "undo", "history", "providers"]);
const TAKES_DOMAINS: ReadonlySet<string> = new Set(["run", "plan", "check", "doctor", "init"]);

/** Those of the lists, of the config file's rules and of the logs that are kept here. */
async function domainsOf(line: Line, around: Surroundings): Promise<readonly string[]> {
  const [listed, { domains }] = await Promise.all([listedDomains(line, around), configured(line, around)]);
  return [...listed, ...domains, ...kept(around)];
}

/** By the names of the files: no log is read. */
function kept(around: Surroundings): readonly string[] {
  const folder = stateFolder(around);
  return folder === undefined ? [] : keptDomains(folder);
}

async function listedDomains(line: Line, around: Surroundings): Promise<readonly string[]> {
  const lists = given("file", line, around).map((file) => readList(file, around));
  return (await Promise.all(lists)).flat();
}

async function readList(file: string, { cwd }: Surroundings): Promise<readonly string[]> {
  const path = resolve(cwd, file);
  if (!isReadAtOnce(path)) return [];
  const { readDomainLists } = await import("../../config/sources/domains-file.ts");
  return orNothing(() => readDomainLists(file, path).map(({ domain }) => domain)) ?? [];
}

interface Configured {
  readonly providers: readonly string[];
  readonly domains: readonly string[];
}

/** What the config file names. What it says of keys is not looked up. */
async function configured(line: Line, around: Surroundings): Promise<Configured> {
  const file = given("config", line, around).at(-1) ?? DEFAULT_FILE;
  const path = resolve(around.cwd, file);
  if (!isReadAtOnce(path)) return { providers: [], domains: [] };
  const { readConfigFile } = await import("../../config/sources/file.ts");
  const config = orNothing(() => readConfigFile(file, path, METAS).config);
  return {
    providers: Object.keys(config?.providers ?? {}),
    domains: (config?.domains ?? []).flatMap(({ match }) => findDomainName(match) ?? []),
  };
}

/** What an option says on the line, else in its variable. */
function given(name: OptionName, line: Line, { env }: Surroundings): readonly string[] {
  const typed = line.given.filter((one) => one.name === name).map(({ value }) => value);
  const texts = typed.length > 0 ? typed : [env[variableOf(name)] ?? ""];
  return texts.flatMap((text) => text.split(",")).filter((text) => text !== "");
}

/** A pipe would be emptied for the command that follows, or waited for. */
function isReadAtOnce(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true || found?.isDirectory() === true;
}

/** What is wrong with a file is told by the command. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

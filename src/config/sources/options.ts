import { OPTION_NAMES, OPTIONS, type OptionName, type OptionRow } from "../option-table.ts";
import { configInvalid, type ConfigProblem, type Origin } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import type { Option } from "./option.ts";
import type { Parsed } from "./option-text.ts";
import type { Environment } from "../../net/proxy.ts";
import { phrase } from "../../errors/phrase.ts";

// What a flag (`--round-gap`) or an environment variable (`SES_ONBOARD_ROUND_GAP`) gives, each option with
// one parser for both.

/** A value and where it was given, so that a later complaint can name the place. */
export interface GivenOption<T> {
  readonly value: T;
  readonly origin: Origin;
}

type PieceOf<K extends OptionName> = Extract<
  ReturnType<OptionRow<K>["parse"]>,
  { readonly value: unknown }
>["value"];
type ValueOf<K extends OptionName> =
  OptionRow<K> extends { readonly list: true } ? readonly PieceOf<K>[] : PieceOf<K>;

/** Each with the type that its row parses to. */
export type Options = { readonly [K in OptionName]?: GivenOption<ValueOf<K>> };

/** What the command line gave, as text; lists are joined by commas. */
export type Flags = { readonly [K in OptionName]?: string | undefined };

/** What a complaint calls an option that was given by name. */
export type FlagName = (option: OptionName) => string;

const onCommandLine: FlagName = (option) => `--${option}`;

/** `round-gap` → `SES_ONBOARD_ROUND_GAP`. */
export function variableOf(option: OptionName): string {
  return `${PREFIX}${option.replaceAll("-", "_").toUpperCase()}`;
}

/**
 * Flags first, then the environment; no file is touched, so that the format is known before anything else can
 * go wrong.
 * @throws OnboardError CONFIG_INVALID, naming every flag and variable that is wrong. An unknown SES_ONBOARD_
 * variable is wrong too: a misspelt SES_ONBOARD_DNS_ROOTS would silently point a rehearsal at the real world.
 */
export function readOptions(flags: Flags, env: Environment, flagName?: FlagName): Options {
  const texts = OPTION_NAMES.flatMap((name) => findText(name, flags, env, flagName) ?? []);
  return toOptions(texts, strangeVariables(env));
}

/** An option as text, in pieces where it is a list. */
export interface OptionText {
  readonly name: OptionName;
  readonly pieces: readonly string[];
  readonly origin: Origin;
}

/** @throws OnboardError CONFIG_INVALID, naming everything that is wrong beside the problems known already */
export function toOptions(texts: readonly OptionText[], known: readonly ConfigProblem[] = []): Options {
  const read = texts.map(({ name, pieces, origin }) => ({
    name,
    origin,
    parsed: parsePieces(OPTIONS[name], pieces),
  }));
  const problems = read.flatMap(({ parsed, origin }) =>
    "problem" in parsed ? [{ origin, problem: parsed.problem }] : [],
  );
  if (problems.length + known.length > 0) throw configInvalid([...problems, ...known]);
  return Object.fromEntries(
    read.flatMap(({ name, parsed, origin }) =>
      "value" in parsed ? [[name, { value: parsed.value, origin }]] : [],
    ),
  );
}

const PREFIX = "SES_ONBOARD_";
const WITH_VARIABLE: ReadonlySet<OptionName> = new Set(
  OPTION_NAMES.filter((name) => OPTIONS[name].flagOnly !== true),
);

/** The flag, else the variable. */
export function findText(
  name: OptionName,
  flags: Flags,
  env: Environment,
  flagName = onCommandLine,
): OptionText | undefined {
  const flag = flags[name];
  if (flag !== undefined) return { name, pieces: piecesOf(name, flag), origin: { flag: flagName(name) } };
  const variable = variableOf(name);
  const given = env[variable];
  if (given === undefined || given === "" || !WITH_VARIABLE.has(name)) return undefined;
  return { name, pieces: piecesOf(name, given), origin: { variable } };
}

function piecesOf(name: OptionName, given: string): readonly string[] {
  return OPTIONS[name].list === true ? given.split(",").map((piece) => piece.trim()) : [given];
}

function parsePieces({ parse, list }: Option, pieces: readonly string[]): Parsed<unknown> {
  const parsed = pieces.map(parse);
  const wrong = parsed.find((piece) => "problem" in piece);
  if (wrong !== undefined) return wrong;
  const values = parsed.flatMap((piece) => ("value" in piece ? [piece.value] : []));
  return { value: list === true ? values : values[0] };
}

function strangeVariables(env: Environment): readonly ConfigProblem[] {
  const known = [...WITH_VARIABLE].map(variableOf);
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .map((variable) => ({
      origin: { variable },
      problem: phrase`no such setting${didYouMean(variable, known)}`,
    }));
}

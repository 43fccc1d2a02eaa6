import { isIP } from "node:net";
import { DURATION_SHAPE, findDuration } from "./duration.ts";
import { faultOfEndpoint } from "../../net/endpoint.ts";
import { configInvalid, type ConfigProblem, type Origin } from "../problem.ts";
import type { Environment } from "./secret.ts";
import { SITE_NAMES } from "../sites.ts";
import { didYouMean } from "../suggest.ts";

// Every option that a flag (`--round-gap`) or an environment variable (`SES_ONBOARD_ROUND_GAP`) can give,
// each with one parser for both.

const FORMATS = ["tty", "plain", "github", "json"] as const;
export const COLOR_CHOICES = ["always", "never", "auto"] as const;
export const MX_CHOICES = ["keep", "add", "replace"] as const;
export const DMARC_CHOICES = ["keep", "replace"] as const;
export const TRANSPORTS = ["udp", "tcp", "doh"] as const;

/** The value, or a clause about what is wrong with the text. */
type Parsed<T> = { readonly value: T } | { readonly problem: string };

const PARSERS = {
  config: text,
  provider: text,
  profile: text,
  region: text,
  file: listOf(text),
  log: text,
  report: listOf(text),
  "plan-hash": planHash,
  site: oneOf(SITE_NAMES),
  format: oneOf(FORMATS),
  color: oneOf(COLOR_CHOICES),
  mx: oneOf(MX_CHOICES),
  dmarc: oneOf(DMARC_CHOICES),
  dkim: dkimBits,
  replace: listOf(text),
  wait: duration,
  "round-gap": duration,
  "ses-endpoint": endpoint,
  "sts-endpoint": endpoint,
  "oidc-audience": text,
  "dns-roots": listOf(address),
  "dns-resolvers": listOf(address),
  "dns-transports": listOf(oneOf(TRANSPORTS)),
  "dns-port": wholeNumber(1, 65_535),
  ttl: wholeNumber(1, 2_147_483_647),
  "mx-priority": wholeNumber(0, 65_535),
  sandbox: yesOrNo,
  yes: yesOrNo,
  debug: yesOrNo,
} as const;

export type OptionName = keyof typeof PARSERS;
type ValueOf<K extends OptionName> = Extract<
  ReturnType<(typeof PARSERS)[K]>,
  { readonly value: unknown }
>["value"];

/** A value and where it was given, so that a later complaint can name the place. */
export interface Given<T> {
  readonly value: T;
  readonly origin: Origin;
}
export type Options = { readonly [K in OptionName]?: Given<ValueOf<K>> };

/** What the command line gave, as text; lists are joined by commas. */
export type Flags = { readonly [K in OptionName]?: string | undefined };

const OPTION_NAMES = Object.keys(PARSERS) as readonly OptionName[];

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
export function readOptions(flags: Flags, env: Environment): Options {
  const read = OPTION_NAMES.map((name) => readOption(name, flags, env)).filter(
    (outcome) => outcome !== undefined,
  );
  const problems = [
    ...read.flatMap((outcome) => ("problem" in outcome ? [outcome] : [])),
    ...strangeVariables(env),
  ];
  if (problems.length > 0) throw configInvalid(problems);
  return Object.fromEntries(
    read.flatMap((outcome) => ("given" in outcome ? [[outcome.name, outcome.given]] : [])),
  );
}

const PREFIX = "SES_ONBOARD_";

type Outcome = { readonly name: OptionName; readonly given: Given<unknown> } | ConfigProblem;

function readOption(name: OptionName, flags: Flags, env: Environment): Outcome | undefined {
  const flag = flags[name];
  const variable = variableOf(name);
  const origin: Origin = flag === undefined ? { variable } : { flag: `--${name}` };
  const given = flag ?? (env[variable] === "" ? undefined : env[variable]);
  if (given === undefined) return undefined;
  const parsed: Parsed<unknown> = PARSERS[name](given);
  return "problem" in parsed
    ? { origin, problem: parsed.problem }
    : { name, given: { value: parsed.value, origin } };
}

function strangeVariables(env: Environment): ConfigProblem[] {
  const known = OPTION_NAMES.map(variableOf);
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .map((variable) => ({ origin: { variable }, problem: `no such setting${didYouMean(variable, known)}` }));
}

function text(given: string): Parsed<string> {
  return given.trim() === "" ? { problem: "it is empty" } : { value: given };
}

function oneOf<const T extends string>(choices: readonly T[]): (given: string) => Parsed<T> {
  return (given) => {
    const value = choices.find((choice) => choice === given);
    if (value !== undefined) return { value };
    return { problem: `"${given}" is not one of ${choices.join(", ")}${didYouMean(given, choices)}` };
  };
}

function duration(given: string): Parsed<number> {
  const value = findDuration(given);
  return value === undefined ? { problem: `"${given}" is not ${DURATION_SHAPE}` } : { value };
}

function dkimBits(given: string): Parsed<1024 | 2048> {
  if (given === "1024") return { value: 1024 };
  if (given === "2048") return { value: 2048 };
  return { problem: `"${given}" is not one of 1024, 2048` };
}

function planHash(given: string): Parsed<string> {
  return /^sha256:[0-9a-f]{64}$/.test(given)
    ? { value: given }
    : { problem: `"${given}" is not a plan hash (sha256: and 64 hexadecimal digits, as \`plan\` prints it)` };
}

function endpoint(given: string): Parsed<string> {
  const fault = faultOfEndpoint(given);
  return fault === undefined ? { value: given } : { problem: `the URL ${fault}` };
}

function address(given: string): Parsed<string> {
  return isIP(given) === 0 ? { problem: `"${given}" is not an IPv4 or IPv6 address` } : { value: given };
}

function wholeNumber(least: number, most: number): (given: string) => Parsed<number> {
  return (given) => {
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= least && value <= most) return { value };
    return { problem: `"${given}" is not a whole number from ${least} to ${most}` };
  };
}

function yesOrNo(given: string): Parsed<boolean> {
  if (["true", "1", "yes"].includes(given)) return { value: true };
  if (["false", "0", "no"].includes(given)) return { value: false };
  return { problem: `"${given}" is neither true nor false` };
}

function listOf<T>(parse: (given: string) => Parsed<T>): (given: string) => Parsed<readonly T[]> {
  return (given) => {
    const parsed = given.split(",").map((piece) => parse(piece.trim()));
    const wrong = parsed.find((piece) => "problem" in piece);
    return wrong ?? { value: parsed.flatMap((piece) => ("value" in piece ? [piece.value] : [])) };
  };
}

import { isOn, OPTION_NAMES, type OptionName, type OptionRow } from "../option-table.ts";
import { configInvalid } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { variableOf, type FlagName, type Flags } from "./options.ts";
import type { Environment } from "../../net/proxy.ts";
import { phrase } from "../../errors/phrase.ts";

// The options that a program gives to createRun. They are read as the command line's are, and named by type.

/** These say something of a command and its terminal; a program does such things itself. */
const COMMAND_ONLY = [
  "file",
  "detailed-exitcode",
  "dns-only",
  "expect",
  "dry-run",
  "domain",
  "out",
  "export",
  "policy",
  "overwrite",
  "yes",
  "sandbox",
  "format",
  "color",
  "lang",
  "debug",
  "log",
  "report",
] as const satisfies readonly OptionName[];

type LibraryOptionName = Exclude<OptionName, (typeof COMMAND_ONLY)[number]>;

type PieceOf<K extends OptionName> = Extract<
  ReturnType<OptionRow<K>["parse"]>,
  { readonly value: unknown }
>["value"];

/** A choice by its words, a switch by true and false, everything else as the text that the command line takes. */
type TextOf<Piece> = Piece extends string | boolean
  ? Piece
  : Piece extends number
    ? number extends Piece
      ? string
      : Piece | `${Piece}`
    : string;

/** Options by the names of the command line; of one that may be repeated, a list. */
export type RunOptions = {
  readonly [K in LibraryOptionName]?:
    | (OptionRow<K> extends { readonly list: true }
        ? readonly TextOf<PieceOf<K>>[] | string
        : TextOf<PieceOf<K>>)
    | undefined;
};

/** `options["round-gap"]`. */
export const inProgram: FlagName = (option) => memberName(option);

function memberName(name: string): string {
  return `options["${name}"]`;
}

/**
 * The same as the command line's texts.
 * @throws OnboardError CONFIG_INVALID for a name that there is not, and for a rehearsal that is asked for and that
 * only the command can have: the run would be real
 */
export function flagsOfProgram(
  options: RunOptions,
  env: Environment,
  names: readonly OptionName[] = OPTION_NAMES,
): Flags {
  const known = names.filter((name) => !COMMAND_ONLY.some((one) => one === name));
  const strange = Object.keys(options).filter((name) => !known.some((one) => one === name));
  if (strange.length > 0)
    throw configInvalid(
      strange.map((name) => ({
        origin: { flag: memberName(name) },
        problem: phrase`the library has no such option${didYouMean(name, known)}`,
      })),
      hintFor(strange),
    );
  if (isOn(env[variableOf("sandbox")] ?? ""))
    throw configInvalid(
      [
        {
          origin: { variable: variableOf("sandbox") },
          problem: phrase`the library has no rehearsal of its own`,
        },
      ],
      SANDBOX_HINT,
    );
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const shapeless = given.filter(
    ([, value]) => !isText(value) && !(Array.isArray(value) && value.every(isText)),
  );
  if (shapeless.length > 0)
    throw configInvalid(
      shapeless.map(([name]) => ({
        origin: { flag: memberName(name) },
        problem: phrase`must be text, a number, true, false, or a list of these`,
      })),
    );
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

function isText(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

/** What the values of an object must be. A new one does not compile until it is named. */
export type Shape<T> = Readonly<Record<keyof Required<T>, keyof typeof IS>>;

const IS = {
  "an object": (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value),
  "a function": (value: unknown) => typeof value === "function",
  text: (value: unknown) => typeof value === "string",
  "an AbortSignal": (value: unknown) => value instanceof AbortSignal,
} as const;

/**
 * Whoever writes no types is told of a name that is not known, and of a value that is something else: passed over in
 * silence, a misspelt `signal` would never end anything.
 * @throws OnboardError CONFIG_INVALID
 */
export function requireShape<T extends object>(given: T, shape: Shape<T>): void {
  const known = Object.keys(shape);
  const problems = Object.entries(given).flatMap(([name, value]) => {
    const demand = Object.hasOwn(shape, name) ? shape[name as keyof T] : undefined;
    if (demand === undefined)
      return [
        { origin: { setting: name }, problem: phrase`there is no such member${didYouMean(name, known)}` },
      ];
    return value === undefined || IS[demand](value)
      ? []
      : [{ origin: { setting: name }, problem: phrase`must be ${demand}` }];
  });
  if (problems.length > 0)
    throw configInvalid(problems, phrase`Correct it; docs/library.md says what is given.`);
}

const SANDBOX_HINT = "Give the variables of a sandbox as `env`; docs/library.md says how one is started.";

function hintFor(strange: readonly string[]): string {
  return strange.includes("sandbox")
    ? SANDBOX_HINT
    : "Correct the name; docs/library.md says which options a program has.";
}

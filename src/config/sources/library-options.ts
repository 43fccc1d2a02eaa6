import { isOn, OPTION_NAMES, type OptionName, type OptionRow } from "../option-table.ts";
import { configInvalid } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { variableOf, type Flags } from "./options.ts";
import type { Environment } from "../../net/proxy.ts";
import { phrase } from "../../errors/phrase.ts";

// The options that a program gives to createRun. They are read as the command line's are, and named by type.

/** These say something of a command and its terminal; a program does such things itself. */
const COMMAND_ONLY = [
  "file",
  "detailed-exitcode",
  "dry-run",
  "domain",
  "yes",
  "sandbox",
  "format",
  "color",
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

/**
 * The same as the command line's texts.
 * @throws OnboardError CONFIG_INVALID for a name that there is not, and for a rehearsal that is asked for and that
 * only the command can have: the run would be real
 */
export function flagsOfProgram(options: RunOptions, env: Environment): Flags {
  const known = OPTION_NAMES.filter((name) => !COMMAND_ONLY.some((one) => one === name));
  const strange = Object.keys(options).filter((name) => !known.some((one) => one === name));
  if (strange.length > 0)
    throw configInvalid(
      strange.map((name) => ({
        origin: { flag: `options["${name}"]` },
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
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

const SANDBOX_HINT =
  "Start `ses-onboard sandbox --env sandbox.env` and give the variables of that file as env.";

function hintFor(strange: readonly string[]): string {
  return strange.includes("sandbox")
    ? SANDBOX_HINT
    : "Correct the name; docs/library.md says which options a program has.";
}

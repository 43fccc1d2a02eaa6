import { OnboardError } from "../errors/onboard-error.ts";
import { inEnglish, phrase, type Text } from "../errors/phrase.ts";

/** Where a setting was given: a place in the config, a flag (`--wait`) or an environment variable. */
export type Origin =
  | { readonly flag: string }
  | { readonly variable: string }
  /** Of a config that a program gives as a value: `config.ses.site`. */
  | { readonly setting: string }
  | { readonly file: string; readonly line: number; readonly column: number };

export interface ConfigProblem {
  readonly origin: Origin;
  /**
   * A clause that follows the origin: `unknown key "regoin" in ses`. Never holds a value that could be a
   * secret.
   */
  readonly problem: Text;
  /** Where there is a better one than its origin tells. */
  readonly hint?: Text;
}

/** Where a standing value comes from, for whoever reads a plan; undefined: an option of this command gave it. */
export function standingPlace(origin: Origin): string | undefined {
  if ("flag" in origin) return undefined;
  if ("setting" in origin) return origin.setting;
  return "variable" in origin ? origin.variable : `${origin.file}:${origin.line}`;
}

/** `ses-onboard.yaml:3:5`, `config.ses.site`, `--wait`, `options["wait"]` or `SES_ONBOARD_WAIT`. */
function originText(origin: Origin): string {
  if ("flag" in origin) return origin.flag;
  if ("variable" in origin) return origin.variable;
  if ("setting" in origin) return origin.setting;
  return `${origin.file}:${origin.line}:${origin.column}`;
}

/**
 * One error for everything that is wrong: the sentence names the first, the facts hold all (GitHub annotates
 * by file, line and column).
 */
export function configInvalid(
  problems: readonly ConfigProblem[],
  hint = problems[0]?.hint ?? hintFor(problems[0]?.origin),
): OnboardError {
  const [first, ...others] = problems;
  const what =
    first === undefined
      ? phrase`The configuration is not valid`
      : phrase`${originText(first.origin)}: ${first.problem}`;
  const more =
    others.length === 0
      ? ""
      : phrase` (and ${others.length} more ${others.length === 1 ? phrase`problem` : phrase`problems`})`;
  return new OnboardError("CONFIG_INVALID", phrase`${what}${more}.`, {
    hint,
    facts: { problems: problems.map(({ origin, problem }) => ({ ...origin, problem: inEnglish(problem) })) },
  });
}

function hintFor(origin: Origin | undefined): Text {
  if (origin !== undefined && "flag" in origin)
    return origin.flag.startsWith("--")
      ? phrase`Correct ${origin.flag}; the command's own ${{ option: "help" }} lists its options.`
      : phrase`Correct it; docs/library.md says what is given.`;
  if (origin !== undefined && "variable" in origin) return phrase`Correct or unset ${origin.variable}.`;
  if (origin !== undefined && "setting" in origin)
    return phrase`Correct the config that the program gives; its type \`ConfigFile\` has every setting.`;
  return phrase`Correct the config file; config.example.yaml shows every setting once.`;
}

import { COLOR_CHOICES } from "../config/option-groups.ts";
import { isSwitch, OPTION_NAMES } from "../config/option-table.ts";
import { DEBUG_CHOICES } from "../config/sources/option-text.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";

interface Choice {
  /** What the flag says alone, and what after `--no-`. */
  readonly alone: string;
  readonly no: string;
  readonly choices: readonly string[];
}

const SWITCH: Choice = { alone: "true", no: "false", choices: ["true", "false"] };

const FLAGS: ReadonlyMap<string, Choice> = new Map([
  ...[...OPTION_NAMES.filter(isSwitch), "json", "forget"].map((name) => [name, SWITCH] as const),
  ["color", { alone: "always", no: "never", choices: COLOR_CHOICES }],
  ["debug", { alone: "true", no: "false", choices: DEBUG_CHOICES }],
]);

/**
 * `--color` alone means always, and `--no-color` never, as in other programs; so with `--debug` and each switch. To
 * the parser they are texts: it would take the domain that follows a bare flag for its value, and every word behind a
 * switch's `=` but `true` for a "no".
 * @throws OnboardError CONFIG_INVALID
 */
export function withFlagValues(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    if (end !== -1 && index > end) return word;
    refuseValue(word);
    const [, no, name = ""] = /^--(no-)?([a-z-]+)$/.exec(word) ?? [];
    const flag = FLAGS.get(name);
    if (flag === undefined) return word;
    if (no !== undefined) return `--${name}=${flag.no}`;
    const following = argv[index + 1]?.toLowerCase() ?? "";
    return flag.choices.includes(following) ? word : `--${name}=${flag.alone}`;
  });
}

/**
 * `--help` and `--version` are the parser's own, and behind a `=` it takes what is not `true` for a wish to go on.
 * `--no-yes=true` says two things at once.
 */
function refuseValue(word: string): void {
  const [, flag, no] = /^(--help|--version|-h|-v|--no-([a-z-]+))=/.exec(word) ?? [];
  if (flag === undefined || (no !== undefined && !FLAGS.has(no))) return;
  throw new OnboardError("CONFIG_INVALID", phrase`${flag} takes no value.`, {
    hint: phrase`Give ${flag} alone.`,
    facts: { flag },
  });
}

import { COLOR_CHOICES } from "../config/option-groups.ts";
import { DEBUG_CHOICES } from "../config/sources/option-text.ts";

interface Choice {
  /** What the flag says alone, and what after `--no-`. */
  readonly alone: string;
  readonly no: string;
  readonly choices: readonly string[];
}

const FLAGS: ReadonlyMap<string, Choice> = new Map([
  ["color", { alone: "always", no: "never", choices: COLOR_CHOICES }],
  ["debug", { alone: "true", no: "false", choices: DEBUG_CHOICES }],
]);

/**
 * `--color` alone means always, and `--no-color` never, as in other programs; so with `--debug`. The parser
 * would take the domain that follows a bare flag for its value.
 */
export function withFlagValues(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    if (end !== -1 && index > end) return word;
    const [, no, name = ""] = /^--(no-)?([a-z]+)$/.exec(word) ?? [];
    const flag = FLAGS.get(name);
    if (flag === undefined) return word;
    if (no !== undefined) return `--${name}=${flag.no}`;
    return flag.choices.includes(argv[index + 1] ?? "") ? word : `--${name}=${flag.alone}`;
  });
}

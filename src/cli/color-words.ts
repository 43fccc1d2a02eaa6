import { COLOR_CHOICES } from "../config/option-table.ts";

/**
 * `--color` alone means always, and `--no-color` never, as in other programs. The parser would take the
 * domain that follows a bare `--color` for its value.
 */
export function colorWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    if (end !== -1 && index > end) return word;
    if (word === "--no-color") return "--color=never";
    return word === "--color" && !isChoice(argv[index + 1]) ? "--color=always" : word;
  });
}

function isChoice(word: string | undefined): boolean {
  return COLOR_CHOICES.some((choice) => choice === word);
}

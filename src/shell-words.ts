// A leaf: anyone may import it.

/** Nothing in it means anything to a POSIX shell; one that begins with `=` does to zsh. */
const BARE = /^[\w@%+:,./-][\w@%+=:,./-]*$/;

/** A word of a shell, whatever is in it. */
export function quoted(word: string): string {
  return BARE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A line that a shell takes apart into just these words. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

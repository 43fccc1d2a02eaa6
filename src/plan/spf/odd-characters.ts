/** Characters that editors and web pages put in the place of plain ones, and what was typed. */
const ODD: Readonly<Record<string, readonly [name: string, typed: string]>> = {
  "\u201c": ["a typographic quote", '"'],
  "\u201d": ["a typographic quote", '"'],
  "\u201e": ["a typographic quote", '"'],
  "\u00ab": ["a typographic quote", '"'],
  "\u00bb": ["a typographic quote", '"'],
  "\u2018": ["a typographic quote", "'"],
  "\u2019": ["a typographic quote", "'"],
  "\u201a": ["a typographic quote", "'"],
  "\u00a0": ["a no-break space", " "],
  "\u202f": ["a no-break space", " "],
  "\u2010": ["a typographic hyphen", "-"],
  "\u2011": ["a typographic hyphen", "-"],
  "\u2012": ["a figure dash", "-"],
  "\u2013": ["an en dash", "-"],
  "\u2014": ["an em dash", "-"],
  "\u2212": ["a minus sign", "-"],
  "\u02dc": ["a small tilde", "~"],
  "\u223c": ["a tilde operator", "~"],
  "\u200b": ["a zero-width space", ""],
  "\u200c": ["a zero-width character", ""],
  "\u200d": ["a zero-width character", ""],
  "\u2060": ["a zero-width character", ""],
  "\ufeff": ["a byte order mark", ""],
  "\t": ["a tab", " "],
  "\n": ["a line break", " "],
  "\r": ["a line break", " "],
};

/** The text with plain characters in the place of odd ones: what somebody meant. */
export function asTyped(text: string): string {
  return Array.from(text, (character) => ODD[character]?.[1] ?? character).join("");
}

/** The odd characters of a text by name, each once, like `an en dash (U+2013)`. */
export function oddCharactersIn(text: string): readonly string[] {
  const names = Array.from(text, nameOfOdd).filter((name) => name !== undefined);
  return [...new Set(names)];
}

function nameOfOdd(character: string): string | undefined {
  const name = ODD[character]?.[0] ?? (/[\x20-\x7e]/.test(character) ? undefined : "a character");
  if (name === undefined) return undefined;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `${name} (U+${code})`;
}

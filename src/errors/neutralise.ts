// Text from DNS or from an API is somebody else's. It must not command the terminal or the CI runner that
// prints it.

// Controls (C0, C1, DEL), format characters (bidirectional overrides, zero-width ones, tags, the byte-order
// mark), line and paragraph separators, lone surrogates (octets that are not UTF-8), and everything else that
// Unicode wants drawn as nothing (fillers, variation selectors).
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

// What looks like a blank, a hyphen or a quotation mark and is none: pasted from a word processor into a record, it
// breaks the record, and nobody can see why. A hair space after our own break of a mark is ours.
const BLANKS = /[\u00a0\u1680\u2000-\u2009\u202f\u205f]|(?<!:|##)\u200a/gu;
const DASHES_AND_QUOTES = /[\u2010-\u2015\u2212\u2018-\u201f\u2032-\u2034\u00ab\u00bb]/gu;
/** Chinese is written with these quotes and dashes, as in answers of SES. */
const CHINESE = /\p{Script=Han}/u;

/**
 * Foreign text made harmless on one line: controls and invisible characters become visible escapes, what looks like
 * a blank, a hyphen or a quotation mark and is none is named (`<U+00A0>`), and the two marks by which GitHub's runner recognises a workflow command (`::` and `##[`, which it obeys anywhere
 * in a line) are broken up.
 */
export function neutralise(text: string): string {
  return text
    .replace(UNSAFE, escapeCharacter)
    .replace(BLANKS, named)
    .replace(DASHES_AND_QUOTES, CHINESE.test(text) ? (mark) => mark : named)
    .replace(/:(?=:)/g, ":\u200a")
    .replace(/##(?=\[)/g, "##\u200a");
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff ? `\\u{${code.toString(16)}}` : `\\x${code.toString(16).padStart(2, "0")}`;
}

function named(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;
}

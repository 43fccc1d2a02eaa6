// Text from DNS or from an API is somebody else's. It must not command the terminal or the CI runner that
// prints it.

// Controls (C0, C1, DEL), format characters (bidirectional overrides, zero-width ones, tags, the byte-order
// mark), line and paragraph separators, lone surrogates (octets that are not UTF-8), and everything else that
// Unicode wants drawn as nothing (fillers, variation selectors).
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Foreign text made harmless on one line: controls and invisible characters become visible escapes, and the
 * two marks by which GitHub's runner recognises a workflow command (`::` and `##[`, which it obeys anywhere
 * in a line) are broken up.
 */
export function neutralise(text: string): string {
  return text
    .replace(UNSAFE, escapeCharacter)
    .replace(/:(?=:)/g, ":\u200a")
    .replace(/##(?=\[)/g, "##\u200a");
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff ? `\\u{${code.toString(16)}}` : `\\x${code.toString(16).padStart(2, "0")}`;
}

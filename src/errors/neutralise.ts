// Text from DNS or from an API is somebody else's. It must not command the terminal or the CI runner that prints it.

// C0 and C1 controls, DEL, line and paragraph separators, bidirectional overrides and isolates, zero-width characters, the byte-order mark,
// tag characters, and lone surrogates (octets that are not UTF-8).
const UNSAFE =
  // oxlint-disable-next-line no-control-regex -- finding control characters is what this is for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * Foreign text made harmless on one line: controls and invisible characters become visible escapes, and the two marks by which GitHub's runner
 * recognises a workflow command (`::` and `##[`, which it obeys anywhere in a line) are broken up.
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

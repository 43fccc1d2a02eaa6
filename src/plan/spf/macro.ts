// Macros of SPF (RFC 7208 section 7): their grammar, and what they expand to as far as that is known. The text is cut
// into pieces first, so that reading it takes time in proportion to its length, whatever stands in it.

/** c, r and t say something about the receiver and are allowed in explanations only (section 7.2). */
const LETTERS = ["s", "l", "o", "d", "i", "p", "h", "v"] as const;

export type MacroLetter = (typeof LETTERS)[number];

/**
 * What the letters stand for (section 7.2), as far as it is known. Before any mail is sent that is `d`, the name whose
 * record is read, and `o`, the sender's domain.
 */
export type MacroValues = Readonly<Partial<Record<MacroLetter, string>>>;

/** Whether a text is a macro-string: what an unknown modifier may hold. */
export function isMacroString(text: string): boolean {
  return piecesOf(text) !== undefined;
}

/** Whether a text is a domain-spec: a macro-string that ends in a top-level label or in a macro. */
export function isDomainSpec(text: string): boolean {
  const last = piecesOf(text)?.at(-1);
  if (last === undefined) return false;
  return last.kind !== "literal" || isTopLabel(lastLabelOf(last.text));
}

/** Whether what the text names depends on macros. */
export function hasMacro(text: string): boolean {
  return text.includes("%");
}

/**
 * What a domain-spec says with these values, shortened from the left as section 7.3 has it where it is too long for a
 * name; undefined where a letter's value is not known, or where the text is no macro-string.
 */
export function expandMacros(text: string, values: MacroValues): string | undefined {
  const expanded = piecesOf(text)?.map((piece) => expand(piece, values));
  return expanded?.every((piece) => piece !== undefined) === true ? shortened(expanded.join("")) : undefined;
}

type Piece =
  | { readonly kind: "literal" | "escape"; readonly text: string }
  | {
      readonly kind: "macro";
      readonly letter: MacroLetter;
      /** An upper case letter has its value escaped as in a URL. */
      readonly escaped: boolean;
      /** How many parts are kept, from the right; undefined: all. */
      readonly keep: number | undefined;
      readonly reversed: boolean;
      readonly delimiters: string;
    };

const PIECES = /%\{([a-z])([0-9]*)(r?)([.\-+,/_=]*)\}|%[%_-]|[\x21-\x24\x26-\x7e]+|[^]/gi;
const LITERAL = /^[\x21-\x24\x26-\x7e]/;
const ESCAPES: Readonly<Record<string, string>> = { "%%": "%", "%_": " ", "%-": "%20" };

/** The pieces of a macro-string; undefined where the text is none. */
function piecesOf(text: string): readonly Piece[] | undefined {
  const pieces = Array.from(text.matchAll(PIECES), pieceOf);
  return pieces.every((piece) => piece !== undefined) ? pieces : undefined;
}

function pieceOf([text, letter, digits, reverse, delimiters]: RegExpExecArray): Piece | undefined {
  if (letter === undefined) {
    const escape = ESCAPES[text];
    if (escape !== undefined) return { kind: "escape", text: escape };
    return LITERAL.test(text) ? { kind: "literal", text } : undefined;
  }
  const name = LETTERS.find((one) => one === letter.toLowerCase());
  const keep = digits === "" ? undefined : Number(digits);
  // To keep no part at all is forbidden (section 7.3).
  if (name === undefined || keep === 0) return undefined;
  return {
    kind: "macro",
    letter: name,
    escaped: letter !== name,
    keep,
    reversed: reverse !== "",
    delimiters: delimiters === undefined || delimiters === "" ? "." : delimiters,
  };
}

function expand(piece: Piece, values: MacroValues): string | undefined {
  if (piece.kind !== "macro") return piece.text;
  const value = values[piece.letter];
  if (value === undefined) return undefined;
  const parts = cutAt(value, piece.delimiters);
  const ordered = piece.reversed ? parts.toReversed() : parts;
  const kept = piece.keep === undefined ? ordered : ordered.slice(-piece.keep);
  return piece.escaped ? escapedForUrl(kept.join(".")) : kept.join(".");
}

function cutAt(value: string, delimiters: string): readonly string[] {
  const parts = [""];
  for (const character of value)
    if (delimiters.includes(character)) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${character}`);
  return parts;
}

/** Unreserved characters stay as they are (RFC 3986 section 2.3). */
function escapedForUrl(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const LONGEST_NAME = 253;

function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const dot = name.indexOf(".", name.length - LONGEST_NAME - 1);
  return dot === -1 ? name : name.slice(dot + 1);
}

/** A domain-spec needs a dot in front of its last label, and may have one behind it. */
function lastLabelOf(literal: string): string | undefined {
  const text = literal.endsWith(".") ? literal.slice(0, -1) : literal;
  const dot = text.lastIndexOf(".");
  return dot === -1 ? undefined : text.slice(dot + 1);
}

/** Letters, digits and dashes within, and not digits alone. */
function isTopLabel(label: string | undefined): boolean {
  if (label === undefined || !/^[a-z0-9-]+$/i.test(label)) return false;
  return !label.startsWith("-") && !label.endsWith("-") && !/^[0-9]+$/.test(label);
}

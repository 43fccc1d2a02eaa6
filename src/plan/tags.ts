// Tag lists: `v=DKIM1; k=rsa; p=…` (RFC 6376 section 3.2), which DMARC uses as well (RFC 9989 section 4.7).

/** Tag names (case counts) and values, in the order of the text. */
export type TagList = ReadonlyMap<string, string>;

const TAG = /^[a-z][a-z0-9_]*$/i;

/** The tags of a text; undefined when it is no tag list: a piece without `=`, a bad name, or a tag twice. */
export function findTags(text: string): TagList | undefined {
  const pieces = piecesOf(text);
  const tags = new Map<string, string>();
  for (const { name, value } of pieces) {
    if (!TAG.test(name) || tags.has(name)) return undefined;
    tags.set(name, value);
  }
  return tags.size === 0 ? undefined : tags;
}

/** What is left of a text when the pieces are dropped that are no tag. */
export interface ReadableTags {
  /** Names in lower case. */
  readonly tags: TagList;
  /** The pieces at which `findTags` gives up, as they are written; `""` is an empty one. */
  readonly flaws: readonly string[];
}

/**
 * The tags that DMARC receivers find in any text. Of a tag that stands twice the last counts: so read OpenDMARC
 * 1.4.2, Mail::DMARC, mailauth 4 and 7.1 (November 2026), although RFC 6376 section 3.2 has them drop the list.
 */
export function readTags(text: string): ReadableTags {
  const tags = new Map<string, string>();
  const flaws: string[] = [];
  for (const { piece, name, value } of piecesOf(text)) {
    const known = name.toLowerCase();
    // `V=DMARC1` is right: the version has a rule of its own, which no case is told for (RFC 9989 section 4.7).
    if (!TAG.test(name) || tags.has(known) || (name !== known && known !== "v")) flaws.push(piece);
    if (TAG.test(name)) tags.set(known, value);
  }
  return { tags, flaws };
}

/** Tags as text, in their order. */
export function formatTags(tags: TagList): string {
  return [...tags].map(([name, value]) => `${name}=${value}`).join("; ");
}

interface Piece {
  readonly piece: string;
  /** `""` where there is no `=`. */
  readonly name: string;
  readonly value: string;
}

/** What stands between semicolons; one at the end is no piece. */
function piecesOf(text: string): readonly Piece[] {
  const pieces = text.split(";").map((piece) => piece.trim());
  if (pieces.at(-1) === "") pieces.pop();
  return pieces.map((piece) => {
    const equals = piece.indexOf("=");
    return {
      piece,
      name: piece.slice(0, Math.max(0, equals)).trim(),
      value: piece.slice(equals + 1).trim(),
    };
  });
}

// Tag lists: `v=DKIM1; k=rsa; p=…` (RFC 6376 section 3.2), which DMARC uses as well (RFC 7489 section 6.4).

/** Tag names (case counts) and values, in the order of the text. */
export type TagList = ReadonlyMap<string, string>;

const TAG = /^[a-z][a-z0-9_]*$/i;

/** The tags of a text; undefined when it is no tag list: a piece without `=`, a bad name, or a tag twice. */
export function findTags(text: string): TagList | undefined {
  const pieces = text.split(";").map((piece) => piece.trim());
  if (pieces.at(-1) === "") pieces.pop();
  const tags = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf("=");
    const name = piece.slice(0, Math.max(0, equals)).trim();
    if (!TAG.test(name) || tags.has(name)) return undefined;
    tags.set(name, piece.slice(equals + 1).trim());
  }
  return tags.size === 0 ? undefined : tags;
}

/** Tags as text, in their order. */
export function formatTags(tags: TagList): string {
  return [...tags].map(([name, value]) => `${name}=${value}`).join("; ");
}

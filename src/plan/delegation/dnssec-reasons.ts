import type { ExtendedError } from "../../dns/observation.ts";
import { listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";

/** RFC 8914 section 4, as people say it. */
const REASONS: ReadonlyMap<number, Phrase> = new Map([
  [1, phrase`its signing algorithm is not supported`],
  [2, phrase`the kind of its DS record is not supported`],
  [6, phrase`a signature, or a proof of absence, does not hold`],
  [7, phrase`a signature has expired`],
  [8, phrase`a signature is not valid yet`],
  [9, phrase`no key of it fits its DS record`],
  [10, phrase`a signature is missing`],
  [11, phrase`its key is not marked as one of a zone`],
  [12, phrase`a proof of absence is missing`],
]);

/** Empty: none is known. A resolver's own text, if any, beside it. */
export function reasonWords(errors: readonly ExtendedError[]): Text {
  const reasons = errors.flatMap(({ code, text }): readonly Text[] => {
    const reason = REASONS.get(code);
    if (reason === undefined) return text === "" ? [phrase`extended error ${code}`] : [text];
    return [text === "" ? reason : phrase`${reason}: ${text}`];
  });
  return reasons.length === 0 ? "" : phrase` (${listPhrase(reasons, "; ")})`;
}

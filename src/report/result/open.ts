import type { TextStyle } from "../diff.ts";
import { wrapped } from "../layout.ts";
import { formerSentence, thingsWords } from "../words/open-words.ts";
import type { ResultEvent } from "./context.ts";
import { warningLines } from "./records.ts";

/**
 * What is to be looked at, each thing once more in the last word although it may stand below its record, and until
 * when receivers may go by what stood there before.
 */
export function openLines({ records, warnings, time }: ResultEvent, look: TextStyle): readonly string[] {
  const former = records.flatMap((record) => formerSentence(record, time) ?? []);
  return [
    ...(warnings.length === 0 ? [] : [`  ${thingsWords(warnings)}:`]),
    ...warnings.flatMap((warning) => warningLines(warning, look)),
    ...former.flatMap((sentence) => wrapped(sentence, look.width - 2).map((line) => `  ${line}`)),
  ];
}

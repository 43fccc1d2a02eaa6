import type { TextStyle } from "../diff.ts";
import { wrapped } from "../layout.ts";
import { formerSentence, thingsWords } from "../words/open-words.ts";
import { warningSentence } from "../words/warnings/warning-sentence.ts";
import type { ResultContext, ResultEvent } from "./context.ts";
import { noteLines, showsWarnings } from "./records.ts";

/** What is to be looked at, and until when receivers may go by what stood there before. */
export function openLines(result: ResultEvent, look: TextStyle, context: ResultContext): readonly string[] {
  const { records, warnings, time } = result;
  const former = records.flatMap((record) => formerSentence(record, time) ?? []);
  const shown = showsWarnings(result, context)
    ? new Set(records.flatMap((record) => record.warnings.map(warningSentence)))
    : new Set<string>();
  const rest = warnings.map(warningSentence).filter((sentence) => !shown.has(sentence));
  const title = shown.size === 0 && rest.length > 0 ? [`  ${thingsWords(warnings)}:`] : [];
  return [
    ...title,
    ...rest.flatMap((sentence) => noteLines(sentence, look)),
    ...former.flatMap((sentence) => wrapped(sentence, look.width - 2).map((line) => `  ${line}`)),
  ];
}

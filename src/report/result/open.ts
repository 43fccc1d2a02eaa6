import type { TextStyle } from "../diff.ts";
import { wrapped } from "../layout.ts";
import { formerSentence, thingsWords } from "../words/open-words.ts";
import { oneLine } from "../words/one-line.ts";
import { exportOf } from "../words/warnings/ownership.ts";
import type { ResultEvent } from "./context.ts";
import { warningLines } from "./records.ts";

/**
 * What is to be looked at, and until when receivers may go by what stood there before. A plan has shown each record
 * with its warnings just above; what belongs to none of them is left for here.
 */
export function openLines(result: ResultEvent, look: TextStyle): readonly string[] {
  const { records, time } = result;
  const former = records.flatMap((record) => formerSentence(record, time) ?? []);
  const listed = result.state === "planned" ? besideRecords(result) : result.warnings;
  return [
    ...(listed.length === 0 ? [] : [`  ${thingsWords(listed)}:`]),
    ...listed.flatMap((warning) => [
      ...warningLines(warning, look),
      // To be copied, so it is never broken.
      ...exportOf(warning).map((line) => `        ${oneLine(line)}`),
    ]),
    ...former.flatMap((sentence) => wrapped(sentence, look.width - 2).map((line) => `  ${line}`)),
  ];
}

/** What is to be looked at and belongs to no record. */
export function besideRecords({
  records,
  warnings,
}: Pick<ResultEvent, "records" | "warnings">): ResultEvent["warnings"] {
  const shown = new Set(records.flatMap((record) => record.warnings.map((one) => JSON.stringify(one))));
  return warnings.filter((warning) => !shown.has(JSON.stringify(warning)));
}

import type { Diagnosis } from "../../onboard/diagnose/diagnosis.ts";
import { isNote } from "../../events/open-warnings.ts";
import type { TextStyle } from "../../report/diff.ts";
import { causeLines, codeWords } from "../../report/error-text.ts";
import { hanging } from "../../report/layout.ts";
import { WARNING_MARKS } from "../../report/result/records.ts";
import { warningSentence } from "../../report/words/warnings/warning-sentence.ts";
import { oneLine } from "../../report/words/one-line.ts";

const TITLES: Readonly<Record<Diagnosis["check"], string>> = {
  variables: "Variables",
  delegation: "DNS",
  servers: "Name servers",
  dnssec: "DNSSEC",
  ses: "Tencent Cloud SES",
  quota: "Sender domains",
  provider: "DNS host",
  records: "Records",
  rights: "Rights to write",
};

/** What was tried and what came of it: one mark with a word behind it, below it what is odd or what to do. */
export function diagnosisLines(diagnosis: Diagnosis, style: TextStyle): readonly string[] {
  const { colors, width } = style;
  const { check, found, error } = diagnosis;
  const lead = ` ${TITLES[check].padEnd(18)} `;
  const lines =
    error === null
      ? marked(colors.green("✔"), lead, found ?? "", width)
      : [`${colors.red("✖")}${lead}${colors.bold(codeWords(error))}`, ...causeLines(error, style)];
  return [...lines, ...warningLines(diagnosis, style)];
}

/** What is tried of each domain once its delegation and then its host are known. */
const OF_A_ZONE = ["servers", "dnssec", "provider", "records", "rights"] as const;

/** Which checks of a domain a failure before them has left out; nothing where none was. */
export function untriedLines(
  diagnoses: readonly Diagnosis[],
  { colors, width }: TextStyle,
): readonly string[] {
  const left = OF_A_ZONE.filter((check) => !diagnoses.some((one) => one.check === check));
  if (left.length === 0) return [];
  const names = left.map((check) => TITLES[check]).join(", ");
  return hanging("  ", `not tried, since what failed comes before it: ${names}`, width).map(colors.dim);
}

function warningLines({ warnings = [] }: Diagnosis, { colors, width }: TextStyle): readonly string[] {
  return warnings.flatMap((warning) => {
    const mark = isNote(warning) ? colors.dim(WARNING_MARKS.note) : colors.yellow(WARNING_MARKS.open);
    return marked(mark, " ", warningSentence(warning), width);
  });
}

/** The mark counts for one column, whatever colour it has. */
function marked(mark: string, lead: string, text: string, width: number): readonly string[] {
  const [first = "", ...more] = hanging(` ${lead}`, oneLine(text), width);
  return [`${mark}${first.slice(1)}`, ...more];
}

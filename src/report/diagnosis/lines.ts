import type { DomainName } from "../../dns/domain-name.ts";
import type { Text } from "../../errors/phrase.ts";
import type { Diagnosis, NeededKeys } from "../../events/diagnosis/diagnosis.ts";
import { isNote } from "../../events/open-warnings.ts";
import type { TextStyle } from "../diff.ts";
import { causeLines, codeWords } from "../error-text.ts";
import { hanging } from "../layout.ts";
import { WARNING_MARKS } from "../result/records.ts";
import { DIAGNOSIS_TITLES, findingText, isOpenFinding, neededKeysText, untriedText } from "./words.ts";
import { warningSentence } from "../words/warnings/warning-sentence.ts";
import { oneLine } from "../words/one-line.ts";
import { displayWidth } from "../words/words.ts";

/** A terminal, and the words of the person before it. */
export interface DiagnosisStyle extends TextStyle {
  readonly wordOf: (text: Text) => string;
}

/** Wide enough for each title. */
const TITLE_COLUMNS = 17;
/** Beside the titles there has to be room for a sentence; on a terminal that is narrower it stands below. */
const NARROW = 60;

/** What was tried and what came of it: one mark with a word behind it, below it what is odd or what to do. */
export function diagnosisLines(diagnosis: Diagnosis, style: DiagnosisStyle): readonly string[] {
  const { check, finding, error, keys = [] } = diagnosis;
  const { colors, wordOf } = style;
  const title = wordOf(DIAGNOSIS_TITLES[check]);
  const lines =
    finding === null
      ? []
      : titled(markOf(diagnosis, style), title, oneLine(wordOf(findingText(finding))), style);
  const failure =
    error === null
      ? []
      : [
          ...titled(colors.red("✖"), title, codeWords(error), { ...style, paint: colors.bold }),
          ...causeLines(error, style),
        ];
  return [
    ...lines,
    ...failure,
    ...keys.flatMap((one) => keysLines(one, style)),
    ...warningLines(diagnosis, style),
  ];
}

function markOf({ finding }: Diagnosis, { colors }: TextStyle): string {
  return finding !== null && isOpenFinding(finding) ? colors.yellow(WARNING_MARKS.open) : colors.green("✔");
}

/** The mark counts for one column, whatever colour it has. */
function titled(
  mark: string,
  title: string,
  text: string,
  { width, paint = (one) => one }: TextStyle & { readonly paint?: (text: string) => string },
): readonly string[] {
  const below = (indent: number): readonly string[] =>
    hanging(" ".repeat(indent), text, width).map(
      (line) => `${" ".repeat(indent)}${paint(line.slice(indent))}`,
    );
  if (width < NARROW) return [`${mark} ${title}`, ...below(2)];
  const lead = `${title}${" ".repeat(Math.max(0, TITLE_COLUMNS - displayWidth(title)))}  `;
  const [first = "", ...more] = below(displayWidth(lead) + 2);
  return [`${mark} ${lead}${first.trimStart()}`, ...more];
}

/** Where missing keys are made, and what they have to be allowed. */
function keysLines(keys: NeededKeys, { wordOf, width }: DiagnosisStyle): readonly string[] {
  const { made, needed, rights } = neededKeysText(keys);
  return [
    ...hanging("  ", oneLine(wordOf(made)), width),
    ...hanging("  ", wordOf(needed), width),
    ...rights.flatMap((right) => hanging("  - ", oneLine(right), width)),
  ];
}

/** What a domain is asked about, in the order in which one needs the other. */
const OF_A_DOMAIN = [
  "delegation",
  "servers",
  "dnssec",
  "ses",
  "quota",
  "provider",
  "records",
  "rights",
] as const;
const WITHOUT_DOMAIN = ["ses", "quota"] as const;

/** Which checks a failure before them has left out; nothing where none was. */
export function untriedLines(
  diagnoses: readonly Diagnosis[],
  { domain, ...style }: DiagnosisStyle & { readonly domain: DomainName | undefined },
): readonly string[] {
  const isBlind = diagnoses.some(({ finding }) => finding?.finding === "port-shut");
  const left = (domain === undefined ? WITHOUT_DOMAIN : OF_A_DOMAIN).filter(
    (check) => !diagnoses.some((one) => one.check === check) && !(isBlind && check === "servers"),
  );
  if (left.length === 0) return [];
  return hanging("  ", style.wordOf(untriedText(left)), style.width).map(style.colors.dim);
}

function warningLines({ warnings = [] }: Diagnosis, { colors, width }: TextStyle): readonly string[] {
  return warnings.flatMap((warning) => {
    const mark = isNote(warning) ? colors.dim(WARNING_MARKS.note) : colors.yellow(WARNING_MARKS.open);
    const [first = "", ...more] = hanging("  ", oneLine(warningSentence(warning)), width);
    return [`${mark} ${first.trimStart()}`, ...more];
  });
}

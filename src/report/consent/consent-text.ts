import type { TextStyle } from "../diff.ts";
import { wrapped } from "../layout.ts";
import { warningLines } from "../result/records.ts";
import { oneLine } from "../words/one-line.ts";
import { warningSentence } from "../words/warnings/warning-sentence.ts";
import { countWords } from "../words/words.ts";
import type { AskedDomain, LeftOut } from "./asked.ts";
import { domainTable } from "./table.ts";
import { hostTotal, identityTotal, recordTotal, rehearsalTotals } from "./totals.ts";
import { numberText, valueLines } from "./values.ts";

/** What a person is asked about, all domains at once. */
export interface Asking {
  readonly asked: readonly AskedDomain[];
  readonly leftOut: readonly LeftOut[];
  /** Whose sender domains these are to be; absent for an undo, which asks nothing of SES. */
  readonly account?: string | undefined;
  /** Sender domains that SES lists; undefined: it does not say. */
  readonly listed?: number | undefined;
}

/** What is to look at, a row each, each value, what is left out, and the totals last: they stay on the screen. */
export function consentLines(asking: Asking, look: TextStyle): readonly string[] {
  const { asked, leftOut } = asking;
  const heading = isUndo(asked) ? "Nothing is put back yet." : "Nothing is created or written yet.";
  const parts = [
    [look.colors.bold(`All is planned. ${heading}`)],
    toLookAt(asked, look),
    domainTable(asked, look),
    valueLines(asked, look),
    leftOut.flatMap((one) => leftOutLines(one, look)),
    totals(asking).flatMap((text) => wrapped(oneLine(text), look.width - 2).map((line) => `  ${line}`)),
  ].filter((part) => part.length > 0);
  return [...parts.flatMap((part) => ["", ...part]), ""];
}

/** `Go on with mail.example.com?` */
export function consentQuestion({ asked }: Pick<Asking, "asked">): string {
  const [only, ...others] = asked;
  const whose = only !== undefined && others.length === 0 ? only.domain : `these ${asked.length} domains`;
  return isUndo(asked) ? `Put this back for ${whose}?` : `Go on with ${whose}?`;
}

function isUndo(asked: readonly AskedDomain[]): boolean {
  return asked.every(({ identity }) => identity === "stays");
}

function totals({ asked, account, listed }: Asking): readonly string[] {
  if (isUndo(asked))
    return [
      recordTotal(asked),
      hostTotal(asked),
      "Mail that is sent through SES will no longer pass its checks; the identity stays.",
      ...rehearsalTotals(asked),
    ];
  return [
    identityTotal(asked, listed),
    recordTotal(asked),
    ...(account === undefined ? [] : [account]),
    hostTotal(asked),
    ...rehearsalTotals(asked),
  ].filter(Boolean);
}

/** What differs in nothing but the domain's name stands once. */
function toLookAt(asked: readonly AskedDomain[], look: TextStyle): readonly string[] {
  const groups = new Map<string, { readonly lines: readonly string[]; readonly numbers: number[] }>();
  for (const [index, { domain, warnings }] of asked.entries())
    for (const warning of warnings) {
      const key = warningSentence(warning).replaceAll(domain, "");
      const group = groups.get(key) ?? { lines: warningLines(warning, look), numbers: [] };
      group.numbers.push(index + 1);
      groups.set(key, group);
    }
  if (groups.size === 0) return [];
  const count = [...groups.values()].reduce((sum, { numbers }) => sum + numbers.length, 0);
  return [
    `  ${countWords(count, "thing")} to look at:`,
    ...[...groups.values()].flatMap(({ lines, numbers }) => [...lines, ...sameFor(numbers.slice(1))]),
  ];
}

function sameFor(numbers: readonly number[]): readonly string[] {
  if (numbers.length === 0) return [];
  return [`      The same for ${numbers.length === 1 ? "domain" : "domains"} ${numberText(numbers)}.`];
}

function leftOutLines({ domain, error }: LeftOut, { colors, width }: TextStyle): readonly string[] {
  const text = oneLine(
    `${domain} is left out, and all else goes on without it: ${error.code}. ${error.message}`,
  );
  return wrapped(text, width - 4).map(
    (line, index) => `  ${index === 0 ? `${colors.red("✖")} ` : "  "}${line}`,
  );
}

import { isNote } from "../../events/open-warnings.ts";
import { addsBeside, isChange, type RecordPlan } from "../../plan/record-plan.ts";
import { diffLines, type TextStyle } from "../diff.ts";
import { tableOrBlocks, wrapped, type Cell } from "../layout.ts";
import { hasSaidNo, sesLook, sesText } from "../ses-look.ts";
import { findingSentence } from "../words/finding-sentence.ts";
import { oneLine } from "../words/one-line.ts";
import { purposeWord, recordName } from "../words/names.ts";
import { foundWord, impactSentence, planSentence } from "../words/plan-words.ts";
import { warningSentence } from "../words/warnings/warning-sentence.ts";
import type { Warning } from "../../plan/warning.ts";
import type { RecordResult } from "../../events/record.ts";
import type { DomainResult } from "../../events/result.ts";
import type { ResultEvent, ResultContext } from "./context.ts";

export function recordParts(result: ResultEvent, look: TextStyle, context: ResultContext): readonly string[] {
  if (result.state === "planned" || context.started?.dryRun === true) return planLines(result, look, context);
  if (context.started?.command === "undo") return undoneLines(result, look);
  return recordLines(result, look, sesTitleOf(context));
}

/** Undefined: SES was not asked, so it has no column. */
function sesTitleOf({ started }: ResultContext): string | undefined {
  if (started?.dnsOnly === true) return undefined;
  return started?.command === "check" ? LAST_LOOK : "SES";
}

/** A check does not have SES look: what it says of a record may be older than what the servers say. */
const LAST_LOOK = "SES, when it last looked";

function recordLines(
  { records, state }: ResultEvent,
  look: TextStyle,
  sesTitle: string | undefined,
): readonly string[] {
  if (records.length === 0) return [];
  const rows = records.map((record): readonly Cell[] => [
    { text: purposeWord(record.purpose) },
    { text: record.owner },
    { text: oneLine(record.type) },
    { text: actionWord(record, state) },
    serversCell(record, look),
    ...(sesTitle === undefined ? [] : [sesCell(record, look)]),
  ]);
  const lines = tableOrBlocks(
    ["record", "owner", "type", "action", "servers", ...(sesTitle === undefined ? [] : [sesTitle])],
    rows,
    look.width - 2,
    look.colors.dim,
  );
  return [...lines.map((line) => `  ${line}`), ...refusalLines(records, look)];
}

/** What `undo` did with each record set, and why it left one alone. */
function undoneLines({ records }: ResultEvent, look: TextStyle): readonly string[] {
  return records.flatMap((record) => [
    ...indented(`${recordName(record)}: ${undoneWord(record)}`, look),
    ...record.warnings.flatMap((warning) => warningLines(warning, look)),
  ]);
}

function undoneWord({ action, written, requested }: RecordResult): string {
  if (requested === true) return `to be ${action === "removed" ? "taken away" : "put back"} by hand`;
  return UNDONE_WORDS[action]?.[written ? 0 : 1] ?? action;
}

const UNDONE_WORDS: Readonly<
  Partial<Record<RecordResult["action"], readonly [written: string, not: string]>>
> = {
  restored: ["put back", "not put back"],
  removed: ["taken away again", "not taken away"],
  kept: ["", "left alone"],
  unchanged: ["", "as before"],
};

/**
 * What was really done: a change that a failure or a "no" prevented is told as such, and `check` changes
 * nothing.
 */
function actionWord(record: RecordResult, state: DomainResult["state"]): string {
  const { action, written, found } = record;
  if (found !== undefined) return foundWord(found, record);
  const word = addsBeside({ record, ...record }) ? "added" : action;
  if (!isChange(action) || written) return word;
  // Whether somebody did is what the servers say.
  if (record.requested === true) return "by hand";
  return state === "planned" ? `to be ${word}` : `not ${word}`;
}

function serversCell({ servers }: RecordResult, { colors }: TextStyle): Cell {
  if (servers === null) return { text: "not asked", paint: colors.dim };
  const agreed = servers.agreeing === servers.asked;
  return {
    text: `${agreed ? "✔" : "…"} ${servers.agreeing} of ${servers.asked}`,
    paint: agreed ? colors.green : colors.yellow,
  };
}

function sesCell({ ses }: RecordResult, { colors }: TextStyle): Cell {
  return { text: sesText(ses), paint: colors[sesLook(ses).color] };
}

/** Whether it is us or them: what SES sees beside what it wants. */
function refusalLines(records: readonly RecordResult[], look: TextStyle): readonly string[] {
  return records
    .filter(({ ses }) => hasSaidNo(ses))
    .flatMap((record) => {
      const seen = record.ses?.currentValue ?? "";
      return [
        "",
        `  SES on ${recordName(record)}:`,
        ...wrapped(`wants  ${oneLine(record.expected)}`, look.width - 4).map((line) => `    ${line}`),
        ...wrapped(`sees   ${seen === "" ? "nothing" : oneLine(seen)}`, look.width - 4).map(
          (line) => `    ${line}`,
        ),
        ...findingLines(record, look),
      ];
    });
}

/** Which side it lies at, and until when. */
function findingLines({ ses, servers }: RecordResult, look: TextStyle): readonly string[] {
  if (ses?.finding === undefined) return [];
  return wrapped(`so     ${findingSentence(ses, servers)}`, look.width - 4).map((line) => `    ${line}`);
}

function planLines(result: ResultEvent, look: TextStyle, { creates }: ResultContext): readonly string[] {
  const records = result.records.flatMap((record) => [
    ...indented(planSentence({ ...record, record }), look),
    ...diffLines(record, look),
    ...impactLines(record, look),
    ...record.warnings.flatMap((warning) => warningLines(warning, look)),
  ]);
  if (!creates) return records;
  const create =
    "Create the identity at SES: one of the few that an account may have, and it can't be taken back. Only then SES tells its DKIM key: one record, or two.";
  return [...indented(create, look), ...records];
}

function indented(text: string, { width }: TextStyle): readonly string[] {
  return wrapped(text, width - 2).map((line) => `  ${line}`);
}

/** What receivers make of a change, below it. */
export function impactLines(plan: Pick<RecordPlan, "impact">, { width }: TextStyle): readonly string[] {
  if (plan.impact === undefined) return [];
  return wrapped(impactSentence(plan), width - 6).map((line) => `      ${line}`);
}

/** A warning below the thing that it is about, with a mark of its own where it leaves nothing to look at. */
export function warningLines(warning: Warning, { colors, width }: TextStyle): readonly string[] {
  const mark = isNote(warning) ? colors.dim(WARNING_MARKS.note) : colors.yellow(WARNING_MARKS.open);
  return wrapped(warningSentence(warning), width - 6).map(
    (line, index) => `    ${index === 0 ? `${mark} ` : "  "}${line}`,
  );
}

/** Of a thing to look at, and of what only says how it is. */
export const WARNING_MARKS = { open: "!", note: "·" } as const;

export function actionCounts({ records, state }: Pick<ResultEvent, "records" | "state">): string {
  const words = records.map((record) => actionWord(record, state));
  return [...new Set(words)]
    .map((word) => `${words.filter((other) => other === word).length} ${word}`)
    .join(", ");
}

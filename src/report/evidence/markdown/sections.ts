import { isNote } from "../../../events/open-warnings.ts";
import { keyText, sameKey } from "../../../dns/rrset.ts";
import { codeWords } from "../../error-text.ts";
import { hasSaidNo, sesText } from "../../ses-look.ts";
import { findingSentence } from "../../words/finding-sentence.ts";
import { withHint } from "../../words/rehearsal-words.ts";
import { purposeWord } from "../../words/names.ts";
import { thingsWords } from "../../words/open-words.ts";
import { sentence } from "../../event-table.ts";
import { warningSentence } from "../../words/warnings/warning-sentence.ts";
import { changesOf, changesTitle, outcomeOfAction, ttlWords, type RecordChange } from "../changes.ts";
import { impactText } from "./impact.ts";
import { code, fenced, folded, hintText, table, text } from "./text.ts";
import { ganttOf } from "./mermaid.ts";
import { requestFacts, type Asker } from "../request-facts.ts";
import { servedSince } from "../tracks/served-since.ts";
import { answerLook, sesAnswersOf, sesColumns } from "../ses-answers.ts";
import { openOf, recordsOf, type Story } from "../story.ts";
import { timelineOf, zeroWords } from "../tracks/timeline.ts";
import { TONE_MARKS, type Look } from "../tracks/verdict-look.ts";
import type { RecordResult } from "../../../events/record.ts";
import { lastEventOf } from "../../../events/events-of.ts";

/** A piece of a report that is shown whole or left out; undefined: there is nothing to say. */
export type Block = string | undefined;

export function errorBlock(story: Story): Block {
  const result = lastEventOf(story, "result");
  const error = result?.error ?? null;
  return error === null
    ? undefined
    : `> **${text(codeWords(error, result?.exit))}** ${text(error.message)}\n>\n> → ${hintText(withHint(result ?? {}, error))}`;
}

/** What is left to look at, and until when receivers may go by what stood there before. */
export function openBlock(story: Story): Block {
  const { warnings, former } = openOf(story);
  const title = warnings.length === 0 ? [] : [`**${thingsWords(warnings)}:**`];
  const lines = [...warnings.map((warning) => `⚠ ${warningSentence(warning)}`), ...former];
  return lines.length === 0
    ? undefined
    : [...title, lines.map((line) => `- ${text(line)}`).join("\n")].join("\n\n");
}

/** How each record stands, at a glance. */
export function recordsBlock(story: Story): Block {
  const written = changesOf(story).filter(({ isWritten }) => isWritten);
  const isWritten = (record: RecordResult): boolean => written.some((change) => sameKey(record, change));
  const rows = recordsOf(story).map((record) => [
    text(purposeWord(record.purpose)),
    code(keyText(record)),
    text(outcomeOfAction(story, record, isWritten(record))),
    record.servers === null ? "not asked" : `${record.servers.agreeing} of ${record.servers.asked}`,
    sesText(record.ses),
  ]);
  return rows.length === 0 ? undefined : table(["record", "owner", "outcome", "servers", "SES"], rows);
}

export function ganttBlock(story: Story): Block {
  const timeline = timelineOf(story);
  if (timeline === undefined) return undefined;
  const gantt = ganttOf(timeline);
  const lead = `Who answered what, in time since ${zeroWords(timeline)}:`;
  return gantt === undefined ? undefined : `${text(lead)}\n\n\`\`\`mermaid\n${gantt}\n\`\`\``;
}

export function requestBlock(story: Story, asker: Asker): Block {
  const rows = requestFacts(story, asker).map(({ label, value }) => [text(label), code(value)]);
  return folded("Who asked for what", table(["", ""], rows));
}

/** Before and after of each RRset. */
export function changesBlock(story: Story): Block {
  const changes = changesOf(story);
  return changes.length === 0 ? undefined : folded(changesTitle(story), changes.map(changeText).join("\n\n"));
}

function changeText(change: RecordChange): string {
  const purposes = [...new Set(change.records.map(({ purpose }) => purposeWord(purpose)))].join(", ");
  const ttl = ttlWords(change);
  const diff = [
    ...change.values.map(({ sign, value }) => `${sign} ${value}`),
    ...(ttl === "" ? [] : [`  ${ttl}`]),
  ];
  const notes = change.records.flatMap(({ warnings }) =>
    warnings.map((warning) => `- ${isNote(warning) ? "ℹ" : "⚠"} ${text(warningSentence(warning))}`),
  );
  const refusals = change.records.flatMap(refusalLines);
  const lead = `**${text(purposes)}** ${code(keyText(change))} ${text(change.outcome)}`;
  const body = diff.length === 0 ? "No record set stands there." : fenced("diff", diff);
  const impact = change.records.flatMap(impactText);
  return [lead, body, ...impact, [...notes, ...refusals].join("\n")].filter(Boolean).join("\n\n");
}

/** Us or them: what SES sees beside what it wants, and what both sides together tell. */
function refusalLines({ ses, expected, servers }: RecordResult): readonly string[] {
  if (!hasSaidNo(ses)) return [];
  const finding = findingSentence(ses, servers);
  const seen = ses.currentValue === "" ? "nothing" : code(ses.currentValue);
  return [
    `- SES wants ${code(expected)}`,
    `- SES sees ${seen}`,
    ...(finding === "" ? [] : [`- → ${text(finding)}`]),
  ];
}

export function serversBlock(story: Story): Block {
  const { records, rows } = servedSince(story);
  if (rows.length === 0) return undefined;
  const lines = rows.map(({ server, address, cells }) => [
    code(server),
    code(address),
    ...cells.map(lookText),
  ]);
  return folded("Who serves it, since when", table(["name server", "address", ...records.map(text)], lines));
}

export function sesBlock(story: Story): Block {
  const answers = sesAnswersOf(story);
  if (answers.length === 0) return undefined;
  const columns = sesColumns(answers);
  const rows = answers.map((answer) => [
    new Date(answer.time).toISOString().slice(11, 19),
    text(answer.occasion),
    ...columns.map(({ key }) => lookText(answerLook(answer, key))),
  ]);
  return folded(
    "What SES said",
    table(["UTC", "occasion", ...columns.map(({ title }) => text(title))], rows),
  );
}

function lookText(look: Look | undefined): string {
  return look === undefined ? "" : `${TONE_MARKS[look.tone]} ${text(look.word)}`;
}

/** Every event in order. */
export function chronicleBlock(story: Story): Block {
  const lines = story.events.map(
    (event) => `${new Date(event.time).toISOString().slice(11, 23)}  ${sentence(event)}`,
  );
  return folded("Everything in order", fenced("text", lines));
}

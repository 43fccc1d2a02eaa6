import { keyText, sameKey } from "../../../dns/rrset.ts";
import { codeWords } from "../../error-text.ts";
import { hasSaidNo, sesText } from "../../ses-look.ts";
import { findingSentence } from "../../words/finding-sentence.ts";
import { rehearsalLead, withHint } from "../../words/rehearsal-words.ts";
import { purposeWord } from "../../words/names.ts";
import { thingsWords } from "../../words/open-words.ts";
import { sentence } from "../../event-table.ts";
import { exportOf } from "../../words/warnings/ownership.ts";
import { warningSentence } from "../../words/warnings/warning-sentence.ts";
import { changesOf, changesTitle, outcomeOfAction, ttlWords, type RecordChange } from "../changes.ts";
import { impactText } from "./impact.ts";
import { gravityOf, type Gravity } from "../gravity.ts";
import { keptWords } from "../../words/approval-words.ts";
import { alert, code, fenced, folded, hintText, table, text, type AlertKind } from "./text.ts";
import { ganttOf } from "./mermaid.ts";
import { rehearsalWords, stateTone, stateWords } from "../headline.ts";
import { requestFacts, type Asker } from "../request-facts.ts";
import { servedSince } from "../tracks/served-since.ts";
import { answerLook, sesAnswersOf, sesColumns } from "../ses-answers.ts";
import { openOf, recordsOf, rehearsalOf, type Story } from "../story.ts";
import { timelineOf, zeroWords } from "../tracks/timeline.ts";
import { TONE_MARKS, type Look } from "../tracks/verdict-look.ts";
import type { RecordResult } from "../../../events/record.ts";
import type { Warning } from "../../../plan/warning.ts";
import { lastEventOf } from "../../../events/events-of.ts";

/** A piece of a report that is shown whole or left out; undefined: there is nothing to say. */
export type Block = string | undefined;

/** A domain and how it stands. */
export function titleOf(story: Story): string {
  const lead = rehearsalLead(rehearsalOf(story));
  return `${TONE_MARKS[stateTone(story)]} ${lead}${code(story.domain)} ${text(stateWords(story), story.domain)}`;
}

/** What of it was real: before all others, so that no length of the rest leaves it out. */
export function rehearsalBlock(stories: readonly Story[]): Block {
  const sentences = rehearsalWords(stories).map((one) => text(one));
  return sentences.length === 0 ? undefined : alert("IMPORTANT", sentences.join("\n\n"));
}

export function errorBlock(story: Story): Block {
  const result = lastEventOf(story, "result");
  const error = result?.error ?? null;
  if (error === null) return undefined;
  const hint = hintText(withHint(result ?? {}, error));
  return alert(
    "CAUTION",
    `**${text(codeWords(error, result?.exit))}** ${text(error.message, error.facts)}\n\n→ ${hint}`,
  );
}

/** What is left to look at, and until when receivers may go by what stood there before. */
export function openBlock(story: Story): Block {
  const { warnings, former } = openOf(story);
  const title = warnings.length === 0 ? [] : [`**${thingsWords(warnings)}:**`];
  const untilWhen = former.map((line) => `- ${text(line, story.domain)}`).join("\n");
  const blocks = [...title, ...warnings.map(warningAlert), untilWhen].filter(Boolean);
  return blocks.length === 0 ? undefined : blocks.join("\n\n");
}

/** A warning in a box of its gravity. */
export function warningAlert(warning: Warning): string {
  const lines = exportOf(warning);
  const told = text(warningSentence(warning), warning);
  const taken = lines.length === 0 ? "" : `\n\n${fenced("", lines)}`;
  return alert(ALERTS[gravityOf(warning)], `${told}${taken}`);
}

const ALERTS: Readonly<Record<Gravity, AlertKind>> = { note: "NOTE", warning: "WARNING", caution: "CAUTION" };

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
  if (changes.length === 0) return undefined;
  return folded(changesTitle(story), changes.map((change) => changeText(change)).join("\n\n"));
}

/** @param mostKept how many values are shown that stay as they are */
export function changeText(change: RecordChange, mostKept = Infinity): string {
  const purposes = [...new Set(change.records.map(({ purpose }) => purposeWord(purpose)))].join(", ");
  const ttl = ttlWords(change);
  const kept = change.values.filter(({ sign }) => sign === " ");
  const hidden = kept.slice(mostKept);
  const diff = [
    ...change.values.filter((one) => !hidden.includes(one)).map(({ sign, value }) => `${sign} ${value}`),
    ...(hidden.length === 0 ? [] : [`  … ${keptWords(hidden.length)}`]),
    ...(ttl === "" ? [] : [`  ${ttl}`]),
  ];
  const warnings = change.records.flatMap((record) => record.warnings.map(warningAlert));
  const refusals = change.records.flatMap(refusalLines);
  const lead = `**${text(purposes)}** ${code(keyText(change))} ${text(change.outcome)}`;
  const body = diff.length === 0 ? "No record set stands there." : fenced("diff", diff);
  const impact = change.records.flatMap(impactText);
  return [lead, body, ...impact, ...warnings, refusals.join("\n")].filter(Boolean).join("\n\n");
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
  return folded(
    "Who serves it, since when",
    table(["name server", "address", ...records.map((record) => text(record))], lines),
  );
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

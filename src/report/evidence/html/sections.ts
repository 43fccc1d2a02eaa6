import type { ErrorReport } from "../../../errors/onboard-error.ts";
import { keyText } from "../../../dns/rrset.ts";
import { codeWords, hintParts } from "../../error-text.ts";
import { hasSaidNo } from "../../ses-look.ts";
import { findingSentence } from "../../words/finding-sentence.ts";
import { withHint } from "../../words/rehearsal-words.ts";
import { purposeWord } from "../../words/names.ts";
import { sentence } from "../../event-table.ts";
import { exportOf } from "../../words/warnings/ownership.ts";
import { warningSentence } from "../../words/warnings/warning-sentence.ts";
import { thingsWords } from "../../words/open-words.ts";
import { countWords } from "../../words/words.ts";
import { changesOf, changesTitle, ttlWords, type RecordChange } from "../changes.ts";
import { stateTone } from "../headline.ts";
import { impactMarkup } from "./impact.ts";
import { html, type Markup } from "./markup.ts";
import { factsTable } from "./scrolling.ts";
import { requestFacts, type Asker } from "../request-facts.ts";
import { servedSince } from "../tracks/served-since.ts";
import { answerLook, sesAnswersOf, sesColumns, type SesAnswer } from "../ses-answers.ts";
import { clockWords, openOf, type Story } from "../story.ts";
import { TONE_MARKS, type Look } from "../tracks/verdict-look.ts";
import type { Warning } from "../../../plan/warning.ts";
import type { RecordResult } from "../../../events/record.ts";
import { lastEventOf } from "../../../events/events-of.ts";
import { isNote } from "../../../events/open-warnings.ts";
import { WARNING_MARKS } from "../../result/records.ts";

/** What went wrong and what to do; nothing when nothing did. */
export function errorSection(story: Story): Markup {
  const result = lastEventOf(story, "result");
  const error = result?.error ?? null;
  if (error === null) return html``;
  // A stack is for a bug report, not for a page that is handed around.
  const { stack: _stack, ...told } = error.facts;
  const facts =
    Object.keys(told).length === 0
      ? html``
      : html`<details>
          <summary>Facts</summary>
          <pre>${JSON.stringify(told)}</pre>
        </details>`;
  return html`<div class="error ${stateTone(story)}">
    <p><b>${codeWords(error, result?.exit)}</b></p>
    <p>${error.message}</p>
    <p class="hint">→ ${hintMarkup(withHint(result ?? {}, error))}</p>
    ${facts}
  </div> `;
}

function hintMarkup(error: ErrorReport): readonly Markup[] {
  return hintParts(error).map(({ text, isCommand }) =>
    isCommand ? html`<code>${text}</code> ` : html`${text} `,
  );
}

/** What is left to look at, and until when receivers may go by what stood there before. */
export function openSection(story: Story): Markup {
  const { warnings, former } = openOf(story);
  const title = warnings.length === 0 ? html`` : html`<p><b>${thingsWords(warnings)}</b></p>`;
  if (warnings.length + former.length === 0) return html``;
  return html`<div class="error old">
    ${title} ${warnings.map((warning) => html`<p>${warningSentence(warning)}</p>${exportMarkup(warning)}`)}
    ${former.map((sentence) => html`<p class="soft">${sentence}</p>`)}
  </div> `;
}

/** Each line is a text of its own, in which nothing breaks the line. */
function exportMarkup(warning: Warning): Markup {
  const lines = exportOf(warning);
  return lines.length === 0 ? html`` : html`<pre>${lines.map((line) => html`${line}<br />`)}</pre>`;
}

/** A section with each RRset before and after. */
export function recordsSection(story: Story): Markup {
  const changes = changesOf(story);
  if (changes.length === 0) return html``;
  return html`<section>
    <h3>${changesTitle(story)}</h3>
    ${changes.map((change) => changeMarkup(change))}
  </section> `;
}

function changeMarkup(change: RecordChange): Markup {
  const purposes = [...new Set(change.records.map(({ purpose }) => purposeWord(purpose)))].join(", ");
  const notes = change.records.flatMap(({ warnings }) =>
    warnings.map((warning) =>
      isNote(warning)
        ? html`<p class="soft">${WARNING_MARKS.note} ${warningSentence(warning)}</p>`
        : html`<p class="note">${WARNING_MARKS.open} ${warningSentence(warning)}</p>`,
    ),
  );
  const ttl = ttlWords(change);
  return html`<div class="change">
    <h4>${purposes} <code>${keyText(change)}</code> <small>${change.outcome}</small></h4>
    ${change.values.length === 0 ? html`<p class="soft">No record set stands there.</p>` : html`<div class="diff">${change.values.map(({ sign, value }) => html`<div class="${SIGN_CLASSES[sign]}"><b>${SIGNS[sign]}</b><code>${value}</code></div>`)}</div>`}${ttl === "" ? html`` : html`<p class="soft">${ttl}</p>`}
    ${change.records.map((record) => impactMarkup(record))}${notes}${change.records.map((record) => refusalMarkup(record))}
  </div> `;
}

const SIGNS = { "-": "-", "+": "+", " ": "" } as const;
const SIGN_CLASSES = { "-": "goes", "+": "comes", " ": "stays" } as const;

/** Us or them: what SES sees beside what it wants, and what both sides together tell. */
function refusalMarkup({ ses, expected, servers }: RecordResult): Markup {
  if (!hasSaidNo(ses)) return html``;
  const seen = ses.currentValue === "" ? html`<em>nothing</em>` : html`<code>${ses.currentValue}</code>`;
  const finding = findingSentence(ses, servers);
  return html`<dl class="refusal">
    <dt>SES wants</dt>
    <dd><code>${expected}</code></dd>
    <dt>SES sees</dt>
    <dd>${seen}</dd>
    ${
      finding === ""
        ? html``
        : html`<dt>Finding</dt>
            <dd>${finding}</dd>`
    }
  </dl>`;
}

/** Server by record: since when, or what it says instead. */
export function serversSection(story: Story): Markup {
  const { records, rows } = servedSince(story);
  if (rows.length === 0) return html``;
  const title = "Who serves it, since when";
  const lines = rows.map(
    ({ server, address, cells }) =>
      html`<tr>
        <th scope="row">${server}</th>
        <td>${address}</td>
        ${cells.map(lookCell)}
      </tr> `,
  );
  return html`<section>
    <h3>${title}</h3>
    ${factsTable(title, ["name server", "address", ...records], lines)}
  </section> `;
}

/** Each answer of SES, record by record. */
export function sesSection(story: Story): Markup {
  const answers = sesAnswersOf(story);
  if (answers.length === 0) return html``;
  const columns = sesColumns(answers);
  const row = (answer: SesAnswer): Markup =>
    html`<tr>
      <td>${clockWords(answer.time)}</td>
      <th scope="row">${answer.occasion}</th>
      ${columns.map(({ key }) => lookCell(answerLook(answer, key)))}
    </tr> `;
  const title = "What SES said";
  const head = ["UTC", "occasion", ...columns.map((column) => column.title)];
  return html`<section>
    <h3>${title}</h3>
    ${factsTable(title, head, answers.map(row))}
  </section> `;
}

function lookCell(look: Look | undefined): Markup {
  return look === undefined
    ? html`<td></td>`
    : html`<td class="standing ${look.tone}"><i>${TONE_MARKS[look.tone]}</i> ${look.word}</td>`;
}

export function requestSection(story: Story, asker: Asker): Markup {
  const facts = requestFacts(story, asker);
  return html`<section>
    <h3>Who asked for what</h3>
    <dl class="request">
      ${facts.map(
        ({ label, value }) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section> `;
}

/** Every event in order. */
export function chronicleSection(story: Story): Markup {
  const title = `Everything in order: ${countWords(story.events.length, "event")}`;
  return html`<details class="chronicle">
    <summary>${title}</summary>
    <table class="facts">
      <tbody>
        ${story.events.map(
          (event) =>
            html`<tr>
              <td>${new Date(event.time).toISOString().slice(11, 23)}</td>
              <td>${sentence(event)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </details> `;
}

import type { OnboardEvent } from "../../../events/event.ts";
import { VERSION } from "../../../version.ts";
import { codeWords } from "../../error-text.ts";
import { hintGroups, type HintGroup } from "../../result/totals.ts";
import { rehearsalLead, rehearsalNote } from "../../words/rehearsal-words.ts";
import { changesOf } from "../changes.ts";
import {
  headlineOf,
  rehearsalWords,
  severalHeadline,
  stateTone,
  stateWords,
  summaryWords,
} from "../headline.ts";
import { commandSection, identitySection } from "./approval.ts";
import {
  chronicleSection,
  errorSection,
  openSection,
  recordsSection,
  requestSection,
  serversSection,
  sesSection,
} from "./sections.ts";
import { REHEARSAL_STYLE, STYLE } from "./style.ts";
import { timelineMarkup } from "./timeline.ts";
import { html, toText, type Markup } from "./markup.ts";
import { factsTable } from "./scrolling.ts";
import { REPORT_MARK } from "../mark.ts";
import type { Asker } from "../request-facts.ts";
import { isPlan, listedStories, rehearsalOf, resultsOf, stateOf, type Story } from "../story.ts";
import { timelineOf } from "../tracks/timeline.ts";
import { TONE_MARKS } from "../tracks/verdict-look.ts";
import { lastEventOf } from "../../../events/events-of.ts";
import { actionCounts } from "../../result/records.ts";

/**
 * The evidence of a command as one page that needs nothing else: no script, no font, no picture from
 * elsewhere.
 * @param events of one or several domains, redacted
 */
export function htmlReport(events: readonly OnboardEvent[], asker?: Asker): string {
  const stories = listedStories(events);
  const [only, ...others] = stories;
  const title = only !== undefined && others.length === 0 ? headlineOf(only) : severalHeadline(stories);
  const body =
    others.length === 0
      ? stories.map((story) => storyMarkup(story, asker, "h1"))
      : severalMarkup(stories, title, asker);
  return toText(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta
            http-equiv="Content-Security-Policy"
            content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
          />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="generator" content="${REPORT_MARK} ${VERSION}" />
          <meta name="referrer" content="no-referrer" />
          <title>${title}</title>
          ${STYLE}${rehearsalWords(stories).length === 0 ? html`` : REHEARSAL_STYLE}
        </head>
        <body>
          ${rehearsalBand(stories)}
          <main>
            ${
              only === undefined
                ? html`<h1>Nothing happened</h1>
                    <p class="lead">No domain was begun.</p>`
                : body
            }
          </main>
          <footer>Drawn by ses-onboard ${VERSION} from the events of the run. All times are UTC.</footer>
        </body>
      </html> `,
  );
}

/** Across the top of the page, on paper too. */
function rehearsalBand(stories: readonly Story[]): Markup {
  const sentences = rehearsalWords(stories);
  return sentences.length === 0
    ? html``
    : html`<div class="rehearsal" role="note">${sentences.map((sentence) => html`<p>${sentence}</p>`)}</div>`;
}

function severalMarkup(stories: readonly Story[], title: string, asker: Asker): Markup {
  return html`<h1>${title}</h1>
    ${overviewMarkup(stories)}
    ${stories.map((story, index) => html`<article id="d${index + 1}">${storyMarkup(story, asker, "h2")}</article> `)}`;
}

function overviewMarkup(stories: readonly Story[]): Markup {
  const row = (story: Story, index: number): Markup => {
    const result = lastEventOf(story, "result");
    const changes = changesOf(story);
    const tone = stateTone(story);
    return html`<tr>
      <th scope="row"><a href="#d${index + 1}">${story.domain}</a></th>
      <td class="standing ${tone}"><i>${TONE_MARKS[tone]}</i> ${stateOf(story)}${rehearsalNote(rehearsalOf(story))}</td>
      <td>${result?.error?.code}</td>
      ${
        isPlan(story)
          ? html`<td>${result === undefined ? "" : actionCounts(result)}</td>`
          : html`<td class="number">${changes.filter(({ isWritten }) => isWritten).length} of ${changes.length}</td>`
      }
    </tr> `;
  };
  const head = ["domain", "state", "code", stories.every(isPlan) ? "records" : "record sets written"];
  return html`<div class="overview">${factsTable("All domains", head, stories.map(row))}</div>
    ${hintGroups(resultsOf(stories)).map(hintMarkup)}`;
}

function hintMarkup({ error, exit, domains }: HintGroup): Markup {
  return html`<p class="hint"><b>${codeWords(error, exit)}</b> ${domains.join(", ")}<br />→ ${error.hint}</p> `;
}

function storyMarkup(story: Story, asker: Asker, level: "h1" | "h2"): Markup {
  const timeline = timelineOf(story);
  const tone = stateTone(story);
  const words = html`${rehearsalLead(rehearsalOf(story))}${story.domain} <span class="state ${tone}"><i>${TONE_MARKS[tone]}</i> ${stateWords(story)}</span>`;
  return html`<header>
      ${level === "h1" ? html`<h1>${words}</h1>` : html`<h2>${words}</h2>`}
      <p class="lead">${summaryWords(story)}</p>
    </header>
    ${errorSection(story)}${identitySection(story)}${openSection(story)}${timeline === undefined ? html`` : timelineMarkup(timeline)}
    ${requestSection(story, asker)}${recordsSection(story)}${commandSection(story)}${serversSection(story)}${sesSection(story)}${chronicleSection(story)}`;
}

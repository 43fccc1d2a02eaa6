import { lastEventOf } from "../../../events/events-of.ts";
import { dkimToFollowWords, HASH_WORDS, irreversibleWords } from "../../words/approval-words.ts";
import { createsIdentity, nextStepOf } from "../next-step.ts";
import { isPlan, type Story } from "../story.ts";
import { html, type Markup } from "./markup.ts";

/** What a plan can't take back and can't show yet; nothing of other commands. */
export function identitySection(story: Story): Markup {
  const started = lastEventOf(story, "run.started");
  if (started?.command !== "plan" || !createsIdentity(story)) return html``;
  return html`<div class="error broken">
    <p><b>An identity to create: ${story.domain}</b></p>
    <p>${irreversibleWords(started, 1, lastEventOf(story, "identities.listed"))}</p>
    <p><b>DKIM to follow:</b> ${dkimToFollowWords([story.domain])}</p>
  </div> `;
}

/** How a plan is carried out. */
export function commandSection(story: Story): Markup {
  const next = isPlan(story) ? nextStepOf([story]) : undefined;
  if (next === undefined) return html``;
  return html`<section>
    <h3>${next.sentence}</h3>
    ${next.hash === undefined ? html`` : html`<p>${HASH_WORDS}</p>`}
    <pre>${next.ways.flat().map((line) => html`${line}<br />`)}</pre>
  </section> `;
}

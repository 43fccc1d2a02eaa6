import { totalsWords } from "../result/totals.ts";
import { endWords } from "../words/open-words.ts";
import { rehearsalLead, rehearsalSentence } from "../words/rehearsal-words.ts";
import { countWords, durationWords } from "../words/words.ts";
import { changesOf } from "./changes.ts";
import {
  clockWords,
  dateWords,
  rehearsalOf,
  startOf,
  stateOf,
  type Story,
  type StoryState,
} from "./story.ts";
import type { Tone } from "./tracks/verdict-look.ts";
import { lastEventOf, eventsOf } from "../../events/events-of.ts";

const STATE_TONES: Readonly<Record<StoryState, Tone>> = {
  verified: "good",
  published: "good",
  undone: "good",
  planned: "neutral",
  pending: "old",
  drifted: "old",
  interrupted: "old",
  failed: "broken",
  unfinished: "broken",
};

export function stateTone(story: Story): Tone {
  return STATE_TONES[stateOf(story)];
}

/** `mail.example.com is verified at Tencent Cloud SES`. */
export function headlineOf(story: Story): string {
  return `${rehearsalLead(rehearsalOf(story))}${story.domain} ${stateWords(story)}`;
}

/** Of several domains: `3 domains: 2 verified, 1 pending`. */
export function severalHeadline(stories: readonly Story[]): string {
  const rehearsal = stories.some((story) => rehearsalOf(story).rehearsal === true);
  return `${rehearsal ? "Rehearsal: " : ""}${totalsWords(stories.map(stateOf))}`;
}

/** What of it was real, each sentence once; none where nothing was rehearsed. */
export function rehearsalWords(stories: readonly Story[]): readonly string[] {
  return [...new Set(stories.flatMap((story) => rehearsalSentence(rehearsalOf(story)) ?? []))];
}

/** How the state reads after the domain's name. */
export function stateWords(story: Story): string {
  const result = lastEventOf(story, "result");
  return result === undefined ? "did not come to an end" : endWords(result);
}

/** The whole in one paragraph: what was done, when, how much was written, and how long propagation took. */
export function summaryWords(story: Story): string {
  const started = lastEventOf(story, "run.started");
  const from = startOf(story);
  const account = started === undefined ? "" : ` at site ${started.site}, region ${started.region}`;
  const done = lastEventOf(story, "propagation.done");
  const sentences = [
    `${started === undefined ? "Begun" : COMMAND_WORDS[started.command]} on ${dateWords(from)} at ${clockWords(from)} UTC${account}.`,
    writtenCount(story),
    done === undefined
      ? ""
      : `${done.agreeing} of ${countWords(done.asked, "name server")} served every record after ${durationWords(done.elapsedMs)}.`,
  ];
  return sentences.filter(Boolean).join(" ");
}

const COMMAND_WORDS = {
  run: "Onboarding began",
  plan: "Planned",
  check: "Checked",
  undo: "Taken back",
} as const;

function writtenCount(story: Story): string {
  const command = lastEventOf(story, "run.started")?.command;
  if (command !== "run" && command !== "undo") return "";
  const written = eventsOf(story, "rrset.written").length;
  const untouched = changesOf(story).filter(({ isWritten }) => !isWritten).length;
  if (written === 0) return "Nothing was written.";
  return `${countWords(written, "record set")} written${untouched === 0 ? "" : `, ${untouched} left as they were`}.`;
}

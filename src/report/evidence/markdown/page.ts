import type { OnboardEvent } from "../../../events/event.ts";
import { rehearsalLead, rehearsalNote } from "../../words/rehearsal-words.ts";
import { codeWords } from "../../error-text.ts";
import { hintGroups } from "../../result/totals.ts";
import { changesOf } from "../changes.ts";
import { severalHeadline, stateTone, stateWords, summaryWords } from "../headline.ts";
import { bytesOf, CUT, cutAt, MOST_BYTES, pageOf } from "./limit.ts";
import { planReport } from "./plan-page.ts";
import {
  changesBlock,
  chronicleBlock,
  errorBlock,
  ganttBlock,
  openBlock,
  recordsBlock,
  rehearsalBlock,
  requestBlock,
  serversBlock,
  sesBlock,
  titleOf,
  type Block,
} from "./sections.ts";
import { code, folded, hintText, htmlCode, table, text } from "./text.ts";
import type { Asker } from "../request-facts.ts";
import { isPlan, listedStories, rehearsalOf, resultsOf, stateOf, type Story } from "../story.ts";
import { TONE_MARKS } from "../tracks/verdict-look.ts";
import { lastEventOf } from "../../../events/events-of.ts";

export interface MarkdownOptions {
  readonly asker?: Asker;
  /** UTF-8 octets at most. */
  readonly mostBytes?: number;
}

/**
 * The evidence of a command in GitHub's Markdown, the facts first: as a file, as a job summary, as a comment.
 * What does not fit is left out, of every domain alike, and said so.
 * @param events of one or several domains, redacted
 */
export function markdownReport(
  events: readonly OnboardEvent[],
  { asker, mostBytes = MOST_BYTES }: MarkdownOptions = {},
): string {
  const stories = listedStories(events);
  if (stories.length > 0 && stories.every(isPlan)) return planReport(stories, { asker, mostBytes });
  const chapters = stories.map((story): Chapter => ({
    story,
    blocks: BLOCKS.map((block) => block(story, asker)),
  }));
  for (let depth = BLOCKS.length; depth > 0; depth -= 1) {
    const report = pageOf([...partsOf(chapters, depth), ...(depth === BLOCKS.length ? [] : [CUT])]);
    if (bytesOf(report) <= mostBytes) return report;
  }
  return cutAt(partsOf(chapters, 0).join("\n\n").split("\n"), mostBytes);
}

interface Chapter {
  readonly story: Story;
  readonly blocks: readonly Block[];
}

/** The facts first; what few will read comes last and is the first to be left out. */
const BLOCKS: readonly ((story: Story, asker: Asker) => Block)[] = [
  (story) => text(summaryWords(story), lastEventOf(story, "run.started")),
  errorBlock,
  openBlock,
  recordsBlock,
  ganttBlock,
  requestBlock,
  changesBlock,
  serversBlock,
  sesBlock,
  chronicleBlock,
];

/** @param depth how many kinds of blocks are shown of every domain */
function partsOf(chapters: readonly Chapter[], depth: number): readonly string[] {
  const [only, ...others] = chapters;
  const blocksOf = ({ blocks }: Chapter): readonly string[] =>
    blocks.slice(0, depth).filter((block) => block !== undefined);
  if (only === undefined) return ["## Nothing happened", "No domain was begun."];
  const stories = chapters.map(({ story }) => story);
  if (others.length === 0)
    return [`## ${titleOf(only.story)}`, ...present(rehearsalBlock(stories)), ...blocksOf(only)];
  const overview = [
    `## ${text(severalHeadline(stories))}`,
    ...present(rehearsalBlock(stories)),
    overviewTable(stories),
    ...hintLines(stories),
  ];
  if (depth === 0) return overview;
  return [
    ...overview,
    ...chapters.map((chapter) => folded(foldedTitle(chapter.story), blocksOf(chapter).join("\n\n"))),
  ];
}

function present(block: Block): readonly string[] {
  return block === undefined ? [] : [block];
}

function foldedTitle(story: Story): string {
  return `${TONE_MARKS[stateTone(story)]} ${rehearsalLead(rehearsalOf(story))}${htmlCode(story.domain)} ${stateWords(story)}`;
}

function overviewTable(stories: readonly Story[]): string {
  const rows = stories.map((story) => {
    const changes = changesOf(story);
    const written = changes.filter(({ isWritten }) => isWritten).length;
    const failure = lastEventOf(story, "result")?.error;
    return [
      code(story.domain),
      `${TONE_MARKS[stateTone(story)]} ${stateOf(story)}${rehearsalNote(rehearsalOf(story))}`,
      text(failure?.code ?? ""),
      `${written} of ${changes.length}`,
    ];
  });
  return table(["domain", "state", "code", "record sets written"], rows);
}

function hintLines(stories: readonly Story[]): readonly string[] {
  const groups = hintGroups(resultsOf(stories)).map(({ error, exit, domains }) => {
    const names = domains.map(code).join(", ");
    return `- **${text(codeWords(error, exit))}** ${names}: ${hintText(error)}`;
  });
  return groups.length === 0 ? [] : [groups.join("\n")];
}

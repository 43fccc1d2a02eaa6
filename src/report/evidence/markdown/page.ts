import type { OnboardEvent } from "../../../events/event.ts";
import { rehearsalNote } from "../../words/rehearsal-words.ts";
import { codeWords } from "../../error-text.ts";
import { hintGroups } from "../../result/totals.ts";
import { changesOf } from "../changes.ts";
import { headlineOf, rehearsalWords, severalHeadline, stateTone, summaryWords } from "../headline.ts";
import {
  changesBlock,
  chronicleBlock,
  errorBlock,
  ganttBlock,
  openBlock,
  recordsBlock,
  requestBlock,
  serversBlock,
  sesBlock,
  type Block,
} from "./sections.ts";
import { code, folded, table, text } from "./text.ts";
import type { Asker } from "../request-facts.ts";
import { listedStories, rehearsalOf, resultsOf, stateOf, type Story } from "../story.ts";
import { TONE_MARKS } from "../tracks/verdict-look.ts";
import { lastEventOf } from "../../../events/events-of.ts";

/**
 * GitHub drops a job summary of more than 1 MiB whole (its documentation, November 2026); the rest is room
 * for what else a step writes there.
 */
const MOST_BYTES = 1_000_000;

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
  const chapters = listedStories(events).map((story): Chapter => ({
    story,
    blocks: BLOCKS.map((block) => block(story, asker)),
  }));
  for (let depth = BLOCKS.length; depth > 0; depth -= 1) {
    const parts = [...partsOf(chapters, depth), ...(depth === BLOCKS.length ? [] : [CUT])];
    const report = `${parts.join("\n\n")}\n`;
    if (Buffer.byteLength(report, "utf8") <= mostBytes) return report;
  }
  return cutAt(partsOf(chapters, 0).join("\n\n").split("\n"), mostBytes);
}

interface Chapter {
  readonly story: Story;
  readonly blocks: readonly Block[];
}

const CUT = "_Shortened, since a longer report would not be shown; the HTML report has all._";

/** The facts first; what few will read comes last and is the first to be left out. */
const BLOCKS: readonly ((story: Story, asker: Asker) => Block)[] = [
  (story) => text(summaryWords(story)),
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
    return [`## ${titleOf(only.story)}`, ...rehearsalAlert(stories), ...blocksOf(only)];
  const overview = [
    `## ${text(severalHeadline(stories))}`,
    ...rehearsalAlert(stories),
    overviewTable(stories),
    ...hintLines(stories),
  ];
  if (depth === 0) return overview;
  return [
    ...overview,
    ...chapters.map((chapter) => folded(titleOf(chapter.story), blocksOf(chapter).join("\n\n"))),
  ];
}

/** Its own block before all others, so that no length of the rest leaves it out. */
function rehearsalAlert(stories: readonly Story[]): readonly string[] {
  const sentences = rehearsalWords(stories);
  return sentences.length === 0
    ? []
    : [`> [!IMPORTANT]\n${sentences.map((one) => `> ${text(one)}`).join("\n>\n")}`];
}

function titleOf(story: Story): string {
  return `${TONE_MARKS[stateTone(story)]} ${text(headlineOf(story))}`;
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
    return `- **${text(codeWords(error, exit))}** ${names}: ${text(error.hint)}`;
  });
  return groups.length === 0 ? [] : [groups.join("\n")];
}

/** Cuts between lines, so that a table stays valid. */
function cutAt(lines: readonly string[], mostBytes: number): string {
  let room = mostBytes - Buffer.byteLength(`\n${CUT}\n`, "utf8");
  const kept = lines.filter((line) => (room -= Buffer.byteLength(line, "utf8") + 1) >= 0);
  return `${kept.join("\n")}\n\n${CUT}\n`;
}

import { leftOutWords } from "../../words/approval-words.ts";
import { lastEventOf } from "../../../events/events-of.ts";
import { severalHeadline, summaryWords } from "../headline.ts";
import type { Asker } from "../request-facts.ts";
import type { Story } from "../story.ts";
import { commandBlock, dkimBlock, identityBlock, overviewBlock, planBlock } from "./approval.ts";
import { bytesOf, CUT, cutAt, pageOf } from "./limit.ts";
import { chronicleBlock, errorBlock, rehearsalBlock, requestBlock, titleOf, type Block } from "./sections.ts";
import { alert, folded, htmlCode, text } from "./text.ts";

export interface PlanPageSettings {
  readonly asker: Asker;
  readonly mostBytes: number;
}

/** Where the values that stay are counted only, after so many of them. */
const MOST_KEPT = 3;

/**
 * The page of somebody who has to approve plans. What is to be approved stands there unfolded; where not even that
 * fits, the domains that are left out are named.
 */
export function planReport(stories: readonly Story[], settings: PlanPageSettings): string {
  const lead = leadOf(stories);
  const command = commandBlock(stories);
  const whole = bodiesOf(stories);
  const shorter = [
    [...whole, command, ...extrasOf(stories, settings.asker, EXTRAS)],
    [...whole, command, ...extrasOf(stories, settings.asker, EXTRAS.slice(0, 1)), CUT],
    [...whole, command, CUT],
    [...bodiesOf(stories, MOST_KEPT), command, CUT],
  ];
  for (const blocks of shorter) {
    const page = pageOf([...lead, ...blocks]);
    if (bytesOf(page) <= settings.mostBytes) return page;
  }
  return asManyAsFit(stories, command, settings.mostBytes);
}

function asManyAsFit(stories: readonly Story[], command: Block, mostBytes: number): string {
  const lead = leadOf(stories);
  const bodies = bodiesOf(stories, MOST_KEPT);
  const sizes = bodies.map((body) => bytesOf(body) + 2);
  let size = sizes.reduce((sum, one) => sum + one, 0);
  for (let kept = stories.length - 1; kept >= 0; kept -= 1) {
    size -= sizes[kept] ?? 0;
    const left = stories.slice(kept).map(({ domain }) => domain);
    const note = alert("CAUTION", text(leftOutWords(left), left));
    const bare = pageOf([...lead, note, command]);
    if (bytesOf(bare) + size <= mostBytes) return pageOf([...lead, note, ...bodies.slice(0, kept), command]);
  }
  return cutAt(pageOf(lead).split("\n"), mostBytes);
}

function leadOf(stories: readonly Story[]): readonly Block[] {
  const [first] = stories;
  const opening =
    stories.length === 1 && first !== undefined
      ? [`## ${titleOf(first)}`, text(summaryWords(first), lastEventOf(first, "run.started"))]
      : [`## ${severalHeadline(stories)}`, overviewBlock(stories)];
  const [title, ...rest] = opening;
  return [title, rehearsalBlock(stories), ...rest, identityBlock(stories), dkimBlock(stories)];
}

/** What each domain's plan holds. */
function bodiesOf(stories: readonly Story[], mostKept?: number): readonly string[] {
  const heading = (story: Story): Block => (stories.length === 1 ? undefined : `### ${titleOf(story)}`);
  return stories.map((story) =>
    [heading(story), errorBlock(story), planBlock(story, mostKept)].filter(Boolean).join("\n\n"),
  );
}

type Extra = (story: Story, asker: Asker) => Block;

const EXTRAS: readonly Extra[] = [requestBlock, chronicleBlock];

/** What few will read. */
function extrasOf(stories: readonly Story[], asker: Asker, extras: readonly Extra[]): readonly Block[] {
  return stories.flatMap((story) => {
    const blocks = extras.map((extra) => extra(story, asker));
    return stories.length === 1
      ? blocks
      : [folded(htmlCode(story.domain), blocks.filter(Boolean).join("\n\n"))];
  });
}

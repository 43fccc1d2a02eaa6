import { beforeAll, describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../../src/events/event.ts";
import { expectGolden } from "../golden.ts";
import { CLAIMS } from "./claims.ts";
import { pagesOf, sayingsIn, without, withoutTimes } from "./pages.ts";
import { playStory, STORIES } from "./stories.ts";

// Each way to end, as people read it, and where each of its sentences comes from.

interface Told {
  readonly events: readonly OnboardEvent[];
  readonly text: string;
}
const told = new Map<string, Told>();

beforeAll(async () => {
  for (const name of STORIES) {
    const events = await playStory(name);
    told.set(name, { events, text: textOf(events) });
  }
});

describe.each(STORIES)("the story %s", (name) => {
  it("reads so in a log, in a job summary, on the page and for programs", () => {
    const { plain, md, html, json } = pagesOf(storyOf(name).events);
    expectGolden(`stories/${name}.txt`, plain);
    expectGolden(`stories/${name}.md`, md);
    expectGolden(`stories/${name}-page.txt`, html);
    expectGolden(`stories/${name}-result.txt`, json);
  });

  it("is told by its beginning and its end in nothing but the frame", () => {
    const { events } = storyOf(name);
    const bare = without(events, ({ type }) => type !== "run.started" && type !== "result");
    const sentences = pagesOf(bare)
      .md.split("\n")
      .filter((line) => /^[^|`<].*[a-z] [a-z]/.test(line))
      .map((line) => line.replaceAll("`", ""));
    expect(sentences.map(withoutTimes).filter((line) => !FRAME.some((part) => part.test(line)))).toEqual([]);
  });

  it("claims nothing that nobody has observed", () => {
    const { events, text } = storyOf(name);
    const unfounded = CLAIMS.filter(({ says, by }) => says.test(text) && !events.some(by));
    expect(unfounded.map(({ says }) => String(says))).toEqual([]);
  });

  it("claims nothing any more once its events are gone", () => {
    const { events, text } = storyOf(name);
    const claims = CLAIMS.filter(({ says }) => says.test(text));
    const stubborn = claims.filter(({ says, by }) => says.test(textOf(without(events, by))));
    expect(stubborn.map(({ says }) => String(says))).toEqual([]);
  });
});

it("has a story for each claim, and one without it", () => {
  const texts = STORIES.map((name) => storyOf(name).text);
  const idle = CLAIMS.filter(({ says }) => new Set(texts.map((text) => says.test(text))).size < 2);
  expect(idle.map(({ says }) => String(says))).toEqual([]);
});

function storyOf(name: string): Told {
  const story = told.get(name);
  if (story === undefined) throw new Error(`no story ${name}`);
  return story;
}

function textOf(events: readonly OnboardEvent[]): string {
  return [...sayingsIn(pagesOf(events))].join("\n");
}

/** The state and what was asked for: all that a start and a result tell by themselves. */
const FRAME = [
  /^(?:## . |TIME )`?mail\.example\.com`? (?:is|has|was|can't|failed)/,
  /^TIME (?:onboarding|checking) mail\.example\.com at Tencent Cloud SES/,
  /^(?:Onboarding began|Checked) on 22 November 2026 at TIME UTC at site `?international/,
];

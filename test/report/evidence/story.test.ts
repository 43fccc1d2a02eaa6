import { expect, it } from "vitest";
import { recordsOf, stateOf, storiesOf } from "../../../src/report/evidence/story.ts";
import { RUN, TWO } from "../recording.ts";
import { FAILED, PENDING } from "./recordings.ts";
import { lastEventOf, eventsOf } from "../../../src/events/events-of.ts";

it("tells domains apart, however their events are mixed, and loses none", () => {
  const mixed = [...PENDING, ...FAILED].sort((a, b) => a.time - b.time);
  const stories = storiesOf(mixed);
  expect(stories.map(({ events }) => events)).toEqual(expect.arrayContaining([PENDING, FAILED]));
  expect(stories.flatMap(({ events }) => events)).toHaveLength(mixed.length);
});

it("takes each run of an appended log as a story of its own", () => {
  expect(storiesOf([...RUN, ...RUN]).map(({ events }) => events.length)).toEqual([RUN.length, RUN.length]);
});

it("knows no story without an event", () => {
  expect(storiesOf([])).toEqual([]);
});

it("finds what was told last of a kind", () => {
  const [story] = storiesOf(RUN);
  if (story === undefined) throw new Error("no story");
  expect(eventsOf(story, "identity.asked").map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(lastEventOf(story, "identity.asked")?.attempt).toBe(2);
  expect(lastEventOf(story, "race.lost")).toBeUndefined();
});

it("calls a run without a result unfinished, and takes its records from what was planned last", () => {
  const [story] = storiesOf(RUN.filter(({ type }) => type !== "result"));
  if (story === undefined) throw new Error("no story");
  expect(stateOf(story)).toBe("unfinished");
  expect(recordsOf(story).map(({ purpose, servers, ses }) => [purpose, servers, ses])).toEqual(
    ["spf", "dkim", "mx", "dmarc"].map((purpose) => [purpose, null, null]),
  );
});

it("keeps what every result says", () => {
  expect(storiesOf(TWO).map(stateOf)).toEqual(["pending", "failed"]);
});

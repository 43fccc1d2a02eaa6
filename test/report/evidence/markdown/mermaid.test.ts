import * as fc from "fast-check";
import { expect, it } from "vitest";
import { ganttOf } from "../../../../src/report/evidence/markdown/mermaid.ts";
import { storiesOf } from "../../../../src/report/evidence/story.ts";
import { timelineOf, type Timeline } from "../../../../src/report/evidence/tracks/timeline.ts";
import { START } from "../../recording.ts";
import { MANY } from "../recordings.ts";
import type { Track } from "../../../../src/report/evidence/tracks/track.ts";

const track = (name: string, word: string, toMs = 2_000): Track => ({
  group: "servers",
  name,
  address: "192.0.2.1",
  bands: [{ tone: "old", word, fromMs: 0, toMs }],
  finalState: { tone: "old", word },
});
const timeline = (tracks: readonly Track[], endMs = 20_000): Timeline => ({
  zeroAt: START,
  endMs,
  isSinceWrite: true,
  gate: undefined,
  tracks,
});

it("has a section for each row and a task for each band, in hours from the first write on", () => {
  const [story] = storiesOf(MANY);
  const many = story === undefined ? undefined : timelineOf(story);
  const gantt = many === undefined ? "" : (ganttOf(many) ?? "");
  expect(gantt.match(/^ {4}section /gm)).toHaveLength(19);
  expect(gantt).toContain(
    "    section ns3.example.test 2001#58;db8#58;#58;3#58;53\n    no data :active, 00:00:00.052, 00:00:04.500\n",
  );
  expect(gantt).toContain("    verified :milestone, done, 00:02:39.900, 0s");
  expect(gantt).toMatch(/dateFormat HH:mm:ss\.SSS\n {4}axisFormat %H:%M:%S/);
});

it("tells fractions of a second where the whole takes seconds", () => {
  expect(ganttOf(timeline([track("a", "b")], 2_000))).toContain("axisFormat %S.%L s");
});

it("keeps its grammar, whatever names and words hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (name, word) => {
      const [directive, kind, ...lines] = (ganttOf(timeline([track(name, word)])) ?? "").split("\n");
      expect(directive).toMatch(/^%%\{init: \{"gantt": \{"leftPadding": \d+\}\}\}%%$/);
      expect(kind).toBe("gantt");
      expect(lines).toHaveLength(4);
      expect(lines[2]).toMatch(/^ {4}section (?:[A-Za-z0-9 ./()-]|#\d+;)*$/);
      expect(lines[3]).toMatch(/^ {4}(?:[A-Za-z0-9 ./()-]|#\d+;)* :active, 00:00:00\.000, 00:00:02\.000$/);
    }),
  );
});

it("is left out where Mermaid would draw an error instead, and where its clock would begin anew", () => {
  expect(
    ganttOf(
      timeline(Array.from({ length: 900 }, (_, index) => track(`ns${index}.example.test`, "old value"))),
    ),
  ).toBeUndefined();
  expect(ganttOf(timeline([track("a", "b")], 86_400_000))).toBeUndefined();
});

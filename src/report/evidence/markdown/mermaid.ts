import { oneLine } from "../../words/one-line.ts";
import { shorten } from "../../words/words.ts";
import type { Timeline } from "../tracks/timeline.ts";
import type { Tone } from "../tracks/verdict-look.ts";
import type { Band, Track } from "../tracks/track.ts";

/**
 * Mermaid draws nothing but an error beyond 50,000 characters (`maxTextSize`, its documentation of November
 * 2026).
 */
const MOST_CHARACTERS = 45_000;
const LONGEST_NAME = 36;
/** Mermaid measures no names; about so many pixels a letter takes in its gantt. */
const LETTER_PX = 6;
const DAY_MS = 86_400_000;

/** The picture as a gantt; undefined where it would be too large to be drawn. */
export function ganttOf(timeline: Timeline): string | undefined {
  const sections = timeline.tracks.flatMap((track) => sectionLines(track, timeline.endMs));
  const names = timeline.tracks.map((track) => nameOf(track).length);
  const padding = 20 + LETTER_PX * Math.max(0, ...names);
  const lines = [
    `%%{init: {"gantt": {"leftPadding": ${padding}}}}%%`,
    "gantt",
    // `dateFormat X` would be shifted by the reader's time zone.
    "    dateFormat HH:mm:ss.SSS",
    `    axisFormat ${timeline.endMs < 10_000 ? "%S.%L s" : "%H:%M:%S"}`,
    ...sections,
  ];
  const gantt = lines.join("\n");
  return gantt.length > MOST_CHARACTERS || timeline.endMs >= DAY_MS ? undefined : gantt;
}

function sectionLines(track: Track, endMs: number): readonly string[] {
  const bands = track.bands.filter(
    (band, index) => isVisible(band, endMs) || index === track.bands.length - 1,
  );
  if (bands.length === 0) return [];
  return [`    section ${escaped(nameOf(track))}`, ...bands.map((band) => `    ${taskLine(band, track)}`)];
}

/** A moment is a milestone, and says how it stood. */
function taskLine(band: Band, { finalState }: Track): string {
  const start = clock(band.fromMs);
  if (band.fromMs === band.toMs)
    return `${escaped(band.word === "" ? finalState.word : band.word)} :milestone, ${TAG_BY_TONE[band.tone]}${start}, 0s`;
  return `${escaped(band.word)} :${TAG_BY_TONE[band.tone]}${start}, ${clock(band.toMs)}`;
}

function isVisible({ fromMs, toMs }: Band, endMs: number): boolean {
  return toMs - fromMs >= endMs / 200;
}

/** The three looks that a gantt has beside the plain one. */
const TAG_BY_TONE: Readonly<Record<Tone, string>> = {
  good: "done, ",
  partly: "active, ",
  old: "active, ",
  absent: "active, ",
  broken: "crit, ",
  neutral: "",
};

function nameOf({ name, address }: Track): string {
  return shorten(`${name} ${address}`.trim(), LONGEST_NAME);
}

function clock(ms: number): string {
  return new Date(Math.max(0, Math.round(ms))).toISOString().slice(11, 23);
}

/** Everything but letters, digits and a few harmless marks as Mermaid's own character references. */
function escaped(text: string): string {
  return oneLine(text).replace(/[^A-Za-z0-9 ./()-]/gu, (mark) => `#${mark.codePointAt(0) ?? 0};`);
}

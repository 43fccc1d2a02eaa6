import { servingWords } from "../../words/propagation-words.ts";
import { durationWords, shorten } from "../../words/words.ts";
import { html, type Markup } from "./markup.ts";
import { scrolling } from "./scrolling.ts";
import { ticksOf } from "../tracks/time-axis.ts";
import { zeroWords, type Timeline } from "../tracks/timeline.ts";
import { TONE_MARKS, type Tone } from "../tracks/verdict-look.ts";
import type { Band, Track } from "../tracks/track.ts";

// A table whose middle column is drawn: places along it are percentages, so that lines and bands stretch with
// the page and letters don't.

const ROW_HEIGHT = 26;
const BAND_TOP = 5;
const BAND_HEIGHT = 16;
/** Two ends of the axis are text too: nearer to them than this, a label leans inward. */
const NEAR_THE_EDGE = 0.08;
const LONGEST_NAME = 34;

const GROUP_TITLES: Readonly<Record<Track["group"], string>> = {
  servers: "Authoritative name servers",
  resolvers: "Public resolvers (decide nothing)",
  ses: "SES",
};

/**
 * The picture: a row for each server, time from left to right, in the right column since when or until when.
 */
export function timelineMarkup(timeline: Timeline): Markup {
  return html`<figure class="timeline">
    <figcaption><b>Who answered what, when.</b> Time runs from ${zeroWords(timeline)}.</figcaption>
    ${scrolling("Who answered what, when", pictureMarkup(timeline))}
    ${legendMarkup(timeline)}
  </figure>`;
}

function pictureMarkup(timeline: Timeline): Markup {
  return html`<table>
    <thead>
      <tr>
        <th scope="col"><span class="hidden">server</span></th>
        <th scope="col">${gateLabel(timeline)}</th>
        <th scope="col"><span class="hidden">in the end</span></th>
      </tr>
    </thead>
    ${(["servers", "resolvers", "ses"] as const).map((group) => groupMarkup(group, timeline))}
    <tfoot>
      <tr>
        <td></td>
        <td>${axisMarkup(timeline)}</td>
        <td></td>
      </tr>
    </tfoot>
  </table>`;
}

function groupMarkup(group: Track["group"], timeline: Timeline): Markup {
  const tracks = timeline.tracks.filter((track) => track.group === group);
  if (tracks.length === 0) return html``;
  const title = html`<tr class="group">
    <th scope="colgroup">${GROUP_TITLES[group]}</th>
    <td>${emptyRow(timeline)}</td>
    <td></td>
  </tr>`;
  return html`<tbody>
    ${
      group === "ses"
        ? html`<tr class="gap">
            <td></td>
            <td>${emptyRow(timeline)}</td>
            <td></td>
          </tr>`
        : title
    }
    ${tracks.map((track) => trackMarkup(track, timeline))}
  </tbody> `;
}

function trackMarkup(track: Track, timeline: Timeline): Markup {
  const { tone, word } = track.finalState;
  const address = track.address === "" ? html`` : html` <span class="place">${track.address}</span>`;
  return html`<tr>
    <th scope="row">${shorten(track.name, LONGEST_NAME)}${address}</th>
    <td>${rowMarkup(track, timeline)}</td>
    <td class="standing ${tone}"><i>${TONE_MARKS[tone]}</i> ${word}</td>
  </tr> `;
}

function rowMarkup(track: Track, timeline: Timeline): Markup {
  const title = track.bands
    .filter(({ word }) => word !== "")
    .map(spanWords)
    .join("; ");
  return html`<svg width="100%" height="${ROW_HEIGHT}" role="img" aria-label="${title === "" ? track.finalState.word : title}">
    ${gridMarkup(timeline)}${track.bands.map((band) => bandMarkup(band, timeline))}
  </svg>`;
}

function emptyRow(timeline: Timeline): Markup {
  return html`<svg width="100%" height="${ROW_HEIGHT}" aria-hidden="true">${gridMarkup(timeline)}</svg>`;
}

/** Vertical lines through every row, so that moments can be compared. */
function gridMarkup({ endMs, gate }: Timeline): Markup {
  const line = (atMs: number, kind: string): Markup => {
    const x = percent(atMs / endMs);
    return html`<line class="${kind}" x1="${x}" x2="${x}" y1="0" y2="${ROW_HEIGHT}" />`;
  };
  return html`${ticksOf(endMs).map(({ atMs }) => line(atMs, "tick"))}${gate === undefined ? html`` : line(gate.atMs, "gate")}`;
}

/** A moment is a dot, a stretch a band with its word as far as there is room. */
function bandMarkup(band: Band, { endMs }: Timeline): Markup {
  const x = percent(band.fromMs / endMs);
  if (band.fromMs === band.toMs)
    return html`<circle class="dot ${band.tone}" cx="${x}" cy="${BAND_TOP + BAND_HEIGHT / 2}" r="4"><title>${band.word}</title></circle>`;
  const width = percent((band.toMs - band.fromMs) / endMs);
  const word = isRoomy(band, endMs) ? html`<text x="7" y="12">${band.word}</text>` : html``;
  return html`<svg class="band ${band.tone}" x="${x}" y="${BAND_TOP}" width="${width}" height="${BAND_HEIGHT}">
      <title>${spanWords(band)}</title>
      <rect width="100%" height="100%" />
      ${word}</svg
    ><rect class="edge ${band.tone}" x="${x}" y="${BAND_TOP}" width="2" height="${BAND_HEIGHT}" />`;
}

/** Letters in the narrowest picture that is still read, a page of A4. */
const LETTERS_ACROSS = 42;

function isRoomy({ word, fromMs, toMs }: Band, endMs: number): boolean {
  return (word.length + 2) / LETTERS_ACROSS <= (toMs - fromMs) / endMs;
}

function spanWords({ word, fromMs, toMs }: Band): string {
  return `${word} from ${durationWords(fromMs)} to ${durationWords(toMs)}`;
}

function axisMarkup({ endMs }: Timeline): Markup {
  const label = ({ atMs, text }: { readonly atMs: number; readonly text: string }): Markup =>
    html`<line class="tick" x1="${percent(atMs / endMs)}" x2="${percent(atMs / endMs)}" y1="0" y2="5" /><text
        x="${percent(atMs / endMs)}"
        y="18"
        text-anchor="${anchorAt(atMs / endMs)}"
        >${text}</text
      >`;
  return html`<svg class="axis" width="100%" height="22" aria-hidden="true">
    <line class="base" x1="0" x2="100%" y1="0.5" y2="0.5" />
    ${ticksOf(endMs).map(label)}
  </svg>`;
}

function gateLabel({ gate, endMs }: Timeline): Markup {
  if (gate === undefined) return html`<span class="hidden">time</span>`;
  const share = gate.atMs / endMs;
  return html`<svg class="axis" width="100%" height="20">
    <text class="gate" x="${percent(share)}" y="14" text-anchor="${anchorAt(share, 0.25)}">${agreementWords(gate)}</text>
  </svg>`;
}

const ALL_WORDS: readonly (string | undefined)[] = [undefined, "the server serves", "both servers serve"];

function agreementWords({ agreeing, asked, atMs }: NonNullable<Timeline["gate"]>): string {
  const who =
    agreeing === asked ? (ALL_WORDS[asked] ?? `all ${asked} servers serve`) : servingWords(agreeing, asked);
  return `${who} everything · ${durationWords(atMs)}`;
}

function anchorAt(share: number, margin = NEAR_THE_EDGE): "start" | "middle" | "end" {
  if (share < margin) return "start";
  return share > 1 - margin ? "end" : "middle";
}

/** A legend entry for each colour that occurs in the picture. */
function legendMarkup({ tracks }: Timeline): Markup {
  const seen = tracks.flatMap(({ bands }) => bands).filter(({ word }) => word !== "");
  const entry = (tone: Tone): Markup => {
    const words = [
      ...new Set(seen.filter((band) => band.tone === tone).map(({ word }) => withoutRecords(word))),
    ];
    return words.length === 0
      ? html``
      : html`<span><i class="swatch ${tone}"></i>${words.join(" · ")}</span> `;
  };
  return html`<p class="legend">${TONES.map(entry)}</p>`;
}

const TONES = Object.keys(TONE_MARKS) as readonly Tone[];

function withoutRecords(word: string): string {
  return word.split(":")[0] ?? word;
}

function percent(share: number): string {
  return `${Number((Math.min(Math.max(share, 0), 1) * 100).toFixed(3))}%`;
}

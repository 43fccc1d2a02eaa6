import type { Colors } from "../color.ts";
import { tableLines, type Cell } from "../layout.ts";
import { servesAll, type LiveDomain, type LiveServer } from "./live-state.ts";
import { oneLine } from "../words/one-line.ts";
import { VERDICT_MARKS } from "../words/verdict-words.ts";
import { durationWords } from "../words/words.ts";

export interface ScreenFrame {
  readonly now: number;
  readonly width: number;
  /** Lines that may be drawn. */
  readonly height: number;
  readonly colors: Colors;
  /** How many domains the planned ones wait for; 0: for none. */
  readonly unplanned?: number;
}

/** Those that hold us up come first: when the screen is too low, the ones cut off are those that agree. */
export function serverTable(domain: LiveDomain, frame: ScreenFrame): readonly string[] {
  const { width, height, colors } = frame;
  const ordered = [...domain.servers].sort(
    (a, b) => Number(servesAll(a, domain.records)) - Number(servesAll(b, domain.records)),
  );
  const shown = ordered.slice(0, Math.max(1, height - 2));
  const head = [
    ...(isWide(frame) ? ["server", "address"] : ["server"]),
    ...domain.records.map((record) => oneLine(domain.titles[record] ?? record)),
    "due",
  ];
  const rows = shown.map((server) => rowOf(server, domain, frame));
  const table = tableLines(head, rows, width - 2, colors.dim).map((line) => `  ${line}`);
  const rest = ordered.length > shown.length ? [`  and ${ordered.length - shown.length} more`] : [];
  return [...table, ...rest];
}

const WIDE = 110;

function isWide({ width }: ScreenFrame): boolean {
  return width >= WIDE;
}

/**
 * Where there is little room, the address tells servers apart and a name's first label is enough of a
 * reminder.
 */
function serverCells({ at: { server, address } }: LiveServer, frame: ScreenFrame): readonly Cell[] {
  const [host = server] = server.split(".");
  return isWide(frame)
    ? [{ text: oneLine(server) }, { text: oneLine(address) }]
    : [{ text: oneLine(`${host} ${address}`) }];
}

function rowOf(server: LiveServer, domain: LiveDomain, frame: ScreenFrame): readonly Cell[] {
  const { colors, now } = frame;
  const answers = domain.records.map((record): Cell => {
    const verdict = server.verdicts[record];
    if (verdict === undefined) return { text: "· not yet", paint: colors.dim };
    const mark = VERDICT_MARKS[verdict];
    return {
      text: mark,
      paint: mark.startsWith("✔") ? colors.green : mark.startsWith("✖") ? colors.red : colors.yellow,
    };
  });
  return [
    ...serverCells(server, frame),
    ...answers,
    { text: dueWords(server, domain, now), paint: colors.dim },
  ];
}

/** A secondary usually has a change within a minute; at worst it fetches the zone by itself when that is due. */
const USUAL_MS = 60_000;

/** By when a secondary that is behind has the change. */
function dueWords(server: LiveServer, { records }: LiveDomain, now: number): string {
  if (server.excluded) return "left out";
  const leftMs = (server.dueAt ?? now) - now;
  if (servesAll(server, records) || leftMs <= 0) return "";
  return leftMs <= USUAL_MS
    ? `within ${durationWords(leftMs)}`
    : `usually 1m, at worst ${durationWords(leftMs)}`;
}

import type { Colors } from "../color.ts";
import { tableLines, type Cell } from "../layout.ts";
import { servesAll, tallyOf, type LiveDomain, type LiveServer } from "./live-state.ts";
import { oneLine } from "../words/one-line.ts";
import { VERDICT_MARKS } from "../words/verdict-words.ts";
import { countWords, durationWords, shorten } from "../words/words.ts";

export interface ScreenFrame {
  readonly now: number;
  readonly width: number;
  /** Lines that may be drawn. */
  readonly height: number;
  readonly colors: Colors;
}

/**
 * The part of the screen that moves: who serves what, for one domain as a table, for several as a line each.
 * No line is wider than the frame.
 */
export function liveLines(domains: readonly LiveDomain[], frame: ScreenFrame): readonly string[] {
  const waiting = domains.filter(({ waiting }) => waiting !== "nothing");
  const [only, ...others] = waiting;
  if (only === undefined) return [];
  if (others.length > 0)
    return capped(
      waiting.map((domain) => shorten(`  ${domain.domain}  ${statusOf(domain, frame.now)}`, frame.width)),
      frame,
    );
  return only.waiting === "confirmation"
    ? [shorten(`  ${statusOf(only, frame.now)}`, frame.width)]
    : serverTable(only, frame);
}

function statusOf(domain: LiveDomain, now: number): string {
  if (domain.waiting === "confirmation") {
    const { askedAgainAt } = domain;
    return askedAgainAt === null
      ? "SES is looking the records up"
      : `SES is asked again in ${durationWords(askedAgainAt - now)}`;
  }
  const { agreeing, asked } = tallyOf(domain);
  const left = domain.startedAt + domain.budgetMs - now;
  return `${agreeing} of ${countWords(asked, "server")} serve everything · ${durationWords(now - domain.startedAt)} · at most ${durationWords(left)} left`;
}

/** Those that hold us up come first: when the screen is too low, the ones cut off are those that agree. */
function serverTable(domain: LiveDomain, frame: ScreenFrame): readonly string[] {
  const { width, height, colors, now } = frame;
  const ordered = [...domain.servers].sort(
    (a, b) => Number(servesAll(a, domain.records)) - Number(servesAll(b, domain.records)),
  );
  const shown = ordered.slice(0, Math.max(1, height - 3));
  const head = [
    ...(isWide(frame) ? ["server", "address"] : ["server"]),
    ...domain.records.map((record) => oneLine(domain.titles[record] ?? record)),
    "due",
  ];
  const rows = shown.map((server) => rowOf(server, domain, frame));
  const table = tableLines(head, rows, width - 2, colors.dim).map((line) => `  ${line}`);
  const rest = ordered.length > shown.length ? [`  and ${ordered.length - shown.length} more`] : [];
  return [...table, ...rest, shorten(`  ${statusOf(domain, now)}`, width)];
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

/** By when a secondary that is behind fetches the zone, at the latest. */
function dueWords(server: LiveServer, { records }: LiveDomain, now: number): string {
  if (server.excluded) return "left out";
  const isLate = !servesAll(server, records) && server.dueAt !== null && server.dueAt > now;
  return isLate ? `within ${durationWords((server.dueAt ?? now) - now)}` : "";
}

function capped(lines: readonly string[], { height }: ScreenFrame): readonly string[] {
  return lines.length <= height
    ? lines
    : [...lines.slice(0, height - 1), `  and ${lines.length - height + 1} more`];
}

import { tableLines, type Cell } from "../layout.ts";
import { tallyWords } from "../result/totals.ts";
import { tallyOf, type LiveDomain } from "./live-state.ts";
import { serverTable, type ScreenFrame } from "./server-table.ts";
import { countWords, durationWords, shorten } from "../words/words.ts";

/**
 * The part of the screen that moves: who serves what, for one domain as a table, for several as a line each.
 * No line is wider than the frame, and there are not more of them than it is high.
 * @param count how many domains the command has, also those whose turn has not come
 */
export function liveLines(
  domains: readonly LiveDomain[],
  frame: ScreenFrame,
  count = domains.length,
): readonly string[] {
  const waiting = domains.filter(isWaiting);
  const planned = othersLines(domains, frame);
  if (planned.length > 0) return planned;
  const [only, ...others] = waiting;
  const isLast = domains.every(({ ended }) => ended !== undefined) && domains.length >= count;
  if (count < 2) return only === undefined ? [] : ofOne(only, frame);
  if (isLast) return [];
  const room = { ...frame, height: frame.height - 1 };
  const rows =
    only !== undefined && others.length === 0
      ? ofOne(only, room, only.domain)
      : ofMany(waiting, { ...room, marks: leadOf(domains) === "" });
  return [...rows, shorten(`  ${leadOf(domains)}${countsOf(domains, count)}`, frame.width)];
}

/** Who serves what, and below it what is waited for. */
function ofOne(domain: LiveDomain, frame: ScreenFrame, name = ""): readonly string[] {
  const status = shorten(`  ${name === "" ? "" : `${name}  `}${statusOf(domain, frame.now)}`, frame.width);
  if (domain.waiting === "confirmation") return [status];
  return [...serverTable(domain, { ...frame, height: frame.height - 1 }), status];
}

/** Nothing is created before all are planned, so until then nobody waits for anything else. */
function othersLines(
  domains: readonly LiveDomain[],
  { unplanned = 0, width }: ScreenFrame,
): readonly string[] {
  const [only, ...more] = domains.filter(({ waiting }) => waiting === "others");
  if (only === undefined || unplanned === 0) return [];
  const whose = more.length === 0 ? `${only.domain} is` : `${more.length + 1} domains are`;
  return [
    shorten(
      `  ${leadOf([only, ...more])}${whose} planned; waiting for ${countWords(unplanned, "other")}`,
      width,
    ),
  ];
}

/** For the world; who is planned waits for nothing but the others. */
function isWaiting({ waiting }: LiveDomain): boolean {
  return waiting !== "nothing" && waiting !== "others";
}

function statusOf(domain: LiveDomain, now: number): string {
  return `${leadOf([domain])}${waitWords(domain, now)}`;
}

/** Only where none of them is real. */
function leadOf(domains: readonly LiveDomain[]): string {
  return domains.length > 0 && domains.every(({ rehearsal }) => rehearsal) ? "rehearsal · " : "";
}

function waitWords(domain: LiveDomain, now: number): string {
  if (domain.waiting === "confirmation") {
    const { askedAgainAt } = domain;
    return askedAgainAt === null
      ? "SES is looking the records up"
      : `SES is asked again in ${durationWords(askedAgainAt - now)}`;
  }
  const { agreeing, asked } = tallyOf(domain);
  const left = domain.startedAt + domain.budgetMs - now;
  // A single look waits for nothing.
  const end = domain.budgetMs === 0 ? "" : ` · at most ${durationWords(left)} left`;
  return `${agreeing} of ${countWords(asked, "server")} serve everything · ${durationWords(now - domain.startedAt)}${end}`;
}

/** Those that have come least far first: when the screen is too low, the ones cut off are nearly done. */
function ofMany(
  waiting: readonly LiveDomain[],
  { marks, ...frame }: ScreenFrame & Pick<RowLook, "marks">,
): readonly string[] {
  const { now, width, height, colors } = frame;
  if (waiting.length === 0) return [];
  const ordered = waiting.toSorted((a, b) => progressOf(a) - progressOf(b));
  const room = height - 1;
  const shown = ordered.length <= room ? ordered : ordered.slice(0, Math.max(1, room - 1));
  const rows = shown.map((domain) => rowOf(domain, { now, marks }));
  const table = tableLines(["domain", "waits for", "since", "at most"], rows, width - 2, colors.dim);
  const left = ordered.length - shown.length;
  return [...table, ...(left === 0 ? [] : [`… and ${left} more waiting`])].map((line) => `  ${line}`);
}

function progressOf(domain: LiveDomain): number {
  if (domain.waiting === "confirmation") return 2;
  const { agreeing, asked } = tallyOf(domain);
  return asked === 0 ? 0 : agreeing / asked;
}

interface RowLook extends Pick<ScreenFrame, "now"> {
  /** Rehearsals are marked in their rows, since not all of them are. */
  readonly marks: boolean;
}

function rowOf(domain: LiveDomain, { now, marks }: RowLook): readonly Cell[] {
  const name = { text: `${domain.domain}${marks && domain.rehearsal ? " (rehearsal)" : ""}` };
  if (domain.waiting === "confirmation") {
    const { askedAgainAt } = domain;
    return [
      name,
      {
        text:
          askedAgainAt === null ? "SES, looking now" : `SES, again in ${durationWords(askedAgainAt - now)}`,
      },
    ];
  }
  const { agreeing, asked } = tallyOf(domain);
  return [
    name,
    { text: `servers: ${agreeing} of ${asked} serve all` },
    { text: durationWords(now - domain.startedAt) },
    { text: durationWords(domain.startedAt + domain.budgetMs - now) },
  ];
}

/** `32 domains: 12 waiting, 3 at work, 9 to begin, 7 verified, 1 failed`. */
function countsOf(domains: readonly LiveDomain[], count: number): string {
  const ended = domains.flatMap(({ ended }) => ended ?? []);
  const waiting = domains.filter(isWaiting).length;
  const counts: readonly (readonly [number, string])[] = [
    [waiting, "waiting"],
    [domains.length - ended.length - waiting, "at work"],
    [count - domains.length, "to begin"],
  ];
  const open = counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return `${countWords(count, "domain")}: ${[...open, ...(ended.length === 0 ? [] : [tallyWords(ended)])].join(", ")}`;
}

import { KIND_BY_CODE, type ErrorCode } from "../../../src/errors/codes.ts";
import type { Way } from "../inject/catalogue.ts";
import { FAULT_CELLS } from "./cells.ts";
import type { Told } from "./seed.ts";
import { HOST_KINDS } from "./world/hosts.ts";

// What was hit and how it ended, as tables of text.

const ANY_HOST = "any host";
const HOSTS = HOST_KINDS.map(({ id }) => id);
/** What a cell should have at least before its faults are said to be tried there. */
const ENOUGH = 30;

/** Where a fault of that way is told apart: what goes wrong at SES meets no trait of a DNS host. */
function columnsOf(way: Way): readonly string[] {
  return way === "ses" ? [ANY_HOST] : HOSTS;
}

/** Hits of each fault at each kind of host, or at SES. */
export function hitTable(told: readonly Told[]): readonly string[] {
  const rows = FAULT_CELLS.map(({ name, way }) => [
    name,
    ...[ANY_HOST, ...HOSTS].map((host) => (columnsOf(way).includes(host) ? hitsIn(told, name, host) : "")),
  ]);
  return aligned([["hits", ANY_HOST, ...HOSTS], ...rows]);
}

/** Nothing to alter: AWS's SDK asks for no packed answers (3.1169). */
const NEVER = "host cut-gzip at route53";

/** The cell with the fewest hits, and how many have few. */
export function fewestHits(told: readonly Told[]): string {
  const all = FAULT_CELLS.flatMap(({ name, way }) =>
    columnsOf(way).map((host) => ({ cell: `${name} at ${host}`, hits: hitsIn(told, name, host) })),
  );
  const cells = all.filter(({ cell }) => cell !== NEVER);
  const [least] = cells.toSorted((a, b) => a.hits - b.hits);
  const few = cells.filter(({ hits }) => hits < ENOUGH).length;
  return `fewest hits of a cell: ${least?.hits} (${least?.cell}); ${few} of ${cells.length} cells have fewer than ${ENOUGH}`;
}

function hitsIn(told: readonly Told[], name: string, host: string): number {
  return told
    .filter(({ draw }) => host === ANY_HOST || draw.host.id === host)
    .reduce((sum, { hits }) => sum + hits.filter((hit) => hit === name).length, 0);
}

const OUTCOMES = [
  "done",
  "refused",
  "upstream",
  "pending",
  "unverified",
  "interrupted",
  "killed",
  "other",
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** How the disturbed commands of the seeds ended in which a fault was hit; done: verified, planned or undone. */
export function outcomeTable(told: readonly Told[]): readonly string[] {
  const rows = FAULT_CELLS.map(({ name }) => {
    const outcomes = told
      .filter(({ hits }) => hits.includes(name))
      .flatMap(({ outcomes: all }) => all.map(kindOf));
    return [name, ...OUTCOMES.map((one) => outcomes.filter((outcome) => outcome === one).length)];
  });
  return aligned([["ended", ...OUTCOMES], ...rows]);
}

/** Each outcome with how often it came, the most frequent first. */
export function outcomeCounts(told: readonly Told[]): string {
  return countsOf(told.flatMap(({ outcomes }) => outcomes));
}

export function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([word, count]) => `${word} ${count}`)
    .join(", ");
}

const BY_STATE: Readonly<Record<string, Outcome>> = {
  verified: "done",
  planned: "done",
  undone: "done",
  killed: "killed",
  interrupted: "interrupted",
};
const BY_KIND: Readonly<Record<string, Outcome>> = {
  usage: "refused",
  denied: "refused",
  conflict: "refused",
  upstream: "upstream",
  pending: "pending",
  unverified: "unverified",
};

function kindOf(outcome: string): Outcome {
  return BY_STATE[outcome] ?? BY_KIND[KIND_BY_CODE[outcome as ErrorCode]] ?? "other";
}

function aligned(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? String(cell).padEnd(widths[0] ?? 0) : String(cell).padStart(widths[column] ?? 0),
      )
      .join("  "),
  );
}

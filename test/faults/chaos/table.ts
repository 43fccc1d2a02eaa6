import { KIND_BY_CODE, type ErrorCode } from "../../../src/errors/codes.ts";
import { FAULT_KINDS } from "./draw.ts";
import type { Told } from "./seed.ts";
import { HOST_KINDS } from "./world/hosts.ts";

// What was hit and how it ended, as tables of text.

/** Hits of each fault at each kind of host. */
export function hitTable(told: readonly Told[]): readonly string[] {
  const hosts = HOST_KINDS.map(({ id }) => id);
  const rows = FAULT_KINDS.map(({ name }) => [
    name,
    ...hosts.map((host) =>
      told
        .filter(({ draw }) => draw.host.id === host)
        .reduce((sum, { hits }) => sum + hits.filter((hit) => hit === name).length, 0),
    ),
  ]);
  return aligned([["hits", ...hosts], ...rows]);
}

/** The fewest hits of a cell. */
export function fewestHits(told: readonly Told[]): string {
  const [, ...rows] = hitTable(told).map((line) => line.trim().split(/\s{2,}/));
  const cells = rows.flatMap(([name = "", ...counts]) =>
    counts.map((count, index) => ({ name, host: HOST_KINDS[index]?.id ?? "", count: Number(count) })),
  );
  const [least] = cells.toSorted((a, b) => a.count - b.count);
  const poor = cells.filter(({ count }) => count < 30).length;
  return least === undefined
    ? "no cells"
    : `fewest hits of a cell: ${least.count} (${least.name} at ${least.host}); ${poor} of ${cells.length} cells have fewer than 30`;
}

const OUTCOMES = [
  "verified",
  "refused",
  "upstream",
  "pending",
  "unverified",
  "interrupted",
  "killed",
  "other",
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** How disturbed commands ended in which a fault was hit. */
export function outcomeTable(told: readonly Told[]): readonly string[] {
  const rows = FAULT_KINDS.map(({ name }) => {
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
  verified: "verified",
  planned: "verified",
  undone: "verified",
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

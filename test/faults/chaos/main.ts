import { mkdtempSync } from "node:fs";
import { availableParallelism, constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cellOf } from "./cells.ts";
import type { PlannedFault } from "./draw.ts";
import { playPlanted } from "./planted.ts";
import { sweep, type Told } from "./seed.ts";
import { playSeries } from "./series.ts";
import { countsOf, fewestHits, hitTable, outcomeCounts, outcomeTable } from "./table.ts";
import { killAll } from "./world/program.ts";

// `npm run chaos -- --runs N [--seed S] [--minutes M]`: the built program in random worlds, with faults between it and
// each of them, kills, strangers that write, two programs at once; afterwards each promise is held against what the
// zone store and SES have, not against the program's words. Read draw.ts (what a seed stands for), world/ (where it
// is played), scenarios.ts (what is done), invariants/ (what must hold), seed.ts, series.ts, table.ts; planted.ts
// proves that it sees something.

const USAGE =
  "usage: npm run chaos -- [--runs N] [--seed S] [--minutes M] [--least L] [--at-once K] [--planted]";

/** @returns the exit status */
export async function main(argv: readonly string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      runs: { type: "string", default: "200" },
      seed: { type: "string", default: "1" },
      minutes: { type: "string", default: "600" },
      least: { type: "string", default: "1" },
      "at-once": { type: "string", default: String(5 * availableParallelism()) },
      planted: { type: "boolean", default: false },
    },
  });
  const numbers = [values.runs, values.seed, values.minutes, values.least, values["at-once"]].map(Number);
  const [runs = 0, first = 0, minutes = 0, least = 0, atOnce = 0] = numbers;
  if (!numbers.every((number) => number >= 0 && Number.isFinite(number)) || atOnce < 1) {
    console.error(USAGE);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "ses-onboard-chaos-"));
  endOnSignals(folder);
  const series = { first, runs, atOnce, longestMs: minutes * 60_000, folder };
  try {
    if (values.planted) return await playPlanted(series, root);
    const startedAt = performance.now();
    const build = { entry: join(root, "dist/cli/main.js"), root };
    const told = await playSeries({ ...series, build, onTold: (one) => tellViolations(one, folder) });
    tellSummary(told, performance.now() - startedAt);
    if (told.length < least) console.error(`${told.length} seeds are fewer than ${least}.`);
    return told.length < least || told.some(({ violations }) => violations.length > 0) ? 1 : 0;
  } finally {
    sweep(folder);
  }
}

/** Broken off, it leaves neither programs nor files behind. */
function endOnSignals(folder: string): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.once(signal, () => {
      killAll();
      sweep(folder);
      process.exit(128 + constants.signals[signal]);
    });
}

function tellViolations({ draw, violations }: Told, folder: string): void {
  if (violations.length === 0) return;
  console.log(
    `\nseed ${draw.seed}: ${draw.host.id}, ${draw.scenario}, from ${draw.begin} on; ${draw.faults.map(faultText).join("; ")}`,
  );
  for (const { rule, seen } of violations) console.log(`  ${rule}: ${seen}`);
  console.log(`  files: ${join(folder, `seed-${draw.seed}`)}`);
  console.log(`  again: npm run chaos -- --runs 1 --seed ${draw.seed}`);
}

function faultText(fault: PlannedFault): string {
  const { on, times } = fault;
  return [cellOf(fault), on, times > 1 ? `${times} times` : ""].filter(Boolean).join(" ");
}

function tellSummary(told: readonly Told[], tookMs: number): void {
  const seeds = told.map(({ draw }) => draw.seed);
  const broken = told.filter(({ violations }) => violations.length > 0).length;
  const minutes = tookMs / 60_000;
  const bound = broken === 0 ? `, so below ${((3 / told.length) * 100).toFixed(2)} % at 95 %` : "";
  const lines = [
    "",
    ...hitTable(told),
    "",
    ...outcomeTable(told),
    "",
    `disturbed commands ended: ${outcomeCounts(told)}`,
    `scenarios: ${countsOf(told.map(({ draw }) => draw.scenario))}`,
    fewestHits(told),
    `${told.flatMap(({ hits }) => hits).length} exchanges altered; ${told.flatMap(({ admitted }) => admitted).length} losses that a host's traits admit to`,
    `slowest seed: ${(Math.max(...told.map((one) => one.tookMs)) / 1_000).toFixed(0)} s`,
    `${told.length} seeds (${Math.min(...seeds)}–${Math.max(...seeds)}) in ${minutes.toFixed(1)} minutes, ${(told.length / minutes).toFixed(1)} a minute`,
    `seeds in which a promise was broken: ${broken}${bound}`,
  ];
  console.log(lines.join("\n"));
}

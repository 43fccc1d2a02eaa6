import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draw, type Draw } from "./draw.ts";
import { judgeEnd, outcomeOf } from "./invariants/ends.ts";
import { judgeFiles } from "./invariants/files.ts";
import { judgeGoal } from "./invariants/goal.ts";
import { judgeIdentities } from "./invariants/identities.ts";
import type { Violation } from "./invariants/violation.ts";
import { judgeZones, textOf } from "./invariants/zones.ts";
import { play, type Played } from "./scenarios.ts";
import { startWorld, type Build, type World } from "./world/world.ts";

/** What came of one seed. */
export interface Told {
  readonly draw: Draw;
  readonly violations: readonly Violation[];
  /** What the host's traits admit to. */
  readonly admitted: readonly string[];
  /** The names of the faults that altered an exchange, one for each time. */
  readonly hits: readonly string[];
  /** How the disturbed commands ended. */
  readonly outcomes: readonly string[];
  readonly tookMs: number;
}

/** Plays one seed; its folder is kept only where a promise was broken. */
export async function playSeed(seed: number, parent: string, build: Build): Promise<Told> {
  const startedAt = performance.now();
  const drawn = draw(seed);
  const folder = join(parent, `seed-${seed}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const world = await startWorld(drawn, folder, build);
  try {
    const played = await play(world);
    const zones = judgeZones(world);
    const violations = [
      ...zones.violations,
      ...judgeIdentities(world),
      ...played.flatMap(judgeEnd),
      ...judgeFiles(world, played),
      ...judgeGoal(world, played),
    ];
    if (violations.length === 0) rmSync(folder, { recursive: true, force: true });
    else keep(world, played, violations);
    return {
      draw: drawn,
      violations,
      admitted: zones.admitted,
      hits: world.hits(),
      outcomes: played.filter(({ calm }) => !calm).map(outcomeOf),
      tookMs: performance.now() - startedAt,
    };
  } finally {
    await world.close();
  }
}

const VERDICT = "violations.json";

/** Removes all but the folders of seeds that broke a promise. */
export function sweep(parent: string): void {
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent))
    if (!existsSync(join(parent, name, VERDICT)))
      rmSync(join(parent, name), { recursive: true, force: true, maxRetries: 3 });
  if (readdirSync(parent).length === 0) rmdirSync(parent);
}

/** Beside the program's own files: what it printed, and what became of the zones. */
function keep(world: World, played: readonly Played[], violations: readonly Violation[]): void {
  const write = (file: string, text: string): void => writeFileSync(join(world.folder, file), text);
  write(VERDICT, JSON.stringify({ draw: world.draw, violations }, null, 2));
  for (const [index, { command, ended }] of played.entries()) {
    write(`${index + 1}-${command}.stdout`, ended.stdout);
    write(`${index + 1}-${command}.stderr`, ended.stderr);
  }
  const changes = world.watch.commits.map(({ zone, by, at, before, after }) => {
    const lines = [
      ...before.filter((one) => !after.includes(one)).map((one) => `- ${textOf(one)}`),
      ...after.filter((one) => !before.includes(one)).map((one) => `+ ${textOf(one)}`),
    ];
    return [`${new Date(at).toISOString()} ${zone.apex} by ${by}`, ...lines].join("\n");
  });
  const found = [...world.initial.values()].flat().map((one) => `  ${textOf(one)}`);
  write("zones.txt", `${["found", ...found, ...changes].join("\n")}\n`);
  const requests = world.sandbox.journal.entries.map(
    ({ at, api, operation, status }) => `${new Date(at).toISOString()} ${api} ${operation} ${status}`,
  );
  write("requests.txt", `${requests.join("\n")}\n`);
}

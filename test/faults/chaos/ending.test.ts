import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { sweep } from "./seed.ts";
import { killAll, startProgram } from "./world/program.ts";

// What a harness leaves that is broken off: no program, and only the files of seeds that broke a promise.

it("ends every program that it started", async () => {
  const folder = scratchFolder();
  const entry = join(folder, "waits.mjs");
  writeFileSync(entry, 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1_000); console.log("here");');
  const preload = pathToFileURL(join(import.meta.dirname, "../../support/child-guard.mjs")).href;
  const programs = [1, 2].map(() => startProgram({ entry, preload, args: [], env: {}, cwd: folder }));
  await Promise.all(
    programs.map(({ onOutput }) => new Promise<void>((resolve) => onOutput(() => resolve()))),
  );
  killAll();
  const ended = await Promise.all(programs.map((program) => program.ended));
  expect(ended.map(({ signal }) => signal)).toEqual(["SIGKILL", "SIGKILL"]);
});

it("keeps the files of seeds that broke a promise, and no others", () => {
  const parent = join(scratchFolder(), "series");
  for (const seed of ["seed-1", "seed-2"]) mkdirSync(join(parent, seed), { recursive: true });
  writeFileSync(join(parent, "seed-1", "run.ndjson"), "{}");
  writeFileSync(join(parent, "seed-2", "violations.json"), "{}");
  sweep(parent);
  expect(["seed-1", "seed-2"].map((seed) => existsSync(join(parent, seed)))).toEqual([false, true]);
});

it("leaves no folder behind where every seed held", () => {
  const parent = join(scratchFolder(), "series");
  mkdirSync(join(parent, "seed-1"), { recursive: true });
  sweep(parent);
  expect(existsSync(parent)).toBe(false);
});

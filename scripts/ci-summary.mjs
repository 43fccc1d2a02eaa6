// Sums vitest's JSON reports of a folder into one line, and fails unless every test ran and passed: a skipped
// test is one that nobody looks at.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const folder = process.argv[2] ?? ".reports";
const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".json"));
const reports = await Promise.all(
  files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8"))),
);

const sum = (count) => reports.reduce((total, report) => total + count(report), 0);
const passed = sum((report) => report.numPassedTests);
const failed = sum((report) => report.numFailedTests + report.testResults.filter(failedToLoad).length);
const skipped = sum((report) => report.numPendingTests + report.numTodoTests);

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (passed === 0 || failed > 0 || skipped > 0 || reports.some((report) => !report.success))
  process.exitCode = 1;

/** A file that can't be imported, or whose hooks fail, has no failed test of its own. */
function failedToLoad({ status, assertionResults }) {
  return status === "failed" && !assertionResults.some((result) => result.status === "failed");
}

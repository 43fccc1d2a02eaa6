import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

const SCRIPT = join(import.meta.dirname, "../../scripts/ci-summary.mjs");

/** As vitest's JSON reporter writes it, cut to what is counted. */
const clean = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: "passed", assertionResults: [{ status: "passed" }] }],
};

describe("the last line of CI", () => {
  test("sums the reports of all runs", () => {
    expect(summaryOf(clean, { ...clean, numPassedTests: 4 })).toEqual({
      line: "7 passed, 0 failed, 0 skipped",
      exit: 0,
    });
  });

  test("fails on a failed test", () => {
    const failed = { status: "failed", assertionResults: [{ status: "failed" }] };
    expect(summaryOf(clean, { ...clean, success: false, numFailedTests: 1, testResults: [failed] })).toEqual({
      line: "6 passed, 1 failed, 0 skipped",
      exit: 1,
    });
  });

  test("fails on a skipped test and on one that is still to be written, though vitest calls that success", () => {
    expect(summaryOf({ ...clean, numPendingTests: 1 })).toEqual({
      line: "3 passed, 0 failed, 1 skipped",
      exit: 1,
    });
    expect(summaryOf({ ...clean, numTodoTests: 1 })).toEqual({
      line: "3 passed, 0 failed, 1 skipped",
      exit: 1,
    });
  });

  test("counts a file that could not be loaded as a failure", () => {
    const unloadable = { status: "failed", assertionResults: [] };
    expect(summaryOf({ ...clean, success: false, testResults: [unloadable] })).toEqual({
      line: "3 passed, 1 failed, 0 skipped",
      exit: 1,
    });
  });

  test("fails where the run failed for another reason, like coverage, and where no test ran at all", () => {
    expect(summaryOf({ ...clean, success: false }).exit).toBe(1);
    expect(summaryOf()).toEqual({ line: "0 passed, 0 failed, 0 skipped", exit: 1 });
  });
});

function summaryOf(...reports: readonly object[]): { readonly line: string; readonly exit: number | null } {
  const folder = mkdtempSync(join(tmpdir(), "ses-onboard-reports-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [index, report] of reports.entries())
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(report));
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, folder], { encoding: "utf8" });
  return { line: stdout.trim(), exit: status };
}

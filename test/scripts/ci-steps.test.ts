import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const STEPS = join(import.meta.dirname, "../../.ci/steps.sh");

describe("a step of CI", () => {
  test("tells its title before and its minutes after, with those of the steps in it", () => {
    const { exit, stdout } = run(`
      inner() { took 90; }
      outer() { step "npm ci" inner; step "the demo" took 24; }
      within 5 "all but the tests" outer`);
    expect(exit).toBe(0);
    expect(stdout).toContain("── all but the tests\n\n── npm ci\n");
    expect(minutesIn(stdout)).toEqual(["1.5  npm ci", "0.4  the demo", "1.9  all but the tests"]);
  });

  test("may take twice its budget", () => {
    expect(run(`within 8 tests took 960`)).toMatchObject({ exit: 0, stderr: "" });
  });

  test("fails above that, with both figures, and what comes after it is not begun", () => {
    const { exit, stdout, stderr } = run(`
      within 8 tests took 961
      step later took 1`);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^tests took 16\.0 minutes; its budget is 8/);
    expect(minutesIn(stdout)).toEqual(["16.0  tests"]);
  });

  test("that fails ends the run with its own status, and its minutes are told with those of what holds it", () => {
    const { exit, stdout } = run(`
      broken() { took 30; return 3; }
      outer() { step checks broken; }
      within 5 outer outer
      step later took 1`);
    expect(exit).toBe(3);
    expect(minutesIn(stdout)).toEqual(["0.5  outer (not ended)", "0.5  checks (not ended)"]);
  });

  test("passes words as they are", () => {
    expect(run(`step "two  words" printf '<%s>' "a  b" c`).stdout).toContain("<a  b><c>");
  });
});

/** As .ci/run has it. `took 90` lets bash's own clock go on by 90 seconds. */
function run(script: string): {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const whole = `set -euo pipefail
    source "$1"
    SECONDS=0
    took() { SECONDS=$((SECONDS + $1)); }
    trap 'status=$?; tell_minutes; exit "$status"' EXIT
    ${script}`;
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", whole, "ci", STEPS], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] },
  });
  return { exit: status, stdout, stderr };
}

function minutesIn(stdout: string): readonly string[] {
  const table = stdout.split("── minutes\n")[1] ?? "";
  return table
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

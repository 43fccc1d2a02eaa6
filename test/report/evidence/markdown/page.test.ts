import { describe, expect, it } from "vitest";
import { markdownReport } from "../../../../src/report/evidence/markdown/page.ts";
import { expectGolden } from "../../golden.ts";
import { PLAN, RUN, TWO } from "../../recording.ts";
import { HOSTILE, poisoned } from "../poisoned.ts";
import { FAILED, PENDING, SECOND } from "../recordings.ts";

describe("a report in Markdown", () => {
  it.each([
    ["run", RUN],
    ["pending", PENDING],
    ["failed", FAILED],
    ["plan", PLAN],
    ["two", TWO],
  ])("%s", (what, events) => {
    expectGolden(`evidence-${what}.md`, markdownReport(events));
  });

  it("begins with the facts: state, error, records, picture, and then what is folded", () => {
    const report = markdownReport(PENDING);
    const addresses = [
      "## … `pending.example.test`",
      "**`NOT_PROPAGATED` (exit 7)**",
      "| record |",
      "```mermaid",
      "<details>",
    ].map((mark) => report.indexOf(mark));
    expect(addresses).toEqual([...addresses].sort((a, b) => a - b));
    expect(addresses.every((address) => address >= 0)).toBe(true);
  });

  it("says that nothing happened", () => {
    expect(markdownReport([])).toBe("## Nothing happened\n\nNo domain was begun.\n");
  });

  it("names who asked", () => {
    expect(markdownReport(RUN, { asker: "octocat" })).toContain("| Asked by | `octocat` |");
  });
});

describe("text from outside", () => {
  const everything = [...RUN, ...PENDING, ...FAILED, ...SECOND, ...PLAN];

  it.each(HOSTILE)("holds no command for a terminal or a runner: %j", (hostile) => {
    const report = markdownReport(poisoned(everything, hostile), { asker: hostile });
    // oxlint-disable-next-line no-control-regex -- looking for control characters is what this is for
    expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(report).not.toContain("##[");
    expect(report.split("\n").filter((line) => /^\s*::/.test(line))).toEqual([]);
  });
});

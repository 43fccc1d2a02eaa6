import { describe, expect, it } from "vitest";
import { runScript, scriptOf } from "./run-script.ts";
import { fileAtRoot } from "./workflow-files.ts";

// What the two schedules do about each end of a check: the outputs of the action go in, and exit status and calls
// of gh come out.

const RESUME = "examples/workflows/resume-pending.yml";
const DRIFT = "examples/workflows/drift.yml";

/** How a check can end, as the action's outputs `state` and `code` say it. */
const ENDS = {
  verified: { STATE: "verified", CODE: "" },
  pending: { STATE: "pending", CODE: "VERIFICATION_PENDING" },
  drifted: { STATE: "drifted", CODE: "DRIFT" },
  missing: { STATE: "drifted", CODE: "IDENTITY_MISSING" },
  rehearsed: { STATE: "rehearsed", CODE: "" },
  failed: { STATE: "failed", CODE: "CREDENTIALS_REJECTED" },
  interrupted: { STATE: "interrupted", CODE: "INTERRUPTED" },
  "not begun": { STATE: "", CODE: "" },
} as const;
type End = keyof typeof ENDS;
const ALL = Object.keys(ENDS) as readonly End[];
const IN_ORDER: ReadonlySet<End> = new Set<End>(["verified", "pending", "drifted", "missing", "rehearsed"]);

const issues = (...numbers: readonly number[]) => ({
  "issue list": { json: numbers.map((number) => ({ number })) },
});

describe("resume-pending.yml", () => {
  it.each(ALL)("ends as it should where a look ends as %s", async (end) => {
    const script = scriptOf(RESUME, "resume", "Stop unless the look came to an end");
    const { exit, log } = await runScript(script, { env: ENDS[end] });
    expect(exit).toBe(IN_ORDER.has(end) ? 0 : 1);
    const told = { drifted: "::notice title=DRIFT::", missing: "::notice title=IDENTITY_MISSING::" };
    const red = `::error title=${ENDS[end].CODE || "Nothing was looked at"}::`;
    const line = exit === 0 ? ((told as Partial<Record<End, string>>)[end] ?? "") : red;
    expect(log.startsWith(line)).toBe(true);
    if (line === "") expect(log).toBe("");
  });

  it("resumes what is pending and nothing else, whatever else the look found", () => {
    const text = fileAtRoot(RESUME);
    expect(text).toContain("domain: ${{ steps.look.outputs.pending }}");
    expect(text.match(/if: steps\.look\.outputs\.pending != ''/g)).toHaveLength(2);
  });

  it.each([
    [
      "failure",
      [],
      /^issue create --title Pending sender domains are not resumed --label ses-onboard-resume /,
    ],
    ["failure", [5], /^issue list /],
    ["success", [5], /^issue close 5 --comment It runs again\./],
    ["success", [], /^issue list /],
  ])("keeps one issue: after a %s with the open ones %j it ends with %s", async (RESULT, open, last) => {
    const script = scriptOf(RESUME, "tell", "Keep one issue while it is red");
    const { exit, calls } = await runScript(script, { env: { RESULT }, gh: issues(...open) });
    expect([exit, calls.at(-1)]).toEqual([0, expect.stringMatching(last)]);
  });
});

describe("drift.yml", () => {
  it.each(ALL)("is red only where nothing is known, and a look ended as %s", async (end) => {
    const script = scriptOf(DRIFT, "check", "Stop unless the check came to an end");
    const { exit } = await runScript(script, { env: ENDS[end] });
    expect(exit).toBe(IN_ORDER.has(end) ? 0 : 1);
  });

  const tell = scriptOf(DRIFT, "tell", "Keep one issue");
  const page = { "drift/comment.md": "the page\n" };
  const BODY = "the page\n\n[The run](https://github.com/octo/mail/actions/runs/4711)\n";
  const CREATE = "issue create --title";
  const REST = "--label sender-domain-drift --body-file body.md";
  const NEW: Readonly<Record<End, string | undefined>> = {
    verified: undefined,
    pending: undefined,
    drifted: "Sender domains have drifted",
    missing: "SES has no identity of a sender domain",
    rehearsed: undefined,
    failed: "Sender domains could not be checked",
    interrupted: "Sender domains could not be checked",
    "not begun": "Sender domains could not be checked",
  };

  it.each(ALL)("opens one issue with the page, or none, after: %s", async (end) => {
    const { exit, calls, fileAt } = await runScript(tell, { env: ENDS[end], gh: issues(), files: page });
    const title = NEW[end];
    expect([exit, calls.at(-1)]).toEqual([
      0,
      title === undefined ? expect.stringMatching(/^issue list /) : `${CREATE} ${title} ${REST}`,
    ]);
    expect(fileAt("body.md")).toBe(title === undefined ? "" : BODY);
  });

  it.each(ALL)("keeps the open issue up to date, or closes it, after: %s", async (end) => {
    const { exit, calls } = await runScript(tell, { env: ENDS[end], gh: issues(12), files: page });
    const title = NEW[end];
    const last = {
      verified: "issue close 12 --comment All is as it should be again.",
      pending: expect.stringMatching(/^issue list /) as string,
      rehearsed: expect.stringMatching(/^issue list /) as string,
    };
    expect([exit, calls.at(-1)]).toEqual([
      0,
      (last as Partial<Record<End, string>>)[end] ?? `issue edit 12 --title ${title} --body-file body.md`,
    ]);
  });

  it("says so where there is no page: what could not begin left none", async () => {
    const { exit, fileAt } = await runScript(tell, { env: ENDS["not begun"], gh: issues() });
    expect([exit, fileAt("body.md").split("\n")[0]]).toEqual([0, "The check did not begin."]);
  });
});

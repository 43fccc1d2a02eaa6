import { describe, expect, it } from "vitest";
import type { Proposal } from "../../../../src/errors/hint.ts";
import type { GivenOption } from "../../../../src/events/started.ts";
import {
  linesFor,
  runOfPlan,
  startedLine,
  wordFor,
  type Started,
} from "../../../../src/report/words/commands/command-line.ts";

const D = "mail.example.com";
const flag = (option: string, ...values: readonly string[]): GivenOption => ({ option, values, by: "flag" });
const GIVEN = [
  flag("file", "a.yaml"),
  flag("provider", "mine"),
  flag("config", "a b.yaml"),
  flag("replace", "MX:a.example"),
  flag("wait", "2m"),
  flag("plan-hash", "sha256:0"),
  flag("yes", "true"),
  flag("log", "run.ndjson"),
  { option: "dkim", values: ["1024"], by: "variable" },
  { option: "mx", values: ["add"], by: "list" },
] as const satisfies readonly GivenOption[];
const RUN: Started = { command: "run", given: GIVEN, operands: ["b.example.com"] };

function line(started: Started, proposal: Proposal): string {
  return wordFor(started, D)(proposal).text;
}

describe("a command that is printed", () => {
  it("is all that was given, once more", () => {
    const { given, ...started } = RUN;
    const again = { ...started, given: given?.filter(({ option }) => option !== "plan-hash") ?? [] };
    const rest = "--replace MX:a.example --wait 2m --yes --log run.ndjson b.example.com";
    expect(line(again, { again: true })).toBe(
      `ses-onboard run --file a.yaml --provider mine --config 'a b.yaml' ${rest}`,
    );
    expect(startedLine(RUN)).toContain("--plan-hash sha256:0 --yes");
  });

  it("is a new plan, once more, where a hash was approved: of the plan before the first write", () => {
    expect(line(RUN, { again: true })).toBe(
      "ses-onboard plan --file a.yaml --provider mine --config 'a b.yaml' --replace MX:a.example b.example.com",
    );
    const byFile = { ...RUN, given: [flag("plan", "two.json"), flag("plan-hash", "sha256:0")] };
    expect(line(byFile, { again: true })).toBe(
      "ses-onboard run --plan two.json --plan-hash sha256:0 b.example.com",
    );
  });

  it.each([
    [{ option: "wait" }, "--wait", "`wait` under `with:`"],
    [{ option: "dmarc", value: "rfc7489" }, "--dmarc rfc7489", "`dmarc: rfc7489` under `with:`"],
    // The action has no such input.
    [{ option: "debug" }, "--debug", "--debug"],
  ])("names an option in a sentence: %j", (proposal, flag, input) => {
    expect(wordFor(RUN, D)(proposal)).toEqual({ text: flag, isCommand: false });
    expect(wordFor({ ...RUN, inAction: true }, D)(proposal)).toEqual({ text: input, isCommand: false });
    expect(linesFor(RUN, [D], proposal)).toEqual([]);
  });

  it("names the domains of a plan file where none was named", () => {
    const run: Started = { command: "run", given: [flag("plan", "two.json")] };
    const all = [D, "news.example.com"];
    expect(linesFor(run, all, { command: "check", all: true })).toEqual([
      `ses-onboard check ${D} news.example.com`,
    ]);
    expect(wordFor(run, D, all)({ command: "plan", all: true }).text).toBe(
      `ses-onboard plan ${D} news.example.com`,
    );
  });

  it("is about one domain with what a list says of it, and a consent more beside those that were given", () => {
    expect(line(RUN, { options: { replace: ["TXT:*.mail.example.com"] } })).toBe(
      `ses-onboard run --provider mine --config 'a b.yaml' --replace MX:a.example --replace 'TXT:*.mail.example.com' --wait 2m --yes --log run.ndjson --mx add ${D}`,
    );
  });

  it("takes to another command only what that one takes, and no file of this one", () => {
    expect(line(RUN, { command: "check" })).toBe(
      `ses-onboard check --provider mine --config 'a b.yaml' --mx add ${D}`,
    );
  });

  it("is a plan where the command itself takes no consent", () => {
    const proposal = { options: { replace: ["MX:a.example"] } };
    expect(line({ command: "check" }, proposal)).toBe(`ses-onboard plan --replace MX:a.example ${D}`);
  });

  it("carries a plan out by its file, else by its hash", () => {
    const plan: Started = {
      command: "plan",
      given: [flag("file", "a.yaml"), flag("mx", "add")],
      operands: [D],
    };
    expect(line(plan, runOfPlan(plan, "sha256:1"))).toBe(
      `ses-onboard run --mx add --plan-hash sha256:1 ${D}`,
    );
    const out: Started = { ...plan, given: [...(plan.given ?? []), flag("out", "my plan.json")] };
    expect(line(out, runOfPlan(out, "sha256:1"))).toBe(
      `ses-onboard run --file a.yaml --mx add --plan 'my plan.json' ${D}`,
    );
  });

  it("keeps what begins with a dash from being read as an option", () => {
    const undo: Started = {
      command: "undo",
      startedAs: ["npx", "--yes", "ses-onboard@0.1.0"],
      given: [flag("config", "-a.yaml"), flag("dry-run", "true"), flag("yes", "false")],
      operands: ["-run.ndjson"],
    };
    expect(line(undo, { options: { "dry-run": [] } })).toBe(
      "npx --yes ses-onboard@0.1.0 undo --config=-a.yaml --no-yes -- -run.ndjson",
    );
  });
});

describe("in the action a proposal", () => {
  const STEP: Started = { ...RUN, inAction: true };
  const one: Started = { ...STEP, operands: [D] };

  it.each([
    [one, { options: { mx: ["replace"] } }, "`mx: replace` under `with:`"],
    [one, { options: { replace: ["TXT:x.example"] } }, "`replace: MX:a.example TXT:x.example` under `with:`"],
    [STEP, { options: { mx: ["replace"] } }, `\`mx: replace\` at ${D} in a.yaml`],
    [
      STEP,
      { options: { dmarc: ["replace"], allow: ["A:*.x"] } },
      `\`allow: "A:*.x"\` under \`with:\` and \`dmarc: replace\` at ${D} in a.yaml`,
    ],
    [one, { command: "plan" }, "`command: plan` under `with:`"],
    [one, { again: true }, "the same workflow again"],
    [one, { word: `https://${D}/`, instead: D }, `\`domain: ${D}\` under \`with:\``],
    [one, { words: ["providers", "route53"] }, "`ses-onboard providers route53` outside of the workflow"],
  ] as const)("%# names inputs, and entries of a list: %j %j", (started, proposal, text) => {
    expect(wordFor(started, D)(proposal)).toEqual({ text, isCommand: false });
  });

  it("of a plan's run is a step's inputs, a line each", () => {
    const plan: Started = { command: "plan", inAction: true, given: [flag("mx", "add"), flag("log", "x")] };
    expect(linesFor(plan, [D], runOfPlan(plan, "sha256:1"))).toEqual([
      "command: run",
      `domain: ${D}`,
      "mx: add",
      "plan-hash: sha256:1",
    ]);
    expect(linesFor(plan, [D], { again: true })).toEqual([]);
  });

  it("of a sandbox is a step at the real services", () => {
    const step: Started = {
      command: "run",
      inAction: true,
      operands: [D],
      given: [
        flag("sandbox", "true"),
        flag("yes", "true"),
        flag("log", "/tmp/run.ndjson"),
        flag("mx", "add"),
      ],
    };
    const lines = ["command: run", `domain: ${D}`, "mx: add"];
    expect(linesFor(step, [D], { options: { sandbox: [] } })).toEqual(lines);
  });

  it("of several domains names all of them, or their list", () => {
    const [a, b] = [D, "news.example.com"];
    const step: Started = { command: "run", inAction: true, operands: [a, b] };
    const proposal = { command: "check", all: true } as const;
    expect(linesFor(step, [a, b], proposal)).toEqual(["command: check", `domain: ${a} ${b}`]);
    const listed: Started = { ...step, given: [flag("file", "a.yaml")], operands: [] };
    expect(linesFor(listed, [a, b], proposal)).toEqual(["command: check", "file: a.yaml"]);
  });
});

import { describe, expect, it } from "vitest";
import { ACTION_COMMANDS, argumentsOf, readInputs } from "../../src/action/inputs.ts";
import { OPTION_NAMES, OPTIONS, optionsOf } from "../../src/config/option-table.ts";
import { INPUT_NAMES, inputVariableOf } from "../support/action-yml.ts";
import { runMain } from "../support/cli.ts";

const wordsFor = (env: Readonly<Record<string, string>>) => argumentsOf(readInputs(env));

/** The action's own; every other input is an option of the command line. */
const OWN_INPUTS = ["command", "domain", "fail-on-pending", "require-plan"];
const OPTION_INPUTS = INPUT_NAMES.filter((name) => !OWN_INPUTS.includes(name));

describe("action.yml", () => {
  it("declares each input that is read, and no other", () => {
    const asked = new Set<string>();
    readInputs(
      new Proxy<Readonly<Record<string, string>>>(
        {},
        { get: (_, variable) => void asked.add(String(variable)) },
      ),
    );
    expect([...asked].toSorted()).toEqual(INPUT_NAMES.map(inputVariableOf).toSorted());
  });

  it("declares the action's own inputs and the options that the table gives it, and no other", () => {
    const fromTable = OPTION_NAMES.filter((name) => OPTIONS[name].inAction !== undefined);
    expect(INPUT_NAMES).toEqual([...OWN_INPUTS, ...fromTable]);
  });

  it.each(OPTION_INPUTS)("has its input %s reach the command line", (name) => {
    expect(wordsFor({ [inputVariableOf(name)]: "given" })).toEqual([
      "run",
      "--format=github",
      "--yes",
      `--${name}=given`,
    ]);
  });

  it.each(OPTION_INPUTS)("has its input %s taken by a command of the action", async (name) => {
    const command = ACTION_COMMANDS.find((one) => optionsOf(one).some((option) => option === name)) ?? "";
    const { stderr } = await runMain([command, `--${name}=`, "mail.example.com"]);
    expect(stderr).toContain("exit 2");
    expect(stderr).not.toContain("has no option");
  });
});

describe("readInputs", () => {
  it("takes run where nothing is said, as every input that is left out arrives empty", () => {
    expect(
      wordsFor({
        INPUT_COMMAND: "",
        INPUT_DOMAIN: "mail.example.com",
        "INPUT_PLAN-HASH": "",
        INPUT_WAIT: "",
      }),
    ).toEqual(["run", "--format=github", "--yes", "mail.example.com"]);
    expect(readInputs({}).failOnPending).toBe(false);
  });

  it("keeps the dashes of names, as the runner does", () => {
    expect(wordsFor({ "INPUT_PLAN-HASH": "sha256:abc", INPUT_PLAN_HASH: "no" })).toContain(
      "--plan-hash=sha256:abc",
    );
    expect(readInputs({ "INPUT_FAIL-ON-PENDING": "TRUE" }).failOnPending).toBe(true);
  });

  it("takes lists with spaces, commas or line breaks between", () => {
    const env = {
      INPUT_COMMAND: "plan",
      INPUT_DOMAIN: "Mail.Example.com.\n news.example.com,x.example.org",
      INPUT_REPLACE: "TXT:a.example\nMX:b.example",
    };
    expect(wordsFor(env)).toEqual([
      "plan",
      "--format=github",
      "--replace=TXT:a.example",
      "--replace=MX:b.example",
      "mail.example.com",
      "news.example.com",
      "x.example.org",
    ]);
    expect(wordsFor({ INPUT_FILE: "a.yaml b.yaml" })).toEqual([
      "run",
      "--format=github",
      "--yes",
      "--file=a.yaml",
      "--file=b.yaml",
    ]);
  });

  it("leaves a value whole that looks like another option", () => {
    expect(wordsFor({ INPUT_CONFIG: "--sandbox", INPUT_WAIT: "1m --yes" })).toEqual([
      "run",
      "--format=github",
      "--yes",
      "--config=--sandbox",
      "--wait=1m --yes",
    ]);
  });

  it("requires an approved plan of a run alone", () => {
    const required = { "INPUT_REQUIRE-PLAN": "true" };
    for (const command of ["", "run"])
      expect(() => readInputs({ ...required, INPUT_COMMAND: command })).toThrow(
        expect.objectContaining({ code: "CONSENT_MISSING" }),
      );
    for (const command of ["plan", "check"])
      expect(readInputs({ ...required, INPUT_COMMAND: command }).command).toBe(command);
  });

  it.each([
    ["a domain that is an option", { INPUT_DOMAIN: "--sandbox" }, "DOMAIN_INVALID"],
    ["a command that serves for ever", { INPUT_COMMAND: "sandbox" }, "CONFIG_INVALID"],
    ["a misspelt command", { INPUT_COMMAND: "paln" }, "CONFIG_INVALID"],
    ["a switch that is neither on nor off", { "INPUT_FAIL-ON-PENDING": "on" }, "CONFIG_INVALID"],
  ])("refuses %s", (_what, env, code) => {
    expect(() => readInputs(env)).toThrow(expect.objectContaining({ code }));
  });
});

import { describe, expect, it } from "vitest";
import { readInputs } from "../../src/action/inputs.ts";
import { withFlagValues } from "../../src/cli/bare-flags.ts";
import { isSwitch, OPTION_NAMES, OPTIONS, optionsOf } from "../../src/config/option-table.ts";
import { readOptions, variableOf } from "../../src/config/sources/options.ts";
import { inputVariableOf } from "../support/action-yml.ts";
import { runMain } from "../support/cli.ts";

// One rule for what a switch takes, by a flag, a variable or an input of the action.

const ON = ["true", "True", "TRUE", "yes", "Yes", "1"];
const OFF = ["false", "False", "FALSE", "no", "No", "0"];
const NEITHER = ["", "maybe", "on", "off", "tru", "2", " true", "true,true"];

/** What each command is called with, so that nothing else is wrong. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  run: ["mail.example.com"],
  plan: ["mail.example.com"],
  check: ["mail.example.com"],
  doctor: ["mail.example.com"],
  init: ["mail.example.com"],
  undo: ["run.ndjson"],
  providers: [],
  sandbox: [],
};
const SWITCHES = Object.entries(COMMANDS).flatMap(([command, operands]) =>
  [...optionsOf(command).filter(isSwitch), ...(operands.length === 0 ? ["json"] : [])].map((name) => ({
    command,
    name,
    operands,
  })),
);
const WITH_VARIABLE = OPTION_NAMES.filter((name) => isSwitch(name) && OPTIONS[name].flagOnly !== true);
const INPUTS = ["fail-on-pending", "require-plan"];

describe("a switch", () => {
  it("is looked at here wherever a command has one", () => {
    expect(SWITCHES.map(({ command, name }) => `${command} --${name}`)).toEqual([
      "run --yes",
      "run --sandbox",
      "plan --detailed-exitcode",
      "plan --sandbox",
      "check --strict",
      "check --dns-only",
      "check --sandbox",
      "doctor --policy",
      "doctor --sandbox",
      "init --overwrite",
      "undo --dry-run",
      "undo --yes",
      "providers --json",
      "sandbox --json",
    ]);
  });

  it.each(SWITCHES)("of $command, --$name, takes no word for a no that is none", async (one) => {
    const { command, name, operands } = one;
    for (const word of NEITHER) {
      const { exit, stdout, stderr } = await runMain([command, `--${name}=${word}`, ...operands]);
      expect([exit, stdout], word).toEqual([2, ""]);
      expect(stderr).toContain("CONFIG_INVALID");
      expect(stderr).toContain(`--${name}: "${word}" is neither true nor false.`);
    }
  });

  it.each(SWITCHES)("of $command, --$name, is refused where it says two things", async (one) => {
    const { command, name, operands } = one;
    for (const words of [
      [`--${name}`, `--no-${name}`],
      [`--no-${name}=true`],
      [`--${name}=true`, `--${name}=false`],
    ]) {
      const { exit, stderr } = await runMain([command, ...words, ...operands]);
      expect([exit, /CONFIG_INVALID[^]*(?:is given twice|takes no value)/.test(stderr)]).toEqual([2, true]);
    }
  });

  it("is on or off by the same words as a variable, in any case of letters", () => {
    for (const name of WITH_VARIABLE)
      for (const [words, value] of [
        [ON, true],
        [OFF, false],
      ] as const)
        for (const word of words) {
          expect(readOptions({ [name]: word }, {})[name]?.value, word).toBe(value);
          expect(readOptions({}, { [variableOf(name)]: word })[name]?.value, word).toBe(value);
        }
  });

  it("needs no word, and is switched off by --no-", () => {
    expect(withFlagValues(["run", "--yes", "mail.example.com", "--no-sandbox", "--", "--yes"])).toEqual([
      "run",
      "--yes=true",
      "mail.example.com",
      "--sandbox=false",
      "--",
      "--yes",
    ]);
    expect(withFlagValues(["undo", "--dry-run", "False", "run.ndjson"])).toEqual([
      "undo",
      "--dry-run",
      "False",
      "run.ndjson",
    ]);
  });

  it("may be said twice in the same way", async () => {
    const { exit, stdout } = await runMain(["providers", "--json", "--json=TRUE"]);
    expect([exit, stdout.startsWith("[{")]).toEqual([0, true]);
  });

  it.each(["--help", "-h", "--version", "-v"])(
    "%s never means to go on, whatever stands behind it",
    async (flag) => {
      for (const word of ["no", "false", "True"]) {
        const { exit, stderr } = await runMain(["run", `${flag}=${word}`, "mail.example.com"]);
        expect([exit, stderr.includes(`${flag} takes no value.`)]).toEqual([2, true]);
      }
    },
  );

  it.each(INPUTS)("that is the action's own input %s follows the same rule", (name) => {
    const read = (word: string) => readInputs({ INPUT_PLAN: "p", [inputVariableOf(name)]: word });
    for (const word of [...ON, ...OFF]) expect(() => read(word)).not.toThrow();
    for (const word of NEITHER.filter((one) => one.trim() === one && one !== ""))
      expect(() => read(word), word).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    expect(readInputs({ "INPUT_FAIL-ON-PENDING": "Yes" }).failOnPending).toBe(true);
  });
});

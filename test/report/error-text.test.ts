import { expect, it } from "vitest";
import { NO_COLORS } from "../../src/report/color.ts";
import { errorLines } from "../../src/report/error-text.ts";
import { displayWidth } from "../../src/report/words/words.ts";

const style = { colors: NO_COLORS, width: 60 };
const problems = ["first", "second ".repeat(20).trim()].map((problem, index) => ({
  file: "ses-onboard.yaml",
  line: index + 1,
  column: 3,
  problem,
}));
const error = {
  code: "CONFIG_INVALID",
  message: "ses-onboard.yaml:1:3: first (and 1 more problem).",
  hint: "Correct it.",
  facts: { problems },
} as const;

it("gives code, exit status, cause, every further problem with its place, and what to do", () => {
  const text = errorLines(error, style).join("\n");
  expect(text).toMatch(/^✖ CONFIG_INVALID \(exit 2\)\n/);
  for (const fact of ["ses-onboard.yaml:1:3", "- ses-onboard.yaml:2:3: second", "→ Correct it."])
    expect(text).toContain(fact);
  expect(text.match(/first/g)).toHaveLength(1);
});

it("keeps within the width", () => {
  expect(errorLines(error, style).filter((line) => displayWidth(line) > style.width)).toEqual([]);
});

it("can't be commanded by what it quotes", () => {
  const hostile = { ...error, message: "::error::x\u001b[2J", facts: {} };
  expect(errorLines(hostile, style).join("\n")).not.toMatch(/^\s*::|\u009b|[^\P{Cc}\n]/mu);
});

import { describe, expect, it } from "vitest";
import { ANSI_COLORS, wantsColor } from "../../src/report/color.ts";
import { chooseFormat } from "../../src/report/format.ts";

describe("wantsColor", () => {
  it.each([
    ["--color=always beats NO_COLOR", { choice: "always", env: { NO_COLOR: "1" }, isTTY: false }, true],
    ["--color=never beats FORCE_COLOR", { choice: "never", env: { FORCE_COLOR: "1" }, isTTY: true }, false],
    ["FORCE_COLOR beats NO_COLOR", { env: { FORCE_COLOR: "1", NO_COLOR: "1" }, isTTY: false }, true],
    ["FORCE_COLOR=0 means no", { env: { FORCE_COLOR: "0" }, isTTY: true }, false],
    ["NO_COLOR beats a terminal", { env: { NO_COLOR: "1" }, isTTY: true }, false],
    ["an empty NO_COLOR is not set", { env: { NO_COLOR: "" }, isTTY: true }, true],
    ["a dumb terminal has none", { env: { TERM: "dumb" }, isTTY: true }, false],
    ["a terminal has colours", { choice: "auto", env: {}, isTTY: true }, true],
    ["a pipe has none", { env: {}, isTTY: false }, false],
  ] as const)("%s", (_title, situation, wanted) => {
    expect(wantsColor(situation)).toBe(wanted);
  });

  it("paints even where the process itself has no terminal", () => {
    expect(ANSI_COLORS.red("x")).toBe("\u001b[31mx\u001b[39m");
  });
});

describe("chooseFormat", () => {
  it.each([
    ["a flag decides", { choice: "json", env: { GITHUB_ACTIONS: "true" }, isTTY: true }, "json"],
    ["a runner of GitHub", { env: { GITHUB_ACTIONS: "true" }, isTTY: false }, "github"],
    ["a terminal", { env: {}, isTTY: true }, "tty"],
    ["a terminal that can't move its cursor", { env: { TERM: "dumb" }, isTTY: true }, "plain"],
    ["a pipe", { env: {}, isTTY: false }, "plain"],
  ] as const)("%s", (_title, situation, format) => {
    expect(chooseFormat(situation)).toBe(format);
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inAscii, lacksSigns } from "../../src/report/symbols.ts";
import { displayWidth } from "../../src/report/words/words.ts";

const SRC = join(import.meta.dirname, "../../src");

/** Not signs: Chinese for whoever asks for it, and what a fake of an API answers, which is foreign text. */
const ELSEWHERE = [join("report", "export", "page", "words.ts"), join("sandbox", "")];

/** Chinese letters and the marks that stand between them; a terminal without our signs spells them like other letters. */
const CHINESE = /[\p{Script=Han}，；：？！（）、。《》「」“”‘’]/u;

/** Every sign outside of ASCII in the code, comments aside. */
function signsInCode(): readonly string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !ELSEWHERE.some((place) => file.startsWith(place)),
  );
  const code = files
    .map((file) => readFileSync(join(SRC, file), "utf8").replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ""))
    .join("");
  return [...new Set(code.match(/[\u0080-\u{10ffff}]/gu))].filter((sign) => !CHINESE.test(sign));
}

describe("a terminal without our signs", () => {
  it("gets another one for each that the code has, as wide, and no two that matter alike", () => {
    const signs = signsInCode();
    expect(signs).toEqual(expect.arrayContaining(["✔", "✖", "…", "→"]));
    const ascii = signs.map(inAscii);
    expect(ascii.filter((sign) => !/^[\u0020-\u007e]$/.test(sign))).toEqual([]);
    expect(signs.filter((sign) => displayWidth(sign) !== 1)).toEqual([]);
    expect(new Set(["✔", "✖", "…", "•", "·", "→", "⚠"].map(inAscii)).size).toBe(7);
  });

  it("gets foreign letters spelt", () => {
    expect(inAscii("bücher \u{1f600} ✔")).toBe("b\\u{fc}cher \\u{1f600} v");
  });

  it.each([
    [{}, false],
    [{ LANG: "C" }, true],
    [{ LANG: "POSIX" }, true],
    [{ LANG: "C.UTF-8" }, false],
    [{ LANG: "en_US.utf8" }, false],
    [{ LANG: "de_DE.ISO-8859-1" }, true],
    [{ LANG: "en_US.UTF-8", LC_ALL: "C" }, true],
    [{ LANG: "C", LC_CTYPE: "C.UTF-8" }, false],
    [{ LANG: "C", LC_ALL: "" }, true],
    [{ LANG: "C", GITHUB_ACTIONS: "true" }, false],
    [{ LANG: "en_US.UTF-8", TERM: "linux" }, true],
  ])("is told by its locale or its name (%j)", (env, lacks) => {
    expect(lacksSigns({ env, isTTY: true })).toBe(lacks);
  });

  it("is no file: TERM says nothing of one", () => {
    expect(lacksSigns({ env: { TERM: "linux" }, isTTY: false })).toBe(false);
  });
});

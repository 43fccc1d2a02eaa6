import { execFileSync } from "node:child_process";
import { array, assert, constantFrom, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { quoted, shellLine } from "../../src/shell-words.ts";

const WORDS = [
  "",
  "a b",
  "it's",
  "$HOME",
  "`id`",
  "a\\b",
  'say "no"',
  "*",
  "~",
  "=a",
  "--x=y z",
  "a\nb",
  "ünï",
  "!",
];

describe("a line for a shell", () => {
  it("is taken apart into just the words that it was made of", () => {
    expect(wordsOf(shellLine(WORDS))).toEqual(WORDS);
  });

  it("is so for any words", () => {
    const word = string({ unit: constantFrom(...Array.from("ab'\"\\$`*?[]{}()<>|&;!#~= \t\n-%")) });
    assert(
      property(array(word, { maxLength: 6 }), (words) => {
        expect(wordsOf(shellLine(words))).toEqual(words);
      }),
      { numRuns: 25 },
    );
  });

  it.each(["mail.example.com", "TXT:_dmarc.example.com", "team=mail", "./a/b-c.yaml", "a@b", "sha256:0a-1b"])(
    "leaves %s as it is",
    (word) => {
      expect(quoted(word)).toBe(word);
    },
  );
});

/** What `sh` makes of it. */
function wordsOf(line: string): readonly string[] {
  const script = `print() { for word; do printf '%s\\0' "$word"; done; }; print ${line}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

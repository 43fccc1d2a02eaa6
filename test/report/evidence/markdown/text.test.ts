import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fenced, table, text } from "../../../../src/report/evidence/markdown/text.ts";

const anything = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme-ascii" }));

it("spells every mark that Markdown, HTML or GitHub obeys as a character reference", () => {
  fc.assert(
    fc.property(anything, (foreign) => {
      const bare = text(foreign).replaceAll(/&#\d+;/g, "");
      expect(bare).not.toMatch(/[&<>*_`[\]!|\\~#@${}^"\n\r]/);
      expect(text(foreign)).not.toMatch(/^\s{0,3}(?:[-+=]|\d+[.)]\s)/);
    }),
  );
});

it.each([
  ["https://evil.example", "https&#58;//evil.example"],
  ["www.evil.example", "&#119;ww.evil.example"],
  ["at 09:00:31 UTC", "at 09:00:31 UTC"],
  ["1. a list", "&#49;. a list"],
  [" + a list", " &#43; a list"],
  ["10m of waiting", "10m of waiting"],
  [":tada:", "&#58;tada:"],
])("%s", (foreign, expected) => {
  expect(text(foreign)).toBe(expected);
});

it("fences lines so that none of them ends the fence", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anything, fc.constantFrom("```", "   `````", "~~~", "a\n```\n# b"))),
      (lines) => {
        const written = fenced("diff", lines).split("\n");
        const [opening = ""] = /^`+/.exec(written[0] ?? "") ?? [];
        const inside = written.slice(1, -1);
        expect(written.at(-1)).toBe(opening);
        expect(inside.some((line) => new RegExp(`^ {0,3}${opening}`).test(line))).toBe(false);
        expect(inside).toHaveLength(Math.max(1, lines.length));
      },
    ),
  );
});

it("makes a table of which every row has its cells", () => {
  expect(table(["a", "b"], [[text("1|2"), "3"]])).toBe("| a | b |\n| --- | --- |\n| 1&#124;2 | 3 |");
});

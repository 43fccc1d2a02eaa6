import * as fc from "fast-check";
import { expect, it } from "vitest";
import { code, fenced, table, text } from "../../../../src/report/evidence/markdown/text.ts";

const anything = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme-ascii" }));

it.each([
  ["see https://evil.example now", "see `https://evil.example` now"],
  ["www.evil.example.", "`www.evil.example`."],
  ["at 09:00:31 UTC, section 4.6.4", "at 09:00:31 UTC, section 4.6.4"],
  ["1. a list", "`1.` a list"],
  [" + a list", "`+` a list"],
  ["10m of waiting", "10m of waiting"],
  [":tada: GH-1 (0123abc)", "`:tada`: `GH-1` (`0123abc`)"],
  ['a "no such name" of it', 'a `"no such name"` of it'],
  ["run again with --mx add", "run again with `--mx` add"],
])("%s", (sentence, expected) => {
  expect(text(sentence)).toBe(expected);
});

it("has the facts of a sentence as code, whole and by their words, but not inside of other words", () => {
  expect(text("It sees a b, then v=1, not abb.", { seen: "a b", other: ["v=1 then"] })).toBe(
    "It sees `a b`, then `v=1`, not abb.",
  );
});

it.each([
  ["a`b", "``a`b``"],
  ["`", "`` ` ``"],
  [" a ", "`  a  `"],
  ["a\nb", "`a\\x0ab`"],
  ["", ""],
])("fences %j", (foreign, expected) => {
  expect(code(foreign)).toBe(expected);
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
  expect(table(["a", "b"], [[code("1|2"), code("\\|")]])).toBe(
    "| a | b |\n| --- | --- |\n| `1\\|2` | `\\\\x7c` |",
  );
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OnboardEvent } from "../../../../src/events/event.ts";
import { code, fenced, table, text } from "../../../../src/report/evidence/markdown/text.ts";
import { markdownReport } from "../../../../src/report/evidence/markdown/page.ts";
import { WARNING_SAMPLES } from "../../../../src/events/samples/warnings/warnings.ts";
import { PLAN, RUN, TWO } from "../../recording.ts";
import { HOSTILE, poisoned } from "../poisoned.ts";
import { FAILED, PENDING, SECOND } from "../recordings.ts";
import { proseOf, rendered, tagsOf } from "./gfm.ts";

/** Stands in each foreign text and in no word of ours. */
const MARK = "Zq7x";
/** What GitHub makes links of, once character references are decoded. */
const LINKED = /@\w|#\d|:\/\/|www\.|\bgh-\d|\w@\w/i;

const foreign = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme-ascii" }),
  fc
    .array(
      fc.constantFrom(
        ..."` `` ``` | \\ \\| @octocat #1 GH-1 &#64; &#35;1 &lt; <img> ![a](b) [a](b) https://a.example a@b.example".split(
          " ",
        ),
        " ",
        "\n",
        "\u2028",
        "~~~",
        "</code>",
        "|",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("one foreign text", () => {
  it("is code and nothing but code, alone, in a cell, in a fence and in a sentence", () => {
    fc.assert(
      fc.property(foreign, (hostile) => {
        const value = `${MARK}${hostile}${MARK}`;
        for (const markdown of [
          code(value),
          table(["a", "b"], [[code(value), "end"]]),
          fenced("diff", [`+ ${value}`]),
          text(`The value ${value} at a.example is odd.`, { value }),
          text(value, value),
        ]) {
          const html = rendered(markdown);
          expect(proseOf(html)).not.toContain(MARK);
          expect(proseOf(html)).not.toMatch(LINKED);
          expect(html).not.toMatch(/<(?:a|img|script|del|em|strong|h\d|li)\b/);
        }
        const cells = rendered(table(["a", "b"], [[code(value), "end"]])).match(/<t[hd]>/g);
        expect(cells).toHaveLength(4);
      }),
      { numRuns: 200 },
    );
  });

  it("calls nobody and links nothing where a sentence does not tell what in it is foreign", () => {
    fc.assert(
      fc.property(foreign, fc.boolean(), (hostile, isFirst) => {
        const html = rendered(text(isFirst ? hostile : `It said: ${hostile}`));
        expect(proseOf(html)).not.toMatch(LINKED);
        expect(html).not.toMatch(/<(?!\/?(?:p|code)>)/);
      }),
      { numRuns: 300 },
    );
  });
});

function warned(event: OnboardEvent): OnboardEvent {
  return event.type === "result" ? { ...event, warnings: Object.values(WARNING_SAMPLES).flat() } : event;
}

describe("a page of foreign texts", () => {
  const pages: readonly (readonly [string, readonly OnboardEvent[]])[] = [
    ["plan", PLAN],
    ["plan with every warning", PLAN.map(warned)],
    ["run", RUN],
    ["pending", PENDING],
    ["failed", FAILED],
    ["several", [...TWO, ...SECOND]],
  ];

  it.each(pages)("%s: has them in code alone, and its structure is its own", (_what, events) => {
    const bare = tagsOf(rendered(markdownReport(poisoned(events, MARK, ""), { asker: MARK })));
    fc.assert(
      fc.property(foreign, (hostile) => {
        const addition = `${MARK}${hostile}${MARK}`;
        const page = markdownReport(poisoned(events, addition, ` ${hostile}`), {
          asker: addition,
        });
        const html = rendered(page);
        expect(proseOf(html)).not.toContain(MARK);
        expect(proseOf(html)).not.toMatch(LINKED);
        expect(tagsOf(html)).toEqual(bare);
      }),
      { numRuns: 8 },
    );
  });
});

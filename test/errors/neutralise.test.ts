import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neutralise } from "../../src/errors/neutralise.ts";

describe("neutralise", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", "\\x1b[31mred\\x1b[0m"],
    ["a\r\nb", "a\\x0d\\x0ab"],
    ["\u009b2J", "\\x9b2J"],
    ["\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["a\u200bb", "a\\u{200b}b"],
    ["\udcff", "\\u{dcff}"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\u3164", "\\u{3164}"],
    ["v=spf1\u00a0a -all", "v=spf1<U+00A0>a -all"],
    ["v=spf1 a \u2013all", "v=spf1 a <U+2013>all"],
    ["\u201cv=spf1 -all\u201d", "<U+201C>v=spf1 -all<U+201D>"],
    ["a\u200ab", "a<U+200A>b"],
    ["a::b", "a:\u200a:b"],
    ["\u201c域名\u201d\u2014\u2014", "\u201c域名\u201d\u2014\u2014"],
    ["域名\u00a0x", "域名<U+00A0>x"],
    ["plain text, ümlaut, 漢字, 🙂", "plain text, ümlaut, 漢字, 🙂"],
    ["2001:db8:0:0", "2001:db8:0:0"],
  ])("shows %j as %j", (text, harmless) => {
    expect(neutralise(text)).toBe(harmless);
  });

  const nasty = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(
        fc.constantFrom(
          ":",
          "#",
          "[",
          "\u001b",
          "\n",
          "\r",
          "\u200a",
          "set-env name=x",
          "##[",
          "::",
          "\u0085",
          "\u2028",
          "\u007f",
        ),
      )
      .map((parts) => parts.join("")),
  );

  it("leaves no command for a terminal or a runner, on one line", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const harmless = neutralise(text);
        expect(harmless).not.toMatch(/::|##\[/);
        expect(harmless).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(harmless.isWellFormed()).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(neutralise(neutralise(text))).toBe(neutralise(text));
      }),
    );
  });
});

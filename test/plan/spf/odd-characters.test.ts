import { expect, it } from "vitest";
import { asTyped, oddCharactersIn } from "../../../src/plan/spf/odd-characters.ts";

it.each([
  ["\u201cv=spf1\u00a0a \u2013all\u201d", '"v=spf1 a -all"'],
  ["v=s\u200bpf1\ta\u202f\u223call", "v=spf1 a ~all"],
  ["v=spf1 a -all", "v=spf1 a -all"],
])("takes an odd character for what was typed: %j", (text, typed) => {
  expect(asTyped(text)).toBe(typed);
});

it.each([
  ["\u201c\u201d\u201e\u00ab\u00bb", '"', "a typographic quote"],
  ["\u2018\u2019\u201a", "'", "a typographic quote"],
  ["\u00a0\u202f", " ", "a no-break space"],
  ["\u2010\u2011", "-", "a typographic hyphen"],
  ["\u2012", "-", "a figure dash"],
  ["\u2013", "-", "an en dash"],
  ["\u2014", "-", "an em dash"],
  ["\u2212", "-", "a minus sign"],
  ["\u02dc", "~", "a small tilde"],
  ["\u223c", "~", "a tilde operator"],
  ["\u200b", "", "a zero-width space"],
  ["\u200c\u200d\u2060", "", "a zero-width character"],
  ["\ufeff", "", "a byte order mark"],
  ["\t", " ", "a tab"],
  ["\n\r", " ", "a line break"],
])("each of %j stands for %j and is %s", (characters, typed, name) => {
  for (const character of characters) {
    expect(asTyped(`a${character}b`)).toBe(`a${typed}b`);
    expect(oddCharactersIn(`a${character}b`)).toEqual([
      expect.stringMatching(new RegExp(`^${name} \\(U\\+`)),
    ]);
  }
});

it("a plain character is any that a keyboard has, and no other", () => {
  expect(oddCharactersIn(" !~az")).toEqual([]);
  expect(oddCharactersIn("\u0000\u007f\u{1f600}")).toEqual([
    "a character (U+0000)",
    "a character (U+007F)",
    "a character (U+1F600)",
  ]);
});

it("names each odd character once, in their order, and no plain one", () => {
  expect(oddCharactersIn("\u2013a \u00e9\u2013b\t~")).toEqual([
    "an en dash (U+2013)",
    "a character (U+00E9)",
    "a tab (U+0009)",
  ]);
  expect(oddCharactersIn("v=spf1 a ~all")).toEqual([]);
});

import { expect, it } from "vitest";
import { asTyped, oddCharactersIn } from "../../../src/plan/spf/odd-characters.ts";

it.each([
  ["\u201cv=spf1\u00a0a \u2013all\u201d", '"v=spf1 a -all"'],
  ["v=s\u200bpf1\ta\u202f\u223call", "v=spf1 a ~all"],
  ["v=spf1 a -all", "v=spf1 a -all"],
])("takes an odd character for what was typed: %j", (text, typed) => {
  expect(asTyped(text)).toBe(typed);
});

it("names each odd character once, in their order, and no plain one", () => {
  expect(oddCharactersIn("\u2013a \u00e9\u2013b\t~")).toEqual([
    "an en dash (U+2013)",
    "a character (U+00E9)",
    "a tab (U+0009)",
  ]);
  expect(oddCharactersIn("v=spf1 a ~all")).toEqual([]);
});

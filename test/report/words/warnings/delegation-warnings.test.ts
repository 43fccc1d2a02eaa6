import { expect, it } from "vitest";
import { SAMPLES } from "../../../../src/events/samples/samples.ts";
import { warningSentence } from "../../../../src/report/words/warnings/warning-sentence.ts";

// Which of two things a fact is about: the sentence would change with the fact even if it named the wrong
// one.

const {
  "delegation-differs": [differs],
  "half-moved": [halfMoved],
  "family-missing": families,
} = SAMPLES.warnings;

it("tells apart the servers that only the parent names and those that only the zone does", () => {
  expect(warningSentence(differs)).toContain(
    "(only the parent: ns1.example.net; only the zone: ns2.example.net)",
  );
});

it("tells apart the live servers that are not the host's and the host's that are not live", () => {
  expect(warningSentence(halfMoved)).toContain(
    "(live, but not the DNS host's: ns1.example.net; the DNS host's, but not live: ns2.example.net)",
  );
});

it.each(families.map((warning) => [warning.family, warning] as const))(
  "says without IPv%i by which family it asks then",
  (family, warning) => {
    const text = warningSentence(warning);
    expect([...text.matchAll(/IPv(\d)/g)].map(([, digit]) => Number(digit))).toEqual([
      family,
      family === 6 ? 4 : 6,
    ]);
  },
);

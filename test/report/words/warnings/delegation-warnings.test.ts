import { expect, it } from "vitest";
import { SAMPLES } from "../../../../src/events/samples/samples.ts";
import { warningSentence } from "../../../../src/report/words/warnings/warning-sentence.ts";

// Which of two things a fact is about: the sentence would change with the fact even if it named the wrong
// one.

const {
  "delegation-differs": [differs],
  "half-moved": [halfMoved, ...otherwiseMoved],
  "server-silent": silences,
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

it("says that a part of the world will not see the records only where another copy was seen", () => {
  expect(warningSentence(halfMoved)).toContain("No other copy of the zone was seen.");
  expect(warningSentence(halfMoved)).not.toMatch(/half moved|will not see/);
  const withOtherCopy = otherwiseMoved.filter(({ otherCopy }) => otherCopy.length > 0).map(warningSentence);
  expect(withOtherCopy).toEqual([expect.stringMatching(/half moved .*a part of the world will not see/)]);
});

it.each(silences)("speaks of one that is silent and of several in their own number: %j", (warning) => {
  const ones = /\b(?:does not|it|it is|the address)\b/;
  const several = /\b(?:do not|them|they are|the addresses)\b/;
  const [own, other] = warning.servers.length === 1 ? [ones, several] : [several, ones];
  expect(warningSentence(warning)).toMatch(own);
  expect(warningSentence(warning)).not.toMatch(other);
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

import { expect, it } from "vitest";
import { faultsIn, phraseOf } from "../../../src/plan/spf/faults.ts";
import type { SpfWarning } from "../../../src/plan/spf/warning.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { D } from "../support.ts";

const owner = D;
const VOIDS = { warning: "spf-void-lookups", owner, count: 3, upTo: 3, without: 1 } as const;

/** The gravest first, each with what its phrase must name. */
const FAULTS: readonly (readonly [Warning, string])[] = [
  [{ warning: "spf-senders-fail", owner, because: "term", at: "mx" }, "mail that SES sends fails SPF"],
  [
    { warning: "spf-term-broken", owner, at: D, term: "include:x", because: "loop" },
    'give up on "include:x"',
  ],
  [{ warning: "spf-lookups", owner, count: 12, without: 11 }, "up to 12 DNS lookups"],
  [VOIDS, "3 of its lookups find nothing"],
  [{ warning: "spf-passes-all", owner, at: D, term: "+all" }, 'by "+all" everybody may send'],
  [{ warning: "cut-at-255", owner, value: "x" }, "exactly 255 octets long"],
  [{ warning: "spf-decides-nothing", owner }, "condemns nobody"],
  [{ warning: "spf-never-counts", owner, terms: ["mx", "a"], all: "-all" }, 'never come to "mx", "a"'],
  [{ warning: "quotes-in-value", owner, value: "x" }, "holds quotes"],
  [{ warning: "spf-lookalike", owner, value: "x" }, "looks like a second one"],
];

const NO_FAULTS: readonly SpfWarning[] = [
  { warning: "spf-not-counted", owner, term: "mx", because: "x" },
  { warning: "spf-not-proved", owner, term: "mx", because: "x" },
  { warning: "spf-first-record", owner, leftOut: [] },
  { warning: "spf-follows-mx", owner, term: "mx", lost: ["a.test"] },
];

const warnings = FAULTS.map(([warning]) => warning);

it("the faults of a record are told from what is no fault, the gravest first", () => {
  expect(faultsIn([...NO_FAULTS, ...warnings.toReversed()], { strict: true })).toEqual(warnings);
  expect(faultsIn(NO_FAULTS, { strict: true })).toEqual([]);
});

it("without --strict that alone counts by which SES's mail fails", () => {
  expect(faultsIn([...warnings.toReversed(), ...NO_FAULTS], { strict: false })).toEqual([warnings[0]]);
});

it.each(FAULTS)("%j is named with its facts", (warning, phrase) => {
  expect(faultsIn([warning], { strict: true }).map(phraseOf)).toEqual([expect.stringContaining(phrase)]);
});

it.each([
  [3, /^3 of its lookups find nothing/],
  [5, /^up to 5 of its lookups find nothing/],
])("lookups that may find nothing are counted as such: up to %i of 3", (upTo, phrase) => {
  const [fault] = faultsIn([{ ...VOIDS, upTo }], { strict: true });
  expect(fault === undefined ? "" : phraseOf(fault)).toMatch(phrase);
});

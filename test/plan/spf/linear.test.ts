import { expect, it } from "vitest";
import { satisfy } from "../../../src/plan/satisfy.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { expandMacros } from "../../../src/plan/spf/macro.ts";
import { resemblesSpf } from "../../../src/plan/spf/parse.ts";
import { D, rrset, SPF } from "../support.ts";

// The RDATA of a TXT record holds up to 65,535 octets, and it may be somebody else's. Where a pattern can be tried in
// several ways each of these takes minutes, and the test runs into its time limit; no time is measured.

const N = 60_000;

const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ["letters before a line break", `v=spf1 ${"a".repeat(N)}\n`],
  ["a last label that breaks at its end", `v=spf1 include:x.${"a".repeat(N)}_`],
  ["a last label of dashes", `v=spf1 include:x.a${"-".repeat(N)}`],
  ["digits and a letter that macros don't have", `v=spf1 exists:%{d${"0".repeat(N)}x}.a.example`],
  ["delimiters without an end", `v=spf1 exists:%{d${".".repeat(N)}`],
  ["slashes", `v=spf1 a:x.example${"/1".repeat(N / 2)}x`],
  ["double slashes", `v=spf1 a:x.example${"//1".repeat(N / 3)}x`],
  ["terms that are glued", `v=spf1 ${"include:a.example".repeat(N / 17)}`],
  ["qualifiers that are glued", `v=spf1 include:a.example${"-all".repeat(N / 4)}`],
  ["colons", `v=spf1 include:${"a:".repeat(N / 2)}`],
  ["percent signs", `v=spf1 exists:${"%%".repeat(N / 2)}%`],
  ["blanks", `v=spf1${" ".repeat(N)}`],
  ["blanks in front", `${" ".repeat(N)}v${" ".repeat(N)}`],
  ["quotes", `${'" '.repeat(N / 2)}v=spf1 -all"`],
  ["an unknown modifier", `v=spf1 ${"x".repeat(N)}=${"y".repeat(N)}\u00a0`],
  ["many terms", `v=spf1 ${"a ".repeat(N / 2)}-all`],
  ["many terms of which the last is broken", `v=spf1 ${"mx ".repeat(N / 3)}-al`],
];

it.each(HOSTILE)("a record of 60,000 octets is judged to its end: %s", (_what, text) => {
  const verdict = satisfy(SPF, [rrset("TXT", D, [text])], DEFAULT_POLICY, {});
  expect(["change", "conflict"]).toContain(verdict.kind);
  expect(typeof resemblesSpf(text)).toBe("boolean");
});

it("a macro that is expanded 10,000 times ends as one name", () => {
  expect(expandMacros(`${"%{d}.".repeat(10_000)}x`, { d: D })?.length).toBeLessThanOrEqual(253);
});

import { describe, expect, it } from "vitest";
import { SAMPLES } from "../../../src/events/samples/samples.ts";
import { endWords, formerSentence } from "../../../src/report/words/open-words.ts";
import type { RecordResult } from "../../../src/events/record.ts";

const { verified, undone, failed } = SAMPLES.results;

describe("the end of a domain", () => {
  it("says how much there is to look at, and nothing of it where there is nothing", () => {
    expect(endWords(verified)).toMatch(/; there is 1 thing to look at$/);
    expect(endWords({ ...verified, warnings: [...verified.warnings, ...verified.warnings] })).toMatch(
      /; there are 2 things to look at$/,
    );
    expect(endWords({ ...verified, warnings: [] })).not.toContain("look");
    expect(endWords({ ...failed, warnings: verified.warnings })).not.toContain("look");
  });

  it("of an undo by a log without a write does not say that anything is as it was", () => {
    expect(endWords(undone)).toContain("as it was before");
    expect(endWords({ ...undone, records: [] })).toMatch(/was not written to.*nothing was put back/);
  });
});

describe("until when receivers may hold a former record", () => {
  const [spf] = verified.records;
  const owner = SAMPLES.domain;
  const texts = (value: string) => ({ owner, type: "TXT", ttl: 300, values: [value] });
  const until = Date.UTC(2026, 10, 22, 14, 35);
  const of = (changes: Partial<RecordResult>, now = until - 60_000): string | undefined =>
    spf === undefined ? undefined : formerSentence({ ...spf, formerUntilAt: until, ...changes }, now);

  it("is told with the TTL, and with the day where that is another", () => {
    expect(of({})).toBe(
      "Receivers may hold the former SPF record of mail.example.com until 14:35 UTC (its TTL of 3600 s).",
    );
    expect(of({ purpose: "mx", type: "MX" })).toContain("the former MX of mail.example.com until");
    expect(of({}, until - 86_400_000)).toContain("until 2026-11-22 14:35 UTC");
  });

  it("is told of what a wildcard had served, too, which has no RRset of its own", () => {
    expect(of({ before: null })).toMatch(/until 14:35 UTC\.$/);
  });

  it.each<[string, Partial<RecordResult>]>([
    ["a set of other values", { before: texts("site-verification=1") }],
    ["what only looks like SPF", { action: "replaced", before: texts("v=spf10 -all") }],
    ["a wildcard's other values", { before: null, action: "created" }],
    ["no policy", { purpose: "dmarc", before: texts("site-verification=1") }],
    ["a wildcard's SPF at the policy's name", { purpose: "dmarc", before: null, action: "created" }],
  ])("says nothing of a former record where there was %s", (_what, changes) => {
    expect(of(changes)).toMatch(
      /^Receivers may hold TXT at \S+ as it was, without the (?:SPF|DMARC) record, until/,
    );
  });

  it.each<[string, Partial<RecordResult>]>([
    [
      "a policy that is replaced",
      { purpose: "dmarc", action: "replaced", before: texts("v=DMARC1; p=none") },
    ],
    ["a wildcard's MX", { purpose: "mx", type: "MX", before: null, action: "written-out" }],
    [
      "a wildcard's policy",
      {
        purpose: "dmarc",
        before: null,
        action: "created",
        warnings: [{ warning: "dmarc-written-out", owner, wildcard: owner, policy: "reject" }],
      },
    ],
  ])("is told of %s", (_what, changes) => {
    expect(of(changes)).toContain("the former ");
  });

  it("is not told once it has passed, nor of what was not written", () => {
    expect(of({}, until)).toBeUndefined();
    expect(of({ written: false })).toBeUndefined();
    expect(spf === undefined ? "" : formerSentence(verified.records[1] ?? spf, 0)).toBeUndefined();
  });
});

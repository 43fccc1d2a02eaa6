import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decidesTheRest, findAll, mergeSpf, neverReached } from "../../../src/plan/spf/merge.ts";
import { parseSpf } from "../../../src/plan/spf/parse.ts";
import { spfRecords } from "./arbitrary.ts";

const SES = "v=spf1 include:qcloudmail.com ~all";

const MERGES: readonly (readonly [why: string, before: string, after: string])[] = [
  [
    "before all",
    "v=spf1 include:_spf.google.com -all",
    "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
  ],
  ["before an all in the middle", "v=spf1 a ~all mx", "v=spf1 a include:qcloudmail.com ~all mx"],
  ["before the first of two alls", "v=spf1 ?all -all", "v=spf1 include:qcloudmail.com ?all -all"],
  [
    "before redirect when there is no all",
    "v=spf1 a redirect=_spf.example.com",
    "v=spf1 a include:qcloudmail.com redirect=_spf.example.com",
  ],
  [
    "before a redirect that other mechanisms follow",
    "v=spf1 redirect=_spf.example.com a",
    "v=spf1 include:qcloudmail.com redirect=_spf.example.com a",
  ],
  [
    "before all when a redirect is there too",
    "v=spf1 redirect=x.example.com a -all",
    "v=spf1 redirect=x.example.com a include:qcloudmail.com -all",
  ],
  [
    "at the end of a record that decides nothing, without an all of ours",
    "v=spf1 mx",
    "v=spf1 mx include:qcloudmail.com",
  ],
  ["into a bare version", "v=spf1", "v=spf1 include:qcloudmail.com"],
  ["in front of trailing spaces", "v=spf1 mx  ", "v=spf1 mx include:qcloudmail.com  "],
  ["keeping double spaces", "V=SPF1  mx   -ALL", "V=SPF1  mx   include:qcloudmail.com -ALL"],
  [
    "although it stands behind all, where it is never reached",
    "v=spf1 -all include:qcloudmail.com",
    "v=spf1 include:qcloudmail.com -all include:qcloudmail.com",
  ],
  [
    "although a refusal stands behind all",
    "v=spf1 -all -include:qcloudmail.com",
    "v=spf1 include:qcloudmail.com -all -include:qcloudmail.com",
  ],
  [
    "in front of what refuses every address",
    "v=spf1 mx -ip4:0.0.0.0/0 -all",
    "v=spf1 mx include:qcloudmail.com -ip4:0.0.0.0/0 -all",
  ],
  [
    "in front of what refuses every address of IPv6",
    "v=spf1 mx ~ip6:::/0 -all",
    "v=spf1 mx include:qcloudmail.com ~ip6:::/0 -all",
  ],
  [
    "behind what lets every address pass, since that is no end of our making",
    "v=spf1 +ip4:0.0.0.0/0 -all",
    "v=spf1 +ip4:0.0.0.0/0 include:qcloudmail.com -all",
  ],
  [
    "behind what refuses less than every address",
    "v=spf1 -ip4:0.0.0.0/1 -ip6:::/1 -a/0 -mx//0 -all",
    "v=spf1 -ip4:0.0.0.0/1 -ip6:::/1 -a/0 -mx//0 include:qcloudmail.com -all",
  ],
  [
    "beside a longer name",
    "v=spf1 include:x.qcloudmail.com -all",
    "v=spf1 include:x.qcloudmail.com include:qcloudmail.com -all",
  ],
  [
    "beside another mechanism with the name",
    "v=spf1 a:qcloudmail.com -all",
    "v=spf1 a:qcloudmail.com include:qcloudmail.com -all",
  ],
  [
    "beside an unknown modifier that only looks like it",
    "v=spf1 include=qcloudmail.com -all",
    "v=spf1 include=qcloudmail.com include:qcloudmail.com -all",
  ],
];

const PRESENT = [
  SES,
  "v=spf1 include:qcloudmail.com -all",
  "v=spf1 +Include:QCloudMail.com. -all",
  "V=SPF1 a include:qcloudmail.com",
  "v=spf1 redirect=x.example.com include:qcloudmail.com",
  "v=spf1 include:qcloudmail.com -include:qcloudmail.com -all",
];

describe("mergeSpf", () => {
  it.each(MERGES)("puts the mechanism %s", (_why, before, after) => {
    expect(mergeSpf(before, SES)).toBe(after);
  });

  it.each(PRESENT)("changes nothing in %j", (record) => {
    expect(mergeSpf(record, SES)).toBe(record);
  });

  it.each(["-", "~", "?"])("leaves the decision about %sinclude to a person", (qualifier) => {
    expect(() => mergeSpf(`v=spf1 ${qualifier}include:qcloudmail.com -all`, SES)).toThrow(
      expect.objectContaining({ code: "SPF_UNMERGEABLE" }),
    );
  });

  it("names the record, the term and the way out where it can't join", () => {
    const refusal = (existing: string, wanted: string, term: string | null, because: string) =>
      expect(() => mergeSpf(existing, wanted)).toThrow(
        expect.objectContaining({
          code: "SPF_UNMERGEABLE",
          message: `SES's senders can't be joined into the SPF record "${existing}": ${because}.`,
          hint: expect.stringContaining("run again"),
          facts: { record: existing, because, term },
        }),
      );
    refusal(
      "v=spf1 -include:qcloudmail.com ~all",
      SES,
      "-include:qcloudmail.com",
      'it holds "-include:qcloudmail.com", which gives that mail another result than "include:qcloudmail.com" would',
    );
    refusal(
      "v=spf1 a:x..example ~all",
      SES,
      "a:x..example",
      'at "a:x..example" it has an empty label (two dots, or a dot in front)',
    );
    refusal(
      "v=spf1 -all",
      "v=spf1 redirect=qcloudmail.com",
      null,
      '"redirect=qcloudmail.com" hands the whole decision over, so it can\'t be joined in',
    );
  });

  it("joins several mechanisms in their order", () => {
    expect(
      mergeSpf(
        "v=spf1 b=c ip4:192.0.2.1 -all",
        "v=spf1 ip4:192.0.2.1/32 include:a.example ip6:2001:db8::1 ~all",
      ),
    ).toBe("v=spf1 b=c ip4:192.0.2.1 include:a.example ip6:2001:db8::1 -all");
  });

  it("refuses to join in a record that hands the decision over", () => {
    expect(() => mergeSpf("v=spf1 -all", "v=spf1 redirect=qcloudmail.com")).toThrow(
      expect.objectContaining({ code: "SPF_UNMERGEABLE" }),
    );
  });

  it("takes a handed-over decision that is there already", () => {
    expect(mergeSpf("v=spf1 a Redirect=qcloudmail.com", "v=spf1 redirect=qcloudmail.com")).toBe(
      "v=spf1 a Redirect=qcloudmail.com",
    );
  });

  it.each([
    ["v=spf1 include:broken", SES],
    [SES, "v=spf1 include:broken"],
    ["hello", SES],
  ])("refuses what is not valid: %j with %j", (existing, wanted) => {
    expect(() => mergeSpf(existing, wanted)).toThrow(expect.objectContaining({ code: "SPF_UNMERGEABLE" }));
  });

  it("is idempotent, valid, and loses nothing of the record", () => {
    fc.assert(
      fc.property(spfRecords(), (record) => {
        const merged = merge(record);
        fc.pre(merged !== undefined);
        expect(mergeSpf(merged, SES)).toBe(merged);
        expect(
          merged === record ||
            merged.replace("include:qcloudmail.com ", "") === record ||
            merged.replace(" include:qcloudmail.com", "") === record,
        ).toBe(true);
        expect(decidesTheRest(parseSpf(merged))).toBe(decidesTheRest(parseSpf(record)));
      }),
      { numRuns: 500 },
    );
  });

  it("leaves exactly one pass for SES in front of everything that ends the evaluation", () => {
    fc.assert(
      fc.property(spfRecords(), (record) => {
        const merged = merge(record);
        fc.pre(merged !== undefined);
        const terms = parseSpf(merged).terms.map((term) => term.text.toLowerCase());
        const ours = terms.findIndex((text) => /^\+?include:qcloudmail\.com\.?$/.test(text));
        const end = terms.findIndex((text) => /^[-+~?]?all$/.test(text));
        expect(ours).not.toBe(-1);
        expect(end === -1 || ours < end).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what a record says of the rest", () => {
  it.each([
    ["v=spf1 a", undefined, false, []],
    ["v=spf1 a ?all", "?all", false, []],
    ["v=spf1 a ~all", "~all", true, []],
    ["v=spf1 redirect=r.example", undefined, true, []],
    ["v=spf1 x=all a", undefined, false, []],
    ["v=spf1 redirect=r.example a -all mx x=y ~all", "-all", true, ["redirect=r.example", "mx", "~all"]],
  ])("%s", (text, all, decides, behind) => {
    const record = parseSpf(text);
    expect(findAll(record)?.text).toBe(all);
    expect(decidesTheRest(record)).toBe(decides);
    expect(neverReached(record).map((term) => term.text)).toEqual(behind);
  });
});

/** Records that refuse SES on purpose are for a person. */
function merge(record: string): string | undefined {
  return /[-~?]include:qcloudmail\.com\b/i.test(record) ? undefined : mergeSpf(record, SES);
}

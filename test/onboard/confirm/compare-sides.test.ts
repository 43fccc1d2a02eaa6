import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { compareSides, isFinal, type OurSide } from "../../../src/onboard/confirm/compare-sides.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";
import { findingSentence } from "../../../src/report/words/finding-sentence.ts";

const D = parseDomainName("mail.example.com");
const SPF: Requirement = {
  purpose: "spf",
  owner: D,
  type: "TXT",
  expected: "v=spf1 include:qcloudmail.com ~all",
};
const DKIM: Requirement = { purpose: "dkim", owner: D, type: "TXT", expected: "v=DKIM1; k=rsa; p=AABB" };
const MX: Requirement = { purpose: "mx", owner: D, type: "MX", expected: "mxbiz1.qq.com" };
const OTHER: Requirement = { purpose: "other", owner: D, type: "TXT", expected: "site=1" };
const SINCE = Date.UTC(2026, 10, 22, 14, 0, 0);

const txt = (...values: string[]): RRset => ({ owner: D, type: "TXT", ttl: 3600, values });
const mx = (...values: string[]): RRset => ({ owner: D, type: "MX", ttl: 300, values });

function view(
  requirement: Requirement,
  currentValue: string,
  sides: Partial<OurSide> & { status?: boolean },
) {
  const { status = false, ...ours } = sides;
  const whole: OurSide = {
    served: () => null,
    former: () => null,
    isPublished: () => true,
    since: SINCE,
    negativeTtlSeconds: 300,
    now: SINCE,
    ...ours,
  };
  const [only] = compareSides(
    { domain: D, verified: false, requestId: "r", records: [{ requirement, currentValue, status }] },
    whole,
  );
  return only;
}

const MERGED = "v=spf1 mx include:qcloudmail.com -all";

describe("both sides of a record that SES says no to", () => {
  it.each([
    [
      "a cache remembers that there was nothing",
      view(SPF, "", { served: () => txt(SPF.expected) }),
      "cached-nothing",
      SINCE + 300_000,
    ],
    [
      "a cache holds the former value",
      view(SPF, "v=spf1 mx -all", { served: () => txt(MERGED), former: () => txt("v=spf1 mx -all") }),
      "cached-old",
      SINCE + 3_600_000,
    ],
    [
      "SES refuses the key that it sees, in another spelling",
      view(DKIM, "k=rsa;p=AA BB", { served: () => txt("v=DKIM1; k=rsa; s=email; p=AABB") }),
      "refused",
      undefined,
    ],
    [
      "a text beside the key hides nothing",
      view(DKIM, "k=rsa;p=AA BB", { served: () => txt("site=1", "v=DKIM1; k=rsa; p=AABB") }),
      "refused",
      undefined,
    ],
    [
      "SES sees a key that differs by letter case alone, which is another one",
      view(DKIM, "v=DKIM1; k=rsa; p=aabb", { served: () => txt("v=DKIM1; k=rsa; p=AABB") }),
      "elsewhere",
      undefined,
    ],
    [
      "SES refuses what it sees",
      view(SPF, MERGED, { served: () => txt("other", MERGED) }),
      "refused",
      undefined,
    ],
    [
      "white space and case don't hide that it sees it",
      view(SPF, ` V=SPF1  mx include:qcloudmail.com -all`, { served: () => txt(MERGED) }),
      "refused",
      undefined,
    ],
    [
      "an MX that policy keeps is refused",
      view(MX, "mx.example.com.", { served: () => mx("10 mx.example.com") }),
      "refused-mx",
      undefined,
    ],
    [
      "so is a null MX, beside which no other can stand",
      view(MX, ".", { served: () => mx("0 .") }),
      "refused-null-mx",
      undefined,
    ],
    [
      "its own MX among others is refused like any value",
      view(MX, "mxbiz1.qq.com", { served: () => mx("20 mxbiz1.qq.com") }),
      "refused",
      undefined,
    ],
    [
      "so is the address record that stands for an MX, as what it is",
      view(MX, "", { served: () => null }),
      "refused-no-mx",
      undefined,
    ],
    [
      "SES sees two SPF records",
      view(SPF, "v=spf1 mx -all v=spf1 include:qcloudmail.com ~all", { served: () => txt(MERGED) }),
      "two-spf",
      undefined,
    ],
    [
      "SES sees two SPF records that were joined since",
      view(SPF, "v=spf1 mx -all v=spf1 include:qcloudmail.com ~all", {
        served: () => txt(MERGED),
        former: () => txt("v=spf1 mx -all", "v=spf1 include:qcloudmail.com ~all"),
      }),
      "cached-old",
      SINCE + 3_600_000,
    ],
    [
      "SES refuses the record that two were joined to, which it sees",
      view(SPF, MERGED, {
        served: () => txt(MERGED),
        former: () => txt("v=spf1 mx -all", "v=spf1 include:qcloudmail.com ~all"),
      }),
      "refused",
      undefined,
    ],
    [
      "SES sees two SPF records where one stood beside another text",
      view(SPF, "v=spf1 mx -all v=spf1 include:qcloudmail.com ~all", {
        served: () => txt(MERGED),
        former: () => txt("v=spf1 mx -all", "site=1"),
      }),
      "two-spf",
      undefined,
    ],
    [
      "SES sees two SPF records of which the last has no term",
      view(SPF, "v=spf1 mx -all v=spf1", { served: () => txt(MERGED) }),
      "two-spf",
      undefined,
    ],
    [
      "SES sees something where nothing is served",
      view(SPF, "v=spf1 a -all", { served: () => null }),
      "elsewhere",
      undefined,
    ],
    [
      "white space and a number within a text decide",
      view(OTHER, "ab", { served: () => txt("a b", "site 10 ab", "10 a b") }),
      "elsewhere",
      undefined,
    ],
    [
      "a number before more than one word is no preference",
      view(OTHER, "a b", { served: () => txt("10 a b") }),
      "elsewhere",
      undefined,
    ],
    [
      "a number behind a word is none either",
      view(OTHER, "site ab", { served: () => txt("site 10 ab") }),
      "elsewhere",
      undefined,
    ],
    [
      "two spaces behind a preference hide nothing",
      view(MX, "mx.example.com", { served: () => mx("10  mx.example.com") }),
      "refused-mx",
      undefined,
    ],
    [
      "SES sees what nobody serves",
      view(SPF, "v=spf1 a -all", { served: () => txt(MERGED), former: () => txt("v=spf1 mx -all") }),
      "elsewhere",
      undefined,
    ],
    [
      "it is not published",
      view(SPF, "", { served: () => null, isPublished: () => false }),
      "unpublished",
      undefined,
    ],
  ])("%s", (_title, seen, finding, untilAt) => {
    expect(seen?.finding).toBe(finding);
    expect(seen?.untilAt).toBe(untilAt);
  });

  it("name no moment that has passed", () => {
    const [nothing, old] = [
      view(SPF, "", { served: () => txt(SPF.expected), now: SINCE + 300_000 }),
      view(SPF, "v=spf1 mx -all", {
        former: () => txt("v=spf1 mx -all"),
        served: () => txt(MERGED),
        now: SINCE + 3_600_001,
      }),
    ];
    expect([nothing, old].map((seen) => [seen?.finding, seen?.untilAt])).toEqual([
      ["cached-nothing", undefined],
      ["cached-old", undefined],
    ]);
  });

  it("find nothing where SES says yes", () => {
    expect(view(SPF, "", { status: true, served: () => txt(MERGED) })).toEqual({
      record: SPF,
      status: true,
      currentValue: "",
    });
  });

  it("tell what waiting does not change", () => {
    const finals = (
      [
        "cached-nothing",
        "cached-old",
        "elsewhere",
        "unpublished",
        "refused",
        "refused-mx",
        "refused-no-mx",
        "refused-null-mx",
        "two-spf",
      ] as const
    ).filter((finding) =>
      isFinal({
        record: { purpose: "spf", owner: D, type: "TXT", expected: "" },
        status: false,
        currentValue: "",
        finding,
      }),
    );
    expect(finals).toEqual(["refused", "refused-mx", "refused-no-mx", "refused-null-mx", "two-spf"]);
  });

  it("say until when the cache may be the cause", () => {
    const words = findingSentence(
      { finding: "cached-old", untilAt: SINCE + 3_600_000 },
      { agreeing: 4, asked: 4 },
    );
    expect(words).toContain("4 of 4");
    expect(words).toContain("15:00 UTC");
  });
});

import { describe, expect, it } from "vitest";
import { withOption } from "../../../src/errors/hint.ts";
import { actionOf, afterOf, codeOf, D, judge, requirement, rrset, SPF, warningsOf } from "../support.ts";

describe("the SPF rule", () => {
  it("publishes SES's value at a fresh name with the policy's TTL", () => {
    expect(judge(SPF, [])).toMatchObject({
      kind: "change",
      action: "created",
      before: undefined,
      after: { owner: D, type: "TXT", ttl: 300, values: [SPF.expected] },
    });
  });

  it("adds SES's value beside foreign TXT values, which stay, and keeps the TTL", () => {
    const verdict = judge(SPF, [rrset("TXT", D, ["google-site-verification=x", "spf2.0/pra -all"], 1234)]);
    expect(actionOf(verdict)).toBe("merged");
    expect(afterOf(verdict)).toMatchObject({
      ttl: 1234,
      values: ["google-site-verification=x", "spf2.0/pra -all", SPF.expected],
    });
  });

  it("merges into the record that stands there, in its place", () => {
    const verdict = judge(SPF, [rrset("TXT", D, ["a", "v=spf1 include:_spf.google.com -all", "b"])]);
    expect(actionOf(verdict)).toBe("merged");
    expect(afterOf(verdict)?.values).toEqual([
      "a",
      "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
      "b",
    ]);
  });

  it("is met by a record that holds SES's senders already", () => {
    expect(judge(SPF, [rrset("TXT", D, ["v=spf1 INCLUDE:qcloudmail.com. a -all"])])).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
  });

  it.each([
    ["two records of others", ["v=spf1 a -all", "v=spf1 mx -all"]],
    [
      "two records that both hold SES's senders",
      ["v=spf1 include:qcloudmail.com a -all", "v=spf1 include:qcloudmail.com mx -all"],
    ],
    ["bad syntax", ["v=spf1 include: -all"]],
    ["a refusal on purpose", ["v=spf1 -include:qcloudmail.com ~all"]],
    ["a term that is glued to the one before", ["v=spf1 include:a.exampleinclude:b.example -all"]],
    ["a target that can be no name", ["v=spf1 include:https://a.example -all"]],
  ])("leaves %s to a person, consent or not", (_what, values) => {
    const existing = [rrset("TXT", D, [...values, "other"])];
    expect(codeOf(judge(SPF, existing))).toBe("SPF_UNMERGEABLE");
    expect(codeOf(judge(SPF, existing, { replace: [`TXT:${D}`] }))).toBe("SPF_UNMERGEABLE");
  });

  it("shows two records of others, and leads to one", () => {
    expect(judge(SPF, [rrset("TXT", D, ["v=spf1 a -all", "v=spf1 mx -all"])])).toMatchObject({
      conflict: {
        message: expect.stringMatching(`^${D} has 2 SPF records, .*"v=spf1 a -all" and "v=spf1 mx -all"`),
        hint: expect.stringContaining("into one record"),
      },
    });
  });

  it.each([
    ["quoted twice", '"v=spf1 a -all"', "quotes"],
    ["indented", " v=spf1 a -all", '" " stands in front'],
    ["indented and in capitals", " V=SPF1 a -all", '" " stands in front'],
    [
      "in typographic quotes",
      "\u201cv=spf1 a -all\u201d",
      "a typographic quote (U+201C) and a typographic quote (U+201D)",
    ],
    ["with a no-break space", "v=spf1\u00a0a -all", "a no-break space (U+00A0)"],
    ["with a zero-width space inside", "v=s\u200bpf1 a -all", "a zero-width space (U+200B)"],
    ["with a tab", "v=spf1\ta -all", "a tab (U+0009)"],
    ["of another version", "v=spf10 a -all", '"v=spf10"'],
    ["of a version with a slash", "v=spf2.0/pra a -all", '"v=spf2.0/pra"'],
    ["without v=", "spf1 a -all", 'begins with "spf1"'],
    ["glued", "v=spf1include:a.example -all", '"v=spf1include:a.example"'],
    ["begun twice", "v=spf1v=spf1 a -all", '"v=spf1v=spf1"'],
    ["with spaces around the sign", "v = spf1 a -all", '"v = spf1"'],
  ])(
    "leaves what was only meant as SPF to a person, or takes it away by consent: %s",
    (_what, value, why) => {
      const existing = [rrset("TXT", D, ["a", value, "b"])];
      expect(judge(SPF, existing)).toMatchObject({
        conflict: {
          code: "SPF_UNMERGEABLE",
          message: expect.stringContaining(why),
          hint: [expect.stringContaining("v=spf1 and a space"), withOption("replace", `TXT:${D}`), "."],
        },
      });
      const verdict = judge(SPF, existing, { replace: [`TXT:${D}`] });
      expect(actionOf(verdict)).toBe("replaced");
      expect(afterOf(verdict)?.values).toEqual(["a", "b", SPF.expected]);
    },
  );

  it.each([
    ["include:a.exampleinclude:b.example", 'a space is missing in front of "include:b.example"'],
    ["include:a.example-all", 'a space is missing in front of "-all"'],
    ["ip4:192.0.2.1ip4:192.0.2.2", 'a space is missing in front of "ip4:192.0.2.2"'],
    ["include:https://a.example", "it is a URL"],
    ["include:HTTPS://a.example", "it is a URL"],
    ["a:me@a.example", "it is a mail address"],
    ["include:a.example,b.example", "it is a list"],
    ["include:a.example;b.example", "it is a list"],
    ["include:a..example", "an empty label"],
    [`include:${"a".repeat(64)}.example`, "a label of more than 63 characters"],
    [`include:${"abcdefg.".repeat(32)}example`, "it has more than 253 characters"],
    ["\u2013all", "an en dash (U+2013)"],
  ])("says what is wrong with %s, and joins nothing in beside it", (term, why) => {
    const verdict = judge(SPF, [rrset("TXT", D, [`v=spf1 ${term} ~all`])]);
    expect(verdict).toMatchObject({
      conflict: { code: "SPF_UNMERGEABLE", message: expect.stringContaining(why) },
    });
  });

  it("leaves a record as it is that holds SES's senders and a target that can be no name", () => {
    const record = "v=spf1 include:qcloudmail.com include:a.example,b.example -all";
    expect(actionOf(judge(SPF, [rrset("TXT", D, [record])]))).toBe("unchanged");
  });

  it("joins two records when one of them is just SES's own value", () => {
    const verdict = judge(SPF, [
      rrset("TXT", D, ["v=spf1 include:qcloudmail.com  ~ALL", "x", "v=spf1 a -all"]),
    ]);
    expect(afterOf(verdict)?.values).toEqual(["x", "v=spf1 a include:qcloudmail.com -all"]);
    const twice = judge(SPF, [rrset("TXT", D, [SPF.expected, "v=spf1  include:qcloudmail.com ~all"])]);
    expect(afterOf(twice)?.values).toEqual([SPF.expected]);
    const held = judge(SPF, [rrset("TXT", D, [SPF.expected, "v=spf1 a include:qcloudmail.com -all"])]);
    expect(afterOf(held)?.values).toEqual(["v=spf1 a include:qcloudmail.com -all"]);
    const indented = judge(SPF, [rrset("TXT", D, [`${SPF.expected} `, "v=spf1 a -all"])]);
    expect(afterOf(indented)?.values).toEqual(["v=spf1 a include:qcloudmail.com -all"]);
  });

  it("keeps the first of two records that are both SES's own value, spelt otherwise", () => {
    const first = "v=spf1  include:qcloudmail.com ~all";
    const verdict = judge(SPF, [rrset("TXT", D, ["x", first, "V=SPF1 include:qcloudmail.com ~all"])]);
    expect(afterOf(verdict)?.values).toEqual(["x", first]);
  });

  it("warns when the record decides nothing about the rest", () => {
    expect(warningsOf(judge(SPF, [rrset("TXT", D, ["v=spf1 a"])]))).toEqual(["spf-decides-nothing"]);
    expect(judge(SPF, [rrset("TXT", D, ["v=spf1 a ?all"])])).toMatchObject({
      warnings: [{ warning: "spf-decides-nothing", term: "?all" }],
    });
    expect(warningsOf(judge(SPF, [rrset("TXT", D, ["v=spf1 redirect=r.example"])]))).toEqual([]);
  });

  it.each([
    ["v=spf1 a -all include:b.example mx", ["include:b.example", "mx"]],
    ["v=spf1 redirect=r.example a ~all", ["redirect=r.example"]],
  ])("warns of what receivers never come to: %s", (record, terms) => {
    expect(judge(SPF, [rrset("TXT", D, [record])])).toMatchObject({
      warnings: [{ warning: "spf-never-counts", terms }],
    });
    expect(warningsOf(judge(SPF, [rrset("TXT", D, ["v=spf1 a exp=e.example -all x=y"])]))).toEqual([]);
  });

  it("warns about a record that seems cut at 255 octets", () => {
    const record = "v=spf1 ip4:192.0.2.1 x=".padEnd(255, "y");
    expect(warningsOf(judge(SPF, [rrset("TXT", D, [record])]))).toEqual(["cut-at-255"]);
    const inTheMiddle = judge(SPF, [rrset("TXT", D, [`${"v=spf1 x=".padEnd(248, "y")} ip4:19`])]);
    expect(inTheMiddle).toMatchObject({
      conflict: { code: "SPF_UNMERGEABLE", hint: expect.stringContaining("255") },
    });
  });

  it("warns about a second, quoted record, which receivers don't see", () => {
    const verdict = judge(SPF, [rrset("TXT", D, ["v=spf1 a -all", '"v=spf1 mx -all"'])]);
    expect(warningsOf(verdict)).toEqual(["quotes-in-value"]);
    expect(afterOf(verdict)?.values).toEqual(["v=spf1 a include:qcloudmail.com -all", '"v=spf1 mx -all"']);
    const other = judge(SPF, [rrset("TXT", D, ["v=spf10 mx -all", "v=spf1 a -all"])]);
    expect(warningsOf(other)).toEqual(["spf-lookalike"]);
    expect(afterOf(other)?.values).toEqual(["v=spf10 mx -all", "v=spf1 a include:qcloudmail.com -all"]);
  });

  it("is stopped by a CNAME", () => {
    expect(codeOf(judge(SPF, [rrset("CNAME", D, ["x.example"])]))).toBe("CNAME_IN_THE_WAY");
  });

  it("publishes nothing that its own parser refuses", () => {
    const broken = { ...requirement("TXT", D, "v=spf1 include:x"), purpose: "spf" } as const;
    expect(judge(broken, [])).toMatchObject({
      conflict: { code: "VALUE_REJECTED", message: expect.stringContaining("no valid SPF record") },
    });
  });
});

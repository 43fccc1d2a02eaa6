import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordHint } from "../../../src/errors/hint.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { discover, strictnessOf } from "../../../src/plan/dmarc/discovery.ts";
import { findDmarc } from "../../../src/plan/dmarc/dmarc.ts";
import type { Policy, Requirement } from "../../../src/plan/requirement.ts";
import type { Verdict } from "../../../src/plan/verdict.ts";
import {
  actionOf,
  afterOf,
  codeOf,
  D,
  DMARC,
  DMARC_NAME,
  judge,
  requirement,
  rrset,
  warningsOf,
} from "../support.ts";
import { above } from "./support.ts";
import { toldText } from "../../support/told.ts";

const STRICT = "v=DMARC1; p=reject; rua=mailto:Dmarc@Example.com; adkim=s";

describe("the DMARC rule", () => {
  it("publishes SES's value where no policy stands and none is inherited", () => {
    expect(judge(DMARC, [])).toMatchObject({
      action: "created",
      after: { values: ["v=DMARC1; p=none"] },
      warnings: [],
    });
  });

  it.each([
    ["p for want of sp", STRICT, "v=DMARC1; p=reject; adkim=s; rua=mailto:Dmarc@Example.com", []],
    [
      "sp, for all mail",
      "v=DMARC1; p=none; sp=quarantine; aspf=s; pct=50; fo=1",
      "v=DMARC1; p=quarantine; aspf=s",
      ["dmarc-pct"],
    ],
    ["all of the mail, which is no part", "v=DMARC1; p=reject; pct=100", "v=DMARC1; p=reject", []],
    [
      "a part of the mail for which nothing is asked",
      "v=DMARC1; p=none; pct=50; aspf=s",
      "v=DMARC1; p=none; aspf=s",
      [],
    ],
    [
      "the reports although the policy is SES's own",
      "v=DMARC1; p=none; rua=mailto:a@example.com",
      "v=DMARC1; p=none; rua=mailto:a@example.com",
      [],
    ],
    [
      "sp=none although p is strict, and np was",
      "v=DMARC1; p=reject; sp=none; ruf=mailto:a@b.example; np=reject; psd=n",
      "v=DMARC1; p=none; ruf=mailto:a@b.example",
      ["dmarc-np-ends"],
    ],
  ])("publishes the policy that the name inherits: %s", (_what, inherited, published, more) => {
    const verdict = judge(DMARC, [], {}, above({ "example.com": [inherited] }));
    expect(afterOf(verdict)?.values).toEqual([published]);
    expect(warningsOf(verdict)).toEqual(["dmarc-inherited", ...more]);
  });

  it.each([
    ["v=DMARC1; p=none", []],
    ["v=DMARC1;p=NONE;", []],
    ["v=DMARC1; p=nonsense", ["dmarc-unreadable-above"]],
    ['"v=DMARC1; p=reject"', ["dmarc-own-organisation", "dmarc-unreadable-above"]],
    ["hello", ["dmarc-own-organisation"]],
  ])("publishes SES's own value when %j stands above, and tells what can't be read", (value, told) => {
    const verdict = judge(DMARC, [], {}, above({ "example.com": [value] }));
    expect(afterOf(verdict)?.values).toEqual([DMARC.expected]);
    expect(warningsOf(verdict)).toEqual(told);
  });

  it("never publishes a weaker policy than SES asks for", () => {
    const wanted = { ...DMARC, expected: "v=DMARC1; p=quarantine" };
    const around = above({ "example.com": ["v=DMARC1; p=none; adkim=s"] });
    expect(afterOf(judge(wanted, [], {}, around))?.values).toEqual(["v=DMARC1; p=quarantine; adkim=s"]);
  });

  it("adds the policy beside foreign TXT values, which stay", () => {
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, ["hello"], 60)]);
    expect(actionOf(verdict)).toBe("merged");
    expect(afterOf(verdict)).toMatchObject({ ttl: 60, values: ["hello", DMARC.expected] });
  });

  it("keeps a valid policy, and says unchanged when it says what SES asks for", () => {
    expect(judge(DMARC, [rrset("TXT", DMARC_NAME, [STRICT, "x"])])).toMatchObject({
      kind: "fine",
      action: "kept",
    });
    expect(judge(DMARC, [rrset("TXT", DMARC_NAME, ["v=DMARC1;p=None;"])])).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
  });

  it("finds SES's own value unchanged, also where a stricter policy stands above", () => {
    const existing = [rrset("TXT", DMARC_NAME, ["v=DMARC1;p=none"])];
    expect(actionOf(judge(DMARC, existing, {}, above({ "example.com": [STRICT] })))).toBe("unchanged");
  });

  it("tells of a quoted text beside the policy that is kept", () => {
    const quoted = '"v=DMARC1; p=none"';
    expect(judge(DMARC, [rrset("TXT", DMARC_NAME, [STRICT, quoted])])).toMatchObject({
      action: "kept",
      warnings: [{ warning: "quotes-in-value", owner: DMARC_NAME, value: quoted }],
    });
  });

  it("finds unchanged what it published itself from an inherited policy", () => {
    const surroundings = above({ "example.com": [STRICT] });
    const after = afterOf(judge(DMARC, [], {}, surroundings));
    expect(judge(DMARC, after === undefined ? [] : [after], {}, surroundings)).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
  });

  it.each([
    ["two policies of others", ["v=DMARC1; p=quarantine", STRICT], "stand 2 DMARC records"],
    ["three policies", ["v=DMARC1; p=none", "v=DMARC1; p=quarantine", STRICT], "stand 3 DMARC records"],
    ["SES's own value beside one that is not valid", ["v=DMARC1; p=none", "v=DMARC1; p=block"], "stand 2"],
    ["two that say what SES asks for in other words", ["v=DMARC1;p=none", STRICT], "stand 2"],
    ["an unknown policy", ["v=DMARC1; p=block"], "without a policy that receivers obey"],
    ["p in front of v", ["p=reject; v=DMARC1"], 'receivers don\'t take it for one: "p=reject; v=DMARC1".'],
    [
      "two texts of which one holds quotes",
      ["p=reject; v=DMARC1", '"v=DMARC1; p=reject"'],
      'for one (it holds quotes): "p=reject; v=DMARC1"; ""v=DMARC1; p=reject"".',
    ],
    [
      "a policy with quotes inside",
      ['"v=DMARC1; p=reject"'],
      "receivers don't take it for one (it holds quotes)",
    ],
  ])("leaves %s to a person, or replaces it by consent", (_what, values, said) => {
    const existing = [rrset("TXT", DMARC_NAME, ["hello", ...values])];
    const verdict = judge(DMARC, existing);
    expect(codeOf(verdict)).toBe("RECORD_IN_THE_WAY");
    expect(toldText(conflictOf(verdict)?.message)).toContain(said);
    for (const policy of [{ dmarc: "replace" }, { replace: [`TXT:${DMARC_NAME}`] }] as const) {
      const replaced = judge(DMARC, existing, policy);
      expect(actionOf(replaced)).toBe("replaced");
      expect(afterOf(replaced)?.values).toEqual(["hello", DMARC.expected]);
    }
  });

  it.each([
    ["v=DMARC1; p=reject;; rua=mailto:a@example.com", [""]],
    ["v=DMARC1; p=reject; foo", ["foo"]],
    ["v=dmarc1; p=reject", ["v=dmarc1"]],
    ["v=DMARC1; p=reject; p=reject", ["p=reject"]],
    ["v=DMARC1; rua=mailto:a@example.com", ["no p"]],
  ])("keeps %j although it has a flaw, and names that", (value, flaws) => {
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, [value])]);
    expect(verdict).toMatchObject({
      action: "kept",
      warnings: [{ warning: "dmarc-flawed", owner: DMARC_NAME, value, flaws }],
    });
  });

  it("names the consent to replace only where nothing becomes weaker by it", () => {
    const hintFor = (...values: readonly string[]) =>
      wordHint(conflictOf(judge(DMARC, [rrset("TXT", DMARC_NAME, values)]))?.hint ?? "").hint;
    expect(hintFor("v=DMARC1; p=none", "v=DMARC1;p=none;")).toContain("--dmarc replace");
    expect(hintFor("v=DMARC1")).toContain("--dmarc replace");
    for (const values of [['"v=DMARC1; p=reject"'], ["v=DMARC1; p=block"], [DMARC.expected, STRICT]])
      expect(hintFor(...values)).not.toContain("--dmarc");
  });

  it("names the consent to replace by the policy that the name inherits, where that is no weaker", () => {
    const existing = [rrset("TXT", DMARC_NAME, ["v=DMARC1; p=quarantine", "v=DMARC1; p=none"])];
    const around = above({ "example.com": ["v=DMARC1; p=reject"] });
    expect(wordHint(conflictOf(judge(DMARC, existing, {}, around))?.hint ?? "").hint).toMatch(
      /replaced by "v=DMARC1; p=reject":.* --dmarc replace/,
    );
  });

  it("knows both for its own, SES's value and the policy that the name inherits", () => {
    const published = "v=DMARC1; p=reject";
    const existing = [rrset("TXT", DMARC_NAME, [DMARC.expected, published])];
    const verdict = judge(DMARC, existing, {}, above({ "example.com": [published] }));
    expect(toldText(conflictOf(verdict)?.message)).toContain(
      `"${DMARC.expected}" (what ses-onboard publishes); "${published}" (what ses-onboard publishes).`,
    );
  });

  it("leaves two policies to a person, also where one is SES's own value: anybody may have published that", () => {
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, ["hello", DMARC.expected, STRICT])]);
    if (verdict.kind !== "conflict") throw new Error("no conflict");
    expect(verdict.conflict.code).toBe("RECORD_IN_THE_WAY");
    expect(toldText(verdict.conflict.message)).toContain(`"${DMARC.expected}" (what ses-onboard publishes)`);
    expect(toldText(verdict.conflict.message)).not.toContain(`"${STRICT}" (what`);
    expect(wordHint(verdict.conflict.hint).hint).toContain("undo");
    const spelled = judge(DMARC, [rrset("TXT", DMARC_NAME, ["v=DMARC1;p=none", STRICT])]);
    expect(toldText(conflictOf(spelled)?.message)).not.toContain("(what");
  });

  it("leaves SES's own value alone there by consent to replace, also where another policy stands", () => {
    const existing = [rrset("TXT", DMARC_NAME, [DMARC.expected, STRICT])];
    expect(afterOf(judge(DMARC, existing, { dmarc: "replace" }))?.values).toEqual([DMARC.expected]);
  });

  it("leaves one of two that say what SES asks for by consent to replace, since receivers obey neither", () => {
    const existing = [rrset("TXT", DMARC_NAME, ["v=DMARC1;p=none", DMARC.expected])];
    const verdict = judge(DMARC, existing, { dmarc: "replace" });
    expect(actionOf(verdict)).toBe("replaced");
    expect(afterOf(verdict)?.values).toEqual([DMARC.expected]);
  });

  it("replaces a valid policy when told to, once, and tells that it becomes weaker", () => {
    const replace = { dmarc: "replace" } as const;
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, [STRICT])], replace);
    expect(verdict).toMatchObject({
      action: "replaced",
      warnings: [{ warning: "dmarc-weakened", owner: DMARC_NAME, former: "reject", policy: "none" }],
    });
    expect(judge(DMARC, [rrset("TXT", DMARC_NAME, [DMARC.expected])], replace)).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
    const stricter = above({ "example.com": [STRICT] });
    const quarantine = [rrset("TXT", DMARC_NAME, ["v=DMARC1; p=quarantine"])];
    expect(warningsOf(judge(DMARC, quarantine, replace, stricter))).toEqual(["dmarc-inherited"]);
  });

  it.each([
    [
      ["v=DMARC1; p=none; sp=reject; rua=mailto:a@b.example; adkim=s"],
      "none",
      "obeyed",
      ["sp=reject", "adkim=s", "rua=mailto:a@b.example"],
    ],
    [
      ["v=DMARC1; p=none; np=quarantine; ruf=mailto:a@b.example"],
      "none",
      "obeyed",
      ["np=quarantine", "ruf=mailto:a@b.example"],
    ],
    [["v=DMARC1; p=none", "v=DMARC1; p=reject; adkim=s"], "reject", "meant", []],
    // Receivers obey neither of two records, and drop a text that begins otherwise before they count.
    [["v=DMARC1; p=reject; adkim=s", "v=DMARC1; p=none"], "reject", "meant", []],
    [["v=DMARC1; p=reject; adkim=s", '"v=DMARC1; p=none"'], "reject", "obeyed", ["adkim=s"]],
    [["v=DMARC1; p=rejct"], "rejct", "unknown", []],
    [["v=DMARC1; p=none", '"v=DMARC1; p=reject"'], "reject", "meant", []],
  ] as const)("tells what ends when %j is replaced", (values, former, was, lost) => {
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, values)], { dmarc: "replace" });
    expect(verdict).toMatchObject({
      warnings: [{ warning: "dmarc-weakened", owner: DMARC_NAME, former, policy: "none", was, lost }],
    });
  });

  it("tells only those addresses that get no reports any more", () => {
    const own = "v=DMARC1; p=none; rua=mailto:a@b.example,mailto:c@b.example";
    const around = above({ "example.com": ["v=DMARC1; p=none; rua=mailto:a@b.example"] });
    expect(judge(DMARC, [rrset("TXT", DMARC_NAME, [own])], { dmarc: "replace" }, around)).toMatchObject({
      warnings: [{ lost: ["rua=mailto:c@b.example"] }, {}],
    });
  });

  it("tells nothing where all of it goes on", () => {
    const values = ["v=DMARC1; p=none; sp=none; fo=1"];
    expect(warningsOf(judge(DMARC, [rrset("TXT", DMARC_NAME, values)], { dmarc: "replace" }))).toEqual([]);
  });

  it("speaks of undo only where what stands there is what a run writes", () => {
    const hintFor = (...values: readonly string[]) =>
      wordHint(conflictOf(judge(DMARC, [rrset("TXT", DMARC_NAME, values)]))?.hint ?? "").hint;
    expect(hintFor("v=DMARC1; p=rejct")).toBe("Correct it at the DNS host.");
    expect(hintFor("v=DMARC1; p=none", STRICT)).toContain("undo");
  });

  it("tells that what receivers did not read was meant to be stricter than what replaces it", () => {
    const quoted = [rrset("TXT", DMARC_NAME, ['"v=DMARC1; p=reject"'])];
    expect(warningsOf(judge(DMARC, quoted, { dmarc: "replace" }))).toEqual(["dmarc-weakened"]);
    const inherited = above({ "example.com": ["v=DMARC1; p=quarantine"] });
    expect(judge(DMARC, quoted, { dmarc: "replace" }, inherited)).toMatchObject({
      warnings: [{ warning: "dmarc-weakened", former: "reject", policy: "quarantine" }, {}],
    });
  });

  it("compares what it replaces with by the strictest of it", () => {
    const replacing = (...values: readonly string[]) =>
      judge(DMARC, [rrset("TXT", DMARC_NAME, values)], { dmarc: "replace" });
    expect(replacing("v=DMARC1; p=quarantine", STRICT, DMARC.expected)).toMatchObject({
      warnings: [{ warning: "dmarc-weakened", former: "reject" }],
    });
    expect(replacing(STRICT, "v=DMARC1; p=quarantine")).toMatchObject({ warnings: [{ former: "reject" }] });
    for (const other of ["v=DMARC1; p=none", "v=DMARC1; p=quarantine"])
      for (const values of [
        ["v=DMARC1; p=block", other],
        [other, "v=DMARC1; p=block"],
      ])
        expect(replacing(...values)).toMatchObject({
          warnings: [{ warning: "dmarc-weakened", former: "block", was: "unknown" }],
        });
  });

  it("names both where a CNAME and a TXT stand, and which of them SES asks for", () => {
    const both = [rrset("CNAME", DMARC_NAME, ["dm.example.net"]), rrset("TXT", DMARC_NAME, [DMARC.expected])];
    const verdict = judge(DMARC, both);
    expect(codeOf(verdict)).toBe("CNAME_IN_THE_WAY");
    if (verdict.kind !== "conflict") return;
    expect(toldText(verdict.conflict.message)).toMatch(
      /dm\.example\.net.*"v=DMARC1; p=none" \(what SES asks for/,
    );
    expect(toldText(verdict.conflict.hint)).toMatch(/^Remove one of them.*CNAME.*TXT/);
  });

  it("doesn't publish what is no DMARC record", () => {
    const verdict = judge({ ...DMARC, expected: "p=none" }, []);
    expect(codeOf(verdict)).toBe("VALUE_REJECTED");
    expect(toldText(conflictOf(verdict)?.message)).toContain('"p=none" is no DMARC record');
    const withoutPolicy = { ...DMARC, expected: "v=DMARC1; rua=mailto:a@example.com" };
    expect(codeOf(judge(withoutPolicy, []))).toBe("VALUE_REJECTED");
  });
});

describe.each([
  ["behind a CNAME", [rrset("CNAME", DMARC_NAME, ["policy.example"])], "CNAME_IN_THE_WAY"],
  ["where the name is delegated to", [rrset("NS", DMARC_NAME, ["ns.policy.example"])], "RECORD_IN_THE_WAY"],
] as const)("a policy %s", (_where, existing, code) => {
  const judged = (values: readonly string[], policy: Partial<Policy> = {}) =>
    judge(DMARC, existing, policy, { dmarcElsewhere: values });

  it("is kept, with its flaws", () => {
    expect(judged([STRICT, "hello"])).toMatchObject({ action: "kept", before: existing[0], warnings: [] });
    expect(warningsOf(judged(["v=DMARC1; p=reject;;"]))).toEqual(["dmarc-flawed"]);
  });

  it.each([
    [[], "no TXT record is served there"],
    [["hello"], '"hello" is served, which is no policy that receivers obey there'],
    [["v=DMARC1"], '"v=DMARC1" is served, which is no policy'],
    [[STRICT, "v=DMARC1; p=none"], "are served, which is no policy"],
  ])("is missing where %j is served, and that is said", (values, said) => {
    const verdict = judged(values);
    expect(codeOf(verdict)).toBe(code);
    expect(toldText(conflictOf(verdict)?.message)).toContain(said);
    expect(toldText(conflictOf(verdict)?.hint)).toContain("Ask the operator of");
  });

  it("counts by what is served, and not by a TXT that the zone above holds as well", () => {
    const both = [...existing, rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"])];
    expect(actionOf(judge(DMARC, both, {}, { dmarcElsewhere: [STRICT] }))).toBe("kept");
    expect(codeOf(judge(DMARC, both, {}, { dmarcElsewhere: [] }))).toBe(code);
  });

  it("can't be replaced in the zone above, and the hint leads to keeping it", () => {
    const verdict = judged([STRICT], { dmarc: "replace" });
    expect(codeOf(verdict)).toBe(code);
    expect(toldText(conflictOf(verdict)?.message)).toContain(`"${STRICT}" is served`);
    expect(toldText(conflictOf(verdict)?.hint)).toMatch(/^Keep that policy/);
  });
});

describe("what a name inherits by RFC 9989 and by RFC 7489", () => {
  const dept = requirement("TXT", "_dmarc.mail.dept.example.test", DMARC.expected);
  const inherits = (
    wanted: Requirement,
    levels: Readonly<Record<string, readonly string[]>>,
    policy: Partial<Policy> = {},
    senders: readonly string[] = [],
  ) => judge(wanted, [], policy, { ...above(levels), standingSenders: senders });
  const differing = (verdict: Verdict) =>
    verdict.kind === "conflict"
      ? undefined
      : verdict.warnings.find(({ warning }) => warning === "dmarc-discoveries-differ");

  it("is the stricter of both, told with its source: a record at the name right above", () => {
    const levels = { "dept.example.test": ["v=DMARC1; p=reject"] };
    const verdict = inherits(dept, levels, {}, ["10 mx.example.test"]);
    expect(afterOf(verdict)?.values).toEqual(["v=DMARC1; p=reject"]);
    expect(differing(verdict)).toEqual({
      warning: "dmarc-discoveries-differ",
      owner: dept.owner,
      rfc9989: { policy: "reject", tag: "p", from: "_dmarc.dept.example.test", beside: [] },
      taken: "rfc9989",
      named: false,
      published: "v=DMARC1; p=reject",
      senders: ["10 mx.example.test"],
    });
  });

  it("tells the senders that a wildcard gives the domain, too", () => {
    const around = above({ "dept.example.test": ["v=DMARC1; p=reject"] });
    const wildcard = parseDomainName("*.dept.example.test");
    const synthesised = [
      { ...rrset("TXT", "mail.dept.example.test", ["v=spf1 mx -all", "proof=1"]), wildcard },
      { ...rrset("MX", "mail.dept.example.test", ["10 mx.example.test"]), wildcard },
      { ...rrset("MX", "_dmarc.mail.dept.example.test", ["10 mx.example.test"]), wildcard },
    ];
    expect(differing(judge(dept, [], {}, { ...around, synthesised }))).toMatchObject({
      senders: ["v=spf1 mx -all", "10 mx.example.test"],
    });
  });

  it("is the other one where the user names it, and that is told alike", () => {
    const levels = { "dept.example.test": ["v=DMARC1; p=reject"] };
    const verdict = inherits(dept, levels, { dmarc: "rfc7489" });
    expect(afterOf(verdict)?.values).toEqual([DMARC.expected]);
    expect(differing(verdict)).toMatchObject({ taken: "rfc7489", named: true });
    expect(afterOf(inherits(dept, levels, { dmarc: "rfc9989" }))?.values).toEqual(["v=DMARC1; p=reject"]);
    const weaker = {
      "dept.example.test": ["v=DMARC1; p=none; psd=n"],
      "example.test": ["v=DMARC1; p=reject"],
    };
    const named = inherits(dept, weaker, { dmarc: "rfc9989" });
    expect(afterOf(named)?.values).toEqual([DMARC.expected]);
    expect(differing(named)).toMatchObject({ taken: "rfc9989", named: true });
  });

  it("is told with a trial, where that is one of something", () => {
    const verdict = inherits(dept, {
      "dept.example.test": ["v=DMARC1; p=reject; t=y; psd=n"],
      "example.test": ["v=DMARC1; p=none; t=y"],
    });
    expect(differing(verdict)).toMatchObject({
      rfc9989: { policy: "reject", beside: ["t=y"] },
      rfc7489: { policy: "none", beside: [] },
    });
  });

  it("ends at a record with psd=n in the middle, for receivers of RFC 9989", () => {
    const verdict = inherits(dept, {
      "dept.example.test": ["v=DMARC1; p=quarantine; psd=n"],
      "example.test": ["v=DMARC1; p=none; sp=reject"],
    });
    expect(afterOf(verdict)?.values).toEqual(["v=DMARC1; p=reject"]);
    expect(differing(verdict)).toMatchObject({
      rfc9989: { policy: "quarantine", tag: "p", from: "_dmarc.dept.example.test" },
      rfc7489: { policy: "reject", tag: "sp", from: "_dmarc.example.test" },
      taken: "rfc7489",
    });
  });

  it("is a registry's policy above a name that was registered, without the registry's addresses", () => {
    const wanted = requirement("TXT", "_dmarc.example.test", DMARC.expected);
    const levels = { test: ["v=DMARC1; p=reject; psd=y; rua=mailto:dmarc@nic.test"] };
    const verdict = inherits(wanted, levels);
    expect(afterOf(verdict)?.values).toEqual(["v=DMARC1; p=reject"]);
    expect(differing(verdict)).toMatchObject({
      rfc9989: { from: "_dmarc.test", beside: [] },
      taken: "rfc9989",
    });
  });

  it("is told once where both agree, with its source and the addresses that come along", () => {
    const verdict = inherits(dept, { "example.test": ["v=DMARC1; p=reject; rua=mailto:d@example.test"] });
    expect(verdict).toMatchObject({
      warnings: [
        {
          warning: "dmarc-inherited",
          owner: dept.owner,
          policy: "reject",
          tag: "p",
          from: "_dmarc.example.test",
          reports: ["mailto:d@example.test"],
        },
      ],
    });
  });

  it("is told where both find the same policy and not the same alignment, and strict for both", () => {
    const strict = inherits(dept, {
      "dept.example.test": ["v=DMARC1; p=reject; psd=n"],
      "example.test": ["v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:a@example.test"],
    });
    expect(afterOf(strict)?.values).toEqual(["v=DMARC1; p=reject; adkim=s; aspf=s"]);
    expect(differing(strict)).toMatchObject({
      rfc9989: { beside: [] },
      rfc7489: { beside: ["adkim=s", "aspf=s", "rua=mailto:a@example.test"] },
      taken: "rfc9989",
      published: "v=DMARC1; p=reject; adkim=s; aspf=s",
    });
  });

  it("names no senders where the published policy asks for nothing", () => {
    const levels = { "dept.example.test": ["v=DMARC1; p=reject"] };
    const verdict = inherits(dept, levels, { dmarc: "rfc7489" }, ["10 mx.example.test"]);
    expect(differing(verdict)).toMatchObject({ published: DMARC.expected, senders: [] });
  });

  it.each([
    ["v=DMARC1; p=reject; rua:mailto:x@example.test", "reject", ["rua:mailto:x@example.test"]],
    ["v=DMARC1; p=rejcet; rua=mailto:x@example.test", "none", ["p=rejcet"]],
    ["v=DMARC1; p=reject; sp=rejekt; rua=mailto:x@example.test", "none", ["sp=rejekt"]],
    ["v=DMARC1; p=qurantine; sp=reject; rua=mailto:x@example.test", "none", ["p=qurantine"]],
    ["v=DMARC1;;;; p=none", "none", [""]],
  ])("tells the flaws of %j above, from which it comes", (text, policy, flaws) => {
    const verdict = inherits(dept, { "example.test": [text] });
    expect(findDmarc(afterOf(verdict)?.values[0] ?? "")?.policy).toBe(policy);
    expect(verdict).toMatchObject({
      warnings: expect.arrayContaining([
        { warning: "dmarc-flawed-above", owner: dept.owner, from: "_dmarc.example.test", policy, flaws },
      ]),
    });
  });

  it("consent to replace goes together with a standard's name", () => {
    const existing = [rrset("TXT", dept.owner, ["v=DMARC1; p=quarantine"])];
    const levels = above({ "dept.example.test": ["v=DMARC1; p=reject"] });
    const replace = [`TXT:${dept.owner}` as const];
    expect(actionOf(judge(dept, existing, { dmarc: "rfc7489" }, levels))).toBe("kept");
    expect(afterOf(judge(dept, existing, { dmarc: "rfc7489", replace }, levels))?.values).toEqual([
      DMARC.expected,
    ]);
  });
});

const TAGS =
  "p=reject p=quarantine p=none sp=none sp=reject np=reject psd=y psd=n t=y pct=0 pct=50 p=block adkim=s foo p:reject"
    .split(" ")
    .concat("", "rua=mailto:d@example.test");

describe("for whatever stands above", () => {
  const tag = fc.constantFrom(...TAGS);
  const version = fc.constantFrom(
    "v=DMARC1",
    "v=DMARC1",
    "v=DMARC1",
    "v=dmarc1",
    '"v=DMARC1',
    " v=DMARC1",
    "V=DMARC1",
  );
  const text = fc
    .tuple(version, fc.array(tag, { maxLength: 4 }))
    .map(([first, tags]) => [first, ...tags].join(";"));
  const levels = fc.record({
    "dept.example.test": fc.array(text, { maxLength: 2 }),
    "example.test": fc.array(text, { maxLength: 2 }),
    test: fc.array(text, { maxLength: 1 }),
  });
  const name = parseDomainName("mail.dept.example.test");
  const wanted = requirement("TXT", `_dmarc.${name}`, DMARC.expected);

  it("the new record asks receivers of neither kind for less, and whatever was meant stricter is told", () => {
    fc.assert(
      fc.property(levels, (found) => {
        const around = above(found);
        const verdict = judge(wanted, [], {}, around);
        const published = findDmarc(afterOf(verdict)?.values[0] ?? "");
        for (const rfc of ["9989", "7489"] as const)
          expect(
            published && strictnessOf({ policy: published.policy, record: published }),
          ).toBeGreaterThanOrEqual(strictnessOf(discover(rfc, name, around.dmarcAbove ?? [])));
        const isLost = (value: string) => findDmarc(value) === undefined && /reject|quarantine/.test(value);
        if (Object.values(found).flat().some(isLost))
          expect(warningsOf(verdict)).toContain("dmarc-unreadable-above");
      }),
      { numRuns: 500 },
    );
  });

  it("its own record is met by the rule that made it", () => {
    fc.assert(
      fc.property(levels, (found) => {
        const after = afterOf(judge(wanted, [], {}, above(found)));
        const again = judge(wanted, after === undefined ? [] : [after], {}, above(found));
        expect(again).toMatchObject({ action: "unchanged", warnings: [] });
      }),
      { numRuns: 200 },
    );
  });
});

describe("what else is told of a record that is published", () => {
  it("that a test by pct=0 becomes one by t=y", () => {
    const around = above({ "example.com": ["v=DMARC1; p=reject; pct=0"] });
    const verdict = judge(DMARC, [], {}, around);
    expect(afterOf(verdict)?.values).toEqual(["v=DMARC1; p=reject; t=y"]);
    expect(verdict).toMatchObject({
      warnings: [
        { warning: "dmarc-inherited" },
        { warning: "dmarc-pct", from: "_dmarc.example.com", pct: 0, trial: true },
      ],
    });
  });

  it("that no record stood above, so that the border of relaxed alignment moves; not at a registered name", () => {
    expect(judge(DMARC, [], {}, { dmarcAbove: [] })).toMatchObject({
      warnings: [{ warning: "dmarc-own-organisation", owner: DMARC_NAME, domain: D }],
    });
    const apex = requirement("TXT", "_dmarc.example.com", DMARC.expected);
    expect(warningsOf(judge(apex, [], {}, { dmarcAbove: [] }))).toEqual([]);
  });

  it("that no border moves where a record of the name's own, beside another text, is replaced", () => {
    const existing = [rrset("TXT", DMARC_NAME, ["hello", STRICT])];
    const verdict = judge(DMARC, existing, { dmarc: "replace" }, { dmarcAbove: [] });
    expect(warningsOf(verdict)).toEqual(["dmarc-weakened"]);
  });

  it("two records above: nothing is inherited from there, and never in silence", () => {
    const verdict = judge(DMARC, [], {}, above({ "example.com": [STRICT, "v=DMARC1; p=none"] }));
    expect(afterOf(verdict)?.values).toEqual([DMARC.expected]);
    expect(verdict).toMatchObject({
      warnings: [
        // Receivers drop both.
        { warning: "dmarc-own-organisation" },
        {
          warning: "dmarc-unreadable-above",
          from: "_dmarc.example.com",
          values: [STRICT, "v=DMARC1; p=none"],
        },
      ],
    });
  });
});

function conflictOf(verdict: Verdict) {
  return verdict.kind === "conflict" ? verdict.conflict : undefined;
}

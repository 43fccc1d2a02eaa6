import { describe, expect, it } from "vitest";
import { actionOf, afterOf, codeOf, DMARC, DMARC_NAME, judge, rrset, warningsOf } from "../support.ts";

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
    ["p for want of sp", STRICT, "v=DMARC1; p=reject; adkim=s; rua=mailto:Dmarc@Example.com"],
    ["sp", "v=DMARC1; p=none; sp=quarantine; aspf=s; pct=50; fo=1", "v=DMARC1; p=quarantine; aspf=s"],
    [
      "the reports although the policy is SES's own",
      "v=DMARC1; p=none; rua=mailto:a@example.com",
      "v=DMARC1; p=none; rua=mailto:a@example.com",
    ],
    [
      "sp=none although p is strict",
      "v=DMARC1; p=reject; sp=none; ruf=mailto:a@b.example; np=reject; psd=n",
      "v=DMARC1; p=none; ruf=mailto:a@b.example",
    ],
  ])("publishes the policy that the name inherits: %s", (_what, inheritedDmarc, published) => {
    const verdict = judge(DMARC, [], {}, { inheritedDmarc });
    expect(afterOf(verdict)?.values).toEqual([published]);
    expect(warningsOf(verdict)).toEqual(["dmarc-inherited"]);
  });

  it.each([
    "v=DMARC1; p=none",
    "v=DMARC1;p=NONE;",
    "v=DMARC1; p=nonsense",
    "p=reject",
    "v=DMARC1",
    '"v=DMARC1; p=reject"',
  ])("publishes SES's own value when %j is inherited", (inheritedDmarc) => {
    const verdict = judge(DMARC, [], {}, { inheritedDmarc });
    expect(afterOf(verdict)?.values).toEqual([DMARC.expected]);
    expect(warningsOf(verdict)).toEqual([]);
  });

  it("never publishes a weaker policy than SES asks for", () => {
    const wanted = { ...DMARC, expected: "v=DMARC1; p=quarantine" };
    expect(
      afterOf(judge(wanted, [], {}, { inheritedDmarc: "v=DMARC1; p=none; pct=10; adkim=s" }))?.values,
    ).toEqual(["v=DMARC1; p=quarantine; adkim=s"]);
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

  it("finds unchanged what it published itself from an inherited policy", () => {
    const surroundings = { inheritedDmarc: STRICT };
    const after = afterOf(judge(DMARC, [], {}, surroundings));
    expect(judge(DMARC, after === undefined ? [] : [after], {}, surroundings)).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
  });

  it.each([
    ["two policies of others", ["v=DMARC1; p=quarantine", STRICT]],
    ["three policies", ["v=DMARC1; p=none", "v=DMARC1; p=quarantine", STRICT]],
    ["SES's own value beside one that is not valid", ["v=DMARC1; p=none", "v=DMARC1; p=block"]],
    ["two that say what SES asks for in other words", ["v=DMARC1;p=none", STRICT]],
    ["a record without p and rua", ["v=DMARC1; adkim=s"]],
    ["an unknown policy", ["v=DMARC1; p=block"]],
    ["p in front of v", ["p=reject; v=DMARC1"]],
    ["a policy with quotes inside", ['"v=DMARC1; p=reject"']],
  ])("leaves %s to a person, or replaces it by consent", (_what, values) => {
    const existing = [rrset("TXT", DMARC_NAME, ["hello", ...values])];
    expect(codeOf(judge(DMARC, existing))).toBe("RECORD_IN_THE_WAY");
    for (const policy of [{ dmarc: "replace" }, { replace: [`TXT:${DMARC_NAME}`] }] as const) {
      const verdict = judge(DMARC, existing, policy);
      expect(actionOf(verdict)).toBe("replaced");
      expect(afterOf(verdict)?.values).toEqual(["hello", DMARC.expected]);
    }
  });

  it("leaves two policies to a person, also where one is SES's own value: anybody may have published that", () => {
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, ["hello", DMARC.expected, STRICT])]);
    if (verdict.kind !== "conflict") throw new Error("no conflict");
    expect(verdict.conflict.code).toBe("RECORD_IN_THE_WAY");
    expect(verdict.conflict.message).toContain(`"${DMARC.expected}" (what ses-onboard publishes)`);
    expect(verdict.conflict.message).not.toContain(`"${STRICT}" (what`);
    expect(verdict.conflict.hint).toContain("undo");
  });

  it("leaves SES's own value alone there by consent to replace, also where another policy stands", () => {
    const existing = [rrset("TXT", DMARC_NAME, [DMARC.expected, STRICT])];
    expect(afterOf(judge(DMARC, existing, { dmarc: "replace" }))?.values).toEqual([DMARC.expected]);
  });

  it("replaces a valid policy when told to, once", () => {
    const verdict = judge(DMARC, [rrset("TXT", DMARC_NAME, [STRICT])], { dmarc: "replace" });
    expect(actionOf(verdict)).toBe("replaced");
    expect(judge(DMARC, [rrset("TXT", DMARC_NAME, [DMARC.expected])], { dmarc: "replace" })).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
  });

  it("keeps a policy behind a CNAME, and nothing else behind one", () => {
    const alias = [rrset("CNAME", DMARC_NAME, ["policy.example"])];
    expect(judge(DMARC, alias, {}, { dmarcBehindCname: STRICT })).toMatchObject({
      kind: "fine",
      action: "kept",
      before: { type: "CNAME" },
    });
    expect(codeOf(judge(DMARC, alias))).toBe("CNAME_IN_THE_WAY");
    expect(codeOf(judge(DMARC, alias, {}, { dmarcBehindCname: "v=DMARC1" }))).toBe("CNAME_IN_THE_WAY");
    expect(codeOf(judge(DMARC, alias, { dmarc: "replace" }, { dmarcBehindCname: STRICT }))).toBe(
      "CNAME_IN_THE_WAY",
    );
  });

  it("names both where a CNAME and a TXT stand, and which of them SES asks for", () => {
    const both = [rrset("CNAME", DMARC_NAME, ["dm.example.net"]), rrset("TXT", DMARC_NAME, [DMARC.expected])];
    const verdict = judge(DMARC, both);
    expect(codeOf(verdict)).toBe("CNAME_IN_THE_WAY");
    if (verdict.kind !== "conflict") return;
    expect(verdict.conflict.message).toMatch(/dm\.example\.net.*"v=DMARC1; p=none" \(what SES asks for/);
    expect(verdict.conflict.hint).toMatch(/^Remove one of them.*CNAME.*TXT/);
  });

  it("doesn't publish what is no DMARC record", () => {
    expect(codeOf(judge({ ...DMARC, expected: "p=none" }, []))).toBe("VALUE_REJECTED");
  });
});

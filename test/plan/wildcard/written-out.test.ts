import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { SynthesisedRRset } from "../../../src/dns/rrset.ts";
import type { Policy } from "../../../src/plan/requirement.ts";
import { isWrittenOut } from "../../../src/plan/wildcard/written-out.ts";
import { afterOf, codeOf, D, judge, MX, requirement, rrset, SPF, warningsOf } from "../support.ts";
import { told } from "../../support/told.ts";

const WILDCARD = parseDomainName("*.example.com");

function answered(type: string, ...values: readonly string[]): SynthesisedRRset {
  return { ...rrset(type, D, values, 1800), wildcard: WILDCARD };
}

function judged(
  wanted: typeof MX,
  wild: SynthesisedRRset,
  policy: Partial<Policy> = {},
  existing: readonly ReturnType<typeof rrset>[] = [],
) {
  return judge(wanted, existing, policy, { synthesised: [wild] });
}

it("MX and TXT alone are written out", () => {
  expect(["MX", "TXT", "A", "AAAA", "CNAME"].map((type) => isWrittenOut({ type }))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

describe("the MX that a wildcard answers", () => {
  const wild = answered("MX", "10 mx.example.com");

  it("is written out with its TTL, and SES's is not added", () => {
    const verdict = judged(MX, wild);
    expect(verdict).toMatchObject({ action: "written-out", before: undefined });
    expect(afterOf(verdict)).toEqual(rrset("MX", D, ["10 mx.example.com"], 1800));
    expect(warningsOf(verdict)).toEqual(["mx-kept", "from-wildcard"]);
  });

  it("stands in front of SES's with --mx add, and is gone with --mx replace alone", () => {
    const beside = judged(MX, wild, { mx: "add" });
    expect(beside).toMatchObject({ action: "merged", before: undefined });
    expect(afterOf(beside)).toEqual(rrset("MX", D, ["10 mx.example.com", "20 mxbiz1.qq.com"], 1800));
    const instead = judged(MX, wild, { mx: "replace" });
    expect(instead).toMatchObject({ action: "created", before: undefined });
    expect(afterOf(instead)).toEqual(rrset("MX", D, ["10 mxbiz1.qq.com"], 300));
    expect(instead).toMatchObject({
      warnings: [{ warning: "mx-replaced", lost: ["10 mx.example.com"], wildcard: WILDCARD }],
    });
    const mtaSts = rrset("TXT", `_mta-sts.${D}`, ["v=STSv1; id=1"]);
    const policy = { mx: "replace", allow: [`TXT:${mtaSts.owner}`] } as const;
    const underPolicy = judge(MX, [], policy, { synthesised: [wild], mtaSts });
    expect(warningsOf(underPolicy)).toEqual(["mx-replaced", "mta-sts-allowed"]);
    expect(underPolicy).not.toMatchObject({ warnings: [{}, { wildcard: WILDCARD }] });
  });

  it("may say that no mail is accepted, which is written out as well", () => {
    expect(afterOf(judged(MX, answered("MX", "0 .")))?.values).toEqual(["0 ."]);
    const refused = judged(MX, answered("MX", "0 ."), { mx: "add" });
    expect(codeOf(refused)).toBe("RECORD_IN_THE_WAY");
    expect(JSON.stringify(refused)).toContain("*.example.com");
  });

  it("is written out where it is SES's own, since it ends at the name", () => {
    const verdict = judged(MX, answered("MX", "5 mxbiz1.qq.com"));
    expect(verdict).toMatchObject({ action: "written-out" });
    expect(afterOf(verdict)?.values).toEqual(["5 mxbiz1.qq.com"]);
  });

  it("is met by what was written out, and by an MX of the name's own", () => {
    for (const values of [["10 mx.example.com"], ["10 mxbiz1.qq.com"], ["5 mx.mine.test"]])
      expect(judged(MX, wild, {}, [rrset("MX", D, values)])).toMatchObject({ kind: "fine" });
  });
});

describe("the SPF record that a wildcard answers", () => {
  it("is merged into, with its TTL, and its all stays", () => {
    const verdict = judged(SPF, answered("TXT", "v=spf1 mx -all", "site=1"));
    expect(verdict).toMatchObject({ action: "merged", before: undefined });
    expect(afterOf(verdict)).toEqual(rrset("TXT", D, ["v=spf1 mx include:qcloudmail.com -all"], 1800));
    expect(verdict).toMatchObject({
      warnings: [{ warning: "from-wildcard", values: ["v=spf1 mx -all"], wildcard: WILDCARD }],
    });
  });

  it("is written out where SES's senders are in it", () => {
    const record = "v=spf1 include:qcloudmail.com -all";
    const verdict = judged(SPF, answered("TXT", record));
    expect(verdict).toMatchObject({ action: "written-out" });
    expect(afterOf(verdict)?.values).toEqual([record]);
  });

  it("is written out beside what stands at the name", () => {
    const record = "v=spf1 include:qcloudmail.com -all";
    const verdict = judged(SPF, answered("TXT", record), {}, [rrset("TXT", D, ["proof=1"], 60)]);
    expect(verdict).toMatchObject({ action: "written-out", before: { values: ["proof=1"] } });
    expect(afterOf(verdict)).toEqual(rrset("TXT", D, ["proof=1", record], 60));
  });

  it("names what the wildcard's alias leads to", () => {
    const through = parseDomainName("pages.example.net");
    const record = (terms: string) => ({ ...answered("TXT", `v=spf1 ${terms} -all`), through });
    expect(judged(SPF, record("mx"))).toMatchObject({ warnings: [{ warning: "from-wildcard", through }] });
    expect(JSON.stringify(judged(SPF, record("-include:qcloudmail.com")))).toContain(
      `*.example.com, by its CNAME to ${through}, answers for ${D}`,
    );
    expect(JSON.stringify(judged(SPF, answered("TXT", "v=spf1 mx -all")))).not.toContain("through");
  });

  it("is not what a wildcard answers without one", () => {
    for (const verdict of [judged(SPF, answered("TXT", "site=1")), judge(SPF, [])])
      expect(verdict).toEqual({
        kind: "change",
        action: "created",
        before: undefined,
        after: rrset("TXT", D, [SPF.expected], 300),
        warnings: [],
      });
  });

  it("can't be merged, and what else stands at the name is told with it", () => {
    const others = [rrset("A", D, ["192.0.2.1"]), rrset("TXT", D, ["proof=1"])];
    const verdict = judged(SPF, answered("TXT", "v=spf1 -include:qcloudmail.com -all"), {}, others);
    expect(verdict).toMatchObject({
      conflict: {
        facts: {
          standing: [
            { type: "A", values: ["192.0.2.1"] },
            { type: "TXT", values: ["proof=1", "v=spf1 -include:qcloudmail.com -all"] },
          ],
        },
      },
    });
  });

  it("stands beside what was planned at the name before", () => {
    const verdict = judged(SPF, answered("TXT", "v=spf1 -all"), {}, [rrset("TXT", D, ["proof=1"], 60)]);
    expect(afterOf(verdict)).toEqual(rrset("TXT", D, ["proof=1", "v=spf1 include:qcloudmail.com -all"], 60));
  });

  it.each([["-include:qcloudmail.com -all"], ["+bad term, -all"]])(
    "is named with its wildcard where it can't be merged: %s",
    (terms) => {
      const verdict = judged(SPF, answered("TXT", `v=spf1 ${terms}`));
      expect(codeOf(verdict)).toBe("SPF_UNMERGEABLE");
      expect(verdict).toMatchObject({ conflict: { facts: { wildcard: WILDCARD } } });
      expect(JSON.stringify(told(verdict))).toContain(`It is what *.example.com answers for ${D}`);
    },
  );

  it("decides nothing where the name has one of its own", () => {
    const own = rrset("TXT", D, ["proof=1", "v=spf1 include:qcloudmail.com ~all"]);
    expect(judged(SPF, answered("TXT", "v=spf1 -all"), {}, [own])).toMatchObject({ action: "unchanged" });
  });

  it("is no concern of other texts", () => {
    const proof = requirement("TXT", D, "proof=1");
    expect(afterOf(judged(proof, answered("TXT", "v=spf1 -all")))).toEqual(rrset("TXT", D, ["proof=1"], 300));
  });
});

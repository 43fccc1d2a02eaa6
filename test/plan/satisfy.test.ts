import { describe, expect, it } from "vitest";
import { planSwaps } from "../../src/plan/swaps.ts";
import { DEFAULT_POLICY } from "../../src/plan/requirement.ts";
import { isMet } from "../../src/plan/satisfy.ts";
import { D, DMARC, DMARC_NAME, judge, MX, requirement, rrset, SPF, warningsOf } from "./support.ts";
import { toldText } from "../support/told.ts";

const strict = rrset("TXT", D, ["v=spf1 include:_spf.google.com -all"]);

describe("what is not at the name, or holds nothing", () => {
  it("decides nothing", () => {
    const created = { kind: "change", action: "created", before: undefined };
    expect(judge(SPF, [rrset("TXT", "example.com", ["v=spf1 a b"])])).toMatchObject(created);
    expect(judge(SPF, [rrset("CNAME", "www.example.com", ["x.example"])])).toMatchObject(created);
    expect(judge(SPF, [rrset("CNAME", D, []), rrset("TXT", D, [])])).toMatchObject(created);
    const alias = requirement("CNAME", D, "x.example");
    expect(judge(alias, [rrset("TXT", "www.example.com", ["x"])])).toMatchObject(created);
  });
});

describe("what no consent lifts", () => {
  const ns = requirement("NS", D, "ns1.evil.example");
  const consent = { replace: [`NS:${D}`], allow: [`NS:${D}`] } as const;

  it("is never written, be it beside one that stands", () => {
    for (const existing of [[], [rrset("NS", D, ["ns1.theirs.example"])]])
      expect(judge(ns, existing, consent)).toMatchObject({
        conflict: { code: "VALUE_REJECTED", message: expect.stringContaining("a delegation") },
      });
  });

  it("is left where it stands already, however it is spelt", () => {
    const stands = [rrset("NS", D, ["ns1.evil.example"])];
    for (const expected of [ns.expected, "NS1.Evil.example."])
      expect(judge({ ...ns, expected }, stands)).toMatchObject({ kind: "fine", action: "unchanged" });
  });
});

describe("a CNAME at the name", () => {
  const alias = rrset("CNAME", D, ["x.example"]);

  it("is in the way of every record but a CNAME that is asked for", () => {
    expect(judge(SPF, [alias])).toMatchObject({ conflict: { code: "CNAME_IN_THE_WAY" } });
    expect(judge(requirement("CNAME", D, "x.example"), [alias])).toMatchObject({ action: "unchanged" });
    const policy = { dmarcElsewhere: ["v=DMARC1; p=reject"] };
    expect(judge(DMARC, [rrset("CNAME", DMARC_NAME, ["x.example"])], {}, policy)).toMatchObject({
      action: "kept",
    });
  });
});

it("a record is met where nothing would change, and not by a conflict", () => {
  const met = (existing: readonly ReturnType<typeof rrset>[]) => isMet(SPF, existing, DEFAULT_POLICY, {});
  expect([met([rrset("TXT", D, [SPF.expected])]), met([]), met([rrset("CNAME", D, ["x.example"])])]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("a record set that the host keeps locked", () => {
  it.each(["Email Routing", "weighted", "line 电信"])("is in the way of a change: %s", (locked) => {
    expect(judge(SPF, [{ ...strict, locked }])).toMatchObject({
      kind: "conflict",
      conflict: { code: "RECORD_IN_THE_WAY", facts: { owner: D, type: "TXT" } },
    });
  });

  it("is told with the host's own word, and Email Routing with the way out that keeps its MX", () => {
    const verdict = judge(SPF, [{ ...strict, locked: "Email Routing" }]);
    if (verdict.kind !== "conflict") throw new Error("no conflict");
    expect(toldText(verdict.conflict.message)).toContain("Email Routing");
    expect(toldText(verdict.conflict.hint)).toMatch(/Unlock/);
    expect(toldText(verdict.conflict.hint)).not.toMatch(/switch/i);
  });

  it("is in nobody's way where nothing has to change", () => {
    const dmarc = { ...rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]), locked: "weighted" };
    const mx = { ...rrset("MX", D, ["10 mx.example.net"]), locked: "Email Routing" };
    expect(judge(DMARC, [dmarc])).toMatchObject({ kind: "fine" });
    expect(judge(MX, [mx])).toMatchObject({ kind: "fine" });
  });

  it("is a conflict among the others of a plan", () => {
    const locked = { ...strict, locked: "weighted" };
    expect(() => planSwaps([SPF, MX], [locked], DEFAULT_POLICY, {})).toThrow(
      expect.objectContaining({ code: "RECORD_IN_THE_WAY" }),
    );
  });
});

describe("a record set of a product of the host's", () => {
  it("is told of none where it is plain, and of no set that is new", () => {
    expect(warningsOf(judge(SPF, [strict]))).toEqual([]);
    expect(warningsOf(judge(SPF, []))).toEqual([]);
  });

  it("is changed with a warning that it goes with the product, and kept without one", () => {
    const routed = { ...strict, belongsTo: "Email Routing" };
    expect(judge(SPF, [routed])).toMatchObject({
      kind: "change",
      warnings: [{ warning: "goes-with-product", owner: D, type: "TXT", product: "Email Routing" }],
    });
    expect(
      judge(MX, [{ ...rrset("MX", D, ["10 mx.example.net"]), belongsTo: "Email Routing" }]),
    ).toMatchObject({ kind: "fine", warnings: [{ warning: "mx-kept" }] });
  });

  it("is told beside whatever else the change brings with it", () => {
    const routed = { ...rrset("MX", D, ["10 mx.example.net"]), belongsTo: "Email Routing" };
    expect(warningsOf(judge(MX, [routed], { mx: "add" }))).toEqual([
      "mx-added-beside-others",
      "goes-with-product",
    ]);
  });
});
